import { translate } from '#chatwoot/translate'
import { applyBatch } from '#functions/process/apply-batch'
import { modelBook } from '#functions/process/model-book'
import { readingBook } from '#functions/process/reading-book'
import { sleep } from '#runtime/retry'
import { conversationStore } from '#store/conversations'
import { lawReader } from '#store/law'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { languageDetector } from '#text/language'
import { changesIn } from './changes-in.ts'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

let loading: ReturnType<typeof languageDetector> | undefined

/** Webhooks, in whichever of their forms. */
export const rehearseInbound: Rehearser = (stage) => {
  const { watch, now, bodies, contactAttributes } = stage
  const store = conversationStore({ ...onPaper(stage), consistent: true })
  const book = policyBook(policyStore(onPaper(stage)), { now, onFault: (error) => watch.log.fault('policies', error) })
  const languages = () => {
    loading ??= languageDetector()
    return loading
  }
  const modelOf = modelBook({
    read: async (key) => (await bodies.get(key))?.body,
    now,
    wait: sleep,
    onFault: (error) => watch.log.fault('topic_model', error),
  })
  return {
    work: (messages) =>
      applyBatch(messages, {
        ...CALM,
        now,
        translate,
        readingFor: readingBook({ documents: book, contactAttributes, languages, modelOf }),
        lawFor: lawReader(book),
        readMany: store.readMany,
        async commit(draft, over) {
          const committed = await store.commit(draft, over)
          if (committed.kind === 'stored') for (const what of changesIn(over?.conversation, draft)) watch.would(what)
          return committed
        },
        bodies: { get: bodies.get, put: async () => undefined },
        bucket: bodies.bucket,
        firstSight: () => false,
        count: watch.count,
        log: watch.log,
      }),
    effectOf({ counts, does }) {
      if (counts.has('ConversationsWritten')) return { effect: 'applies', code: null, does }
      if (counts.has('UnknownEvents'))
        return { effect: 'applies', code: 'unknown_event', does: ['keeps the body in S3'] }
      return { effect: 'nothing_new', code: counts.has('Ignored') ? 'ignored' : null, does: [] }
    },
  }
}

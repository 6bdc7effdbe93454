import { performSuggest } from '#functions/suggest/perform-suggest'
import { accountRegistry } from '#store/accounts'
import { knowledgeStore } from '#store/knowledge'
import { switchBook, switchStore } from '#store/switches'
import { buildIndex } from '#text/knowledge/build-index'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Articles that were read, and asks for what is due. */
export const rehearseKnowledge: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  return {
    work: (messages) =>
      performSuggest(messages, {
        ...CALM,
        now,
        ...knowledgeStore(table),
        ...switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) }),
        accounts: accountRegistry(table).list,
        build: buildIndex,
        putIndex: async () => watch.would('builds the index of articles'),
        request: async () => watch.would('has Chatwoot asked for articles'),
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

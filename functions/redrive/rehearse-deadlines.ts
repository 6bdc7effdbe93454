import { watchDeadlines } from '#functions/sla/watch-deadlines'
import { conversationStore } from '#store/conversations'
import { lawReader } from '#store/law'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { queueReads } from '#store/queue-reads'
import { switchBook, switchStore } from '#store/switches'
import { changesIn } from './changes-in.ts'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Instants at which a conversation is looked at, and refreshes after a document was activated. */
export const rehearseDeadlines: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const store = conversationStore({ ...table, consistent: true })
  const reads = queueReads(table)
  const book = policyBook(policyStore(table), { now, onFault: (error) => watch.log.fault('policies', error) })
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  return {
    work: (messages) =>
      watchDeadlines(messages, {
        ...CALM,
        now,
        isOff: (account) => switches.isOff(account, 'sla'),
        readMany: store.readMany,
        async commit(draft, over) {
          const committed = await store.commit(draft, over)
          if (committed.kind === 'stored') for (const what of changesIn(over?.conversation, draft)) watch.would(what)
          return committed
        },
        lawFor: lawReader(book),
        conversationsOf: (list, page) => reads.queuePage({ ...list, sort: 'waiting', filters: {} }, page),
        announce: async () => watch.would('waits for its instant'),
        refresh: async () => watch.would('goes on with the next page of conversations'),
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

import { countBatch } from '#functions/analytics/count-batch'
import { besideReader } from '#store/beside-facts'
import { countConversations } from '#store/count-conversations'
import { ledgerTail } from '#store/ledger-tail'
import { exclusionReader } from '#store/point-disputes'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/**
 * Word of conversations that are to be counted. Whether one has been counted since stands in a table of its own, which
 * rehearsals do not read: counting it once more changes nothing then.
 */
export const rehearseAnalytics: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  return {
    work: (messages) =>
      countBatch(messages, {
        countConversations: (all) =>
          countConversations(all, {
            load: async () => new Map(),
            async commit(changes) {
              for (const { after } of changes)
                watch.would(`brings the figures up to the ledger of conversation ${after.conversationId}`)
              return []
            },
            ledgerAfter: ledgerTail(table),
            // what a grade counts for does not show in what is told here
            besideOf: besideReader({ ...table, machineCounts: async () => false }),
            exclusionsOf: exclusionReader(table),
            zoneOf: async () => 'UTC',
          }),
        noteCounted: async () => undefined,
        now,
        count: watch.count,
        gauge: watch.gauge,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

import { performReconcile } from '#functions/reconcile/perform-reconcile'
import { accountRegistry } from '#store/accounts'
import { checkpointStore } from '#store/checkpoints'
import { conversationStore, conversationsOf } from '#store/conversations'
import { heardAt } from '#store/heard-at'
import { intakeLedger } from '#store/intake-ledger'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Sweeps that are due, and answers to those that were asked for. */
export const rehearseReconcile: Rehearser = (stage) => {
  const { watch, now, retentionDays } = stage
  const table = onPaper(stage)
  const conversations = conversationStore(table)
  return {
    work: (messages) =>
      performReconcile(messages, {
        ...CALM,
        now,
        ...checkpointStore(table),
        ...switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) }),
        accounts: accountRegistry(table).list,
        heardAtMs: heardAt(intakeLedger(table), now),
        async statesOf(account, ids) {
          const held = await conversationsOf(account, ids, conversations)
          return new Map([...held].map(([id, { conversation }]) => [id, conversation.state]))
        },
        isSilent: async () => false,
        gauge: watch.gauge,
        request: async ({ what }) => watch.would(`has Chatwoot asked for ${what}`),
        retentionDays,
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

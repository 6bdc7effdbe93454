import { OUTAGE } from '#domain/switches'
import { routeBatch } from '#functions/route/route-batch'
import { accountRegistry } from '#store/accounts'
import { actionStateReader } from '#store/action-state'
import { enlistAction } from '#store/actions'
import { conversationStore, conversationsOf } from '#store/conversations'
import { operatorStore } from '#store/operators'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { routingStore } from '#store/routing'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** A look at everything that waits in the account. */
export const rehearseRouting: Rehearser = (stage) => {
  const { watch, now, ledgerDays } = stage
  const table = onPaper(stage)
  const book = policyBook(policyStore(table), { now, onFault: (error) => watch.log.fault('policies', error) })
  const conversations = conversationStore({ ...table, consistent: true })
  const operators = operatorStore(table)
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  const routing = routingStore({ ...table, ledgerDays })
  return {
    work: (messages) =>
      routeBatch(messages, {
        ...CALM,
        now,
        ...routing,
        async decide(decision) {
          const decided = await routing.decide(decision)
          if (decided.kind === 'stored') {
            const { account, conversationId } = decision.draft
            const asked = decision.actions.map(({ verb, ...wish }) =>
              'operatorId' in wish ? `${verb} ${wish.operatorId}` : verb,
            )
            watch.would(`decides on ${account}/${conversationId}: ${asked.join(', ') || 'nobody is asked'}`)
          }
          return decided
        },
        routing: (account) => book.routing(account),
        isOff: async (account) => (await switches.isOff(account, 'route')) || switches.isOff(account, OUTAGE),
        accounts: accountRegistry(table).list,
        operators: operators.list,
        directory: async (account) => (await operators.directory(account)) ?? null,
        conversations: (account, ids) => conversationsOf(account, ids, conversations),
        async commit(draft, over) {
          const committed = await conversations.commit(draft, over)
          if (committed.kind === 'stored')
            watch.would(`follows what became of ${draft.account}/${draft.conversationId}`)
          return committed
        },
        actionState: actionStateReader(table),
        send: async ({ id }) => watch.would(`sends the action ${id} once more`),
        async request(action) {
          const enlisted = await enlistAction(action, { ...table, retentionDays: ledgerDays })
          if (enlisted.kind === 'new') watch.would(`asks for ${action.verb}`)
        },
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

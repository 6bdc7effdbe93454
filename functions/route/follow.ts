import type { ActionState } from '#domain/action'
import { followRouting, undoneChoice } from '#domain/routing/follow-routing'
import type { Routing } from '#domain/routing/routing-record'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { operatorOf } from '#domain/turn'
import { actionsOf } from './asked-actions.ts'
import { giveBack } from './decide-for.ts'
import type { Held, RouteDeps } from './route-deps.ts'
import type { By, Pass } from './run-pass.ts'

type Following = { readonly hinted: ReadonlyMap<number, Held>; readonly law: By['law'] }

/**
 * What has become of decisions about these conversations. A person's decision wins, and is recorded. `again`: of one that
 * can be told only when its action has ended; the others need not wait for that.
 */
export async function follow(
  pass: Pass,
  { hinted, law }: Following,
  deps: RouteDeps,
): Promise<'done' | 'lost' | 'again'> {
  let ended: 'done' | 'again' = 'done'
  for (const [conversationId, held] of hinted) {
    const { routing, state } = held.conversation
    if (routing === undefined) continue
    if (pass.hints.get(conversationId)?.decided === true) await sendAgain(held, routing, deps)
    const nowMs = deps.now()
    const to = undoneChoice(routing, state, nowMs)
    const operatorId = operatorOf(state)
    if (to !== null && operatorId !== null) {
      const action = await assignmentOf(held, routing, deps)
      // still at it: its end says whether this is its work
      if (action === 'queued') {
        ended = 'again'
        continue
      }
      if (action === 'applied') {
        if ((await giveBack(held, { by: { law, nowMs, pass }, operatorId, to }, deps)) === 'lost') return 'lost'
        continue
      }
    }
    const followed = followRouting(routing, state, nowMs)
    if (followed !== routing && (await note(held, followed, deps)) === 'lost') return 'lost'
  }
  return ended
}

/** Whoever decided may have stopped before it was sent. The queue knows a message that it has had already. */
async function sendAgain({ conversation }: Held, { decision, atMs }: Routing, deps: RouteDeps): Promise<void> {
  const receipts = await deps.receipts(conversation.account, conversation.conversationId, MOST_SINCE)
  const receipt = receipts.find((one) => one.decision === decision && one.atMs === atMs)
  if (receipt === undefined) return
  for (const action of actionsOf(receipt)) await deps.send(action)
}

/** How the action of a decision stands: only what it did is to be undone, not what a person did. */
async function assignmentOf(
  { conversation }: Held,
  { decision }: Routing,
  deps: RouteDeps,
): Promise<ActionState | undefined> {
  const { account, conversationId } = conversation
  const receipts = await deps.receipts(account, conversationId, MOST_SINCE)
  const asked = receipts.find((receipt) => receipt.decision === decision && receipt.outcome !== 'yielded')?.actions
  const id = asked?.find(({ verb }) => verb === 'assign_operator')?.id
  return id === undefined ? undefined : deps.actionState({ account, conversationId, id })
}

/** In the seconds in which this matters nobody decides more often about one conversation, even if clocks differ. */
const MOST_SINCE = 10

async function note(held: Held, followed: Routing, deps: RouteDeps): Promise<'noted' | 'lost'> {
  const { version: _v, writtenAtMs: _w, ...conversation } = held.conversation
  const draft = { ...conversation, routing: followed, source: 'routing' as const }
  const receipt = yieldedReceipt(held, followed)
  if (receipt === null) {
    const committed = await deps.commit(draft, held)
    if (committed.kind === 'lost') return 'lost'
    if (committed.kind === 'refused') throw new Error(`a conversation could not be stored: ${committed.detail}`)
  } else if ((await deps.decide({ draft, over: held, receipt, actions: [] })).kind === 'lost') return 'lost'
  if (followed.state === 'yielded') {
    deps.count('RoutingYielded')
    const { account, conversationId } = conversation
    deps.log.info('routing_yielded', { account, conversationId, decision: followed.decision })
  }
  return 'noted'
}

/** That a person won stands among the receipts too; null where routing had given it to nobody, so that nothing was won. */
function yieldedReceipt({ conversation }: Held, followed: Routing): StoredReceipt | null {
  const { account, conversationId, correlationId, routing } = conversation
  if (followed.state !== 'yielded' || routing === undefined || routing.state === 'held') return null
  const { decision, atMs, policyVersion, yieldedTo = null } = followed
  const from = routing.state === 'yielded' ? routing.yieldedTo : routing.operatorId
  return {
    ...{ account, conversationId, correlationId, decision, atMs, outcome: 'yielded', why: null, routedFor: null },
    ...{ from: from ?? null, to: yieldedTo, policyVersion, model: null, actions: [], choice: null },
  }
}

import type { Operator } from '#domain/operator'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { takeBackOf } from '#domain/routing/take-back'
import { eachLimited } from '#runtime/retry'
import { MOST_OPEN, READS_AT_ONCE, type RouteDeps } from './route-deps.ts'
import type { By, Wanting } from './run-pass.ts'
import { isOnItsWay } from './waiting-now.ts'
import { windowOf } from './window-of.ts'

/** Conversations of people who have gone, or are silent, whose time has come: somebody else shall have them. */
export async function takeBacks(by: By, deps: RouteDeps): Promise<readonly Wanting[]> {
  const { pass, operators, law, nowMs } = by
  const { account } = pass
  // with nobody there, whoever has a conversation keeps it: a night would cost a look at all of them a minute
  if (!operators.some(({ availability, gone }) => availability === 'available' && gone !== true)) return []
  const due: Due[] = []
  const watched = operators.filter((operator) => isWatched(operator, law.document))
  await eachLimited(watched, READS_AT_ONCE, async (operator) => {
    const open = await deps.openOf(account, operator.operatorId, MOST_OPEN)
    const waiting = open.filter(({ waitingSinceMs }) => waitingSinceMs !== null)
    if (waiting.length === 0) return
    const found = await deps.conversations(
      account,
      waiting.map(({ conversationId }) => conversationId),
    )
    for (const held of found.values()) {
      const taken = takeBackOf(held.conversation, operator, { document: law.document, nowMs })
      if (taken === null || taken.atMs > nowMs || (await isOnItsWay(held, deps))) continue
      due.push({ atMs: taken.atMs, wanting: { held, routedFor: taken.routedFor, from: operator.operatorId } })
    }
  })
  due.sort((a, b) => a.atMs - b.atMs || idOf(a) - idOf(b))
  return windowOf(due, deps.random).map(({ wanting }) => wanting)
}

type Due = { readonly atMs: number; readonly wanting: Wanting }
const idOf = ({ wanting }: Due): number => wanting.held.conversation.conversationId

/** Only whom the document would take from: each costs a query a minute. */
function isWatched({ availability, gone }: Operator, { takeBack }: RoutingDocument): boolean {
  if (availability === 'offline' || gone === true) return takeBack.offlinePercent !== null
  return (availability === 'away' ? takeBack.awayPercent : takeBack.idlePercent) !== null
}

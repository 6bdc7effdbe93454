/** Before the end of a shift, somebody else is proposed for what is still open: as a note that the operator sees. */

import type { Operator } from '#domain/operator'
import type { Choice, Considered, Demand } from '#domain/routing/choice-terms'
import { planPass } from '#domain/routing/plan-pass'
import { profilesOf, workEndsAtMs } from '#domain/routing/profile'
import { candidatesOf } from './candidates.ts'
import { type Held, MOST_OPEN, type RouteDeps } from './route-deps.ts'
import { type By, demandOf } from './run-pass.ts'

/** Of a pass, which has a minute: the rest follows in the next. */
const MOST_PROPOSED = 100
const MINUTE_MS = 60_000

/** Each conversation of a shift is proposed once: the note's id says which. Nothing is assigned by it. */
export async function proposeHandOvers(by: By, deps: RouteDeps): Promise<void> {
  const { law, nowMs } = by
  const { document } = law
  const { handOverMinutes } = document
  if (handOverMinutes === null || document.mode !== 'assign') return
  const leaving = leavingAmong(by, handOverMinutes * MINUTE_MS)
  const left = new Map<number, Left>()
  for (const one of leaving) {
    if (left.size >= MOST_PROPOSED) break
    for (const held of await openOf(one, by, deps)) left.set(held.conversation.conversationId, { ...one, held })
  }
  if (left.size === 0) return
  const demands = [...left.values()].slice(0, MOST_PROPOSED).map(({ held, operator }): Demand => {
    const demand = demandOf({ held, routedFor: 'waiting', from: operator.operatorId }, by)
    // to propose somebody who leaves as well would help nobody
    return { ...demand, takenFrom: [...(demand.takenFrom ?? []), ...leaving.map((one) => one.operator.operatorId)] }
  })
  // all at once, so that not everything is proposed to the same one
  const { candidates } = await candidatesOf(by, deps)
  for (const { conversationId, choice } of planPass(demands, candidates, { document, nowMs })) {
    const one = left.get(conversationId)
    if (one !== undefined) await propose(one, choice, { by, deps })
  }
}

type Leaving = { readonly operator: Operator; readonly endsAtMs: number }
type Left = Leaving & { readonly held: Held }

function leavingAmong({ operators, law, nowMs }: By, withinMs: number): readonly Leaving[] {
  const profiles = profilesOf(law.document)
  return operators.flatMap((operator) => {
    if (operator.availability !== 'available' || operator.gone === true) return []
    const endsAtMs = workEndsAtMs(profiles.of(operator.operatorId), nowMs)
    return endsAtMs === null || endsAtMs - nowMs > withinMs ? [] : [{ operator, endsAtMs }]
  })
}

/** Of somebody who leaves: what nothing has been proposed for yet. */
async function openOf(leaving: Leaving, { pass: { account } }: By, deps: RouteDeps): Promise<readonly Held[]> {
  const open = await deps.openOf(account, leaving.operator.operatorId, MOST_OPEN)
  if (open.length === 0) return []
  const found = await deps.conversations(
    account,
    open.map(({ conversationId }) => conversationId),
  )
  const unknown: Held[] = []
  for (const held of found.values()) {
    const { conversationId } = held.conversation
    const id = idOf(held, leaving)
    if ((await deps.actionState({ account, conversationId, id })) === undefined) unknown.push(held)
  }
  return unknown
}

const idOf = ({ conversation: { account, conversationId } }: Held, { operator, endsAtMs }: Leaving): string =>
  `${account}/${conversationId}/hand-over/${operator.operatorId}/${endsAtMs}`

async function propose(
  left: Left,
  { receipt }: Choice,
  { by, deps }: { readonly by: By; readonly deps: RouteDeps },
): Promise<void> {
  const { held, operator, endsAtMs } = left
  const { account, conversationId, correlationId } = held.conversation
  const next = receipt.considered.find(({ operatorId }) => operatorId === receipt.chosen)
  await deps.request({
    ...{ id: idOf(held, left), account, conversationId, correlationId, requestedAtMs: by.nowMs },
    reason: 'Routing: hand-over at the end of a shift',
    verb: 'add_note',
    text: noteText(next, Math.max(1, Math.round((endsAtMs - by.nowMs) / MINUTE_MS))),
    mention: { id: operator.operatorId, name: operator.name },
    mentionTeam: null,
  })
  deps.count('HandOversProposed')
}

export function noteText(next: Pick<Considered, 'name' | 'minutes'> | undefined, minutes: number): string {
  const begin = `Your shift ends in ${inMinutes(minutes)}, and this conversation is still open.`
  if (next === undefined) return `${begin} Nobody else who would do for it has room just now.`
  const work = next.minutes < 0.5 ? 'no work' : `${inMinutes(Math.round(next.minutes))} of work`
  return `${begin} ${plainName(next.name)} could take it over: ${work} in hand. Assign it to them if you agree.`
}

const inMinutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`)

/** Notes are Markdown: a name may bring no link, no picture and no lines of its own. */
const plainName = (name: string): string =>
  name.replaceAll(/[[\]()<>`*_~#|!\\\p{Cc}\s]+/gu, ' ').trim() || 'A colleague'

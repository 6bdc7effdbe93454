/** Before the end of a shift, somebody else is proposed for what is still open: as a note that the operator sees. */

import type { Operator } from '#domain/operator'
import { choose } from '#domain/routing/choice'
import type { Considered } from '#domain/routing/choice-terms'
import { profilesOf, workEndsAtMs } from '#domain/routing/profile'
import { type Candidates, candidatesOf } from './candidates.ts'
import { type Held, MOST_OPEN, type RouteDeps } from './route-deps.ts'
import { type By, demandOf } from './run-pass.ts'

/** Of a pass, which has a minute: the rest follows in the next. */
const MOST_PROPOSED = 100
const MINUTE_MS = 60_000

/** Each conversation of a shift is proposed once: the note's id says which. Nothing is assigned by it. */
export async function proposeHandOvers(by: By, deps: RouteDeps): Promise<void> {
  const { operators, law, nowMs, pass } = by
  const { document } = law
  const { handOverMinutes } = document
  if (handOverMinutes === null || document.mode !== 'assign') return
  const profiles = profilesOf(document)
  let candidates: Promise<Candidates> | undefined
  // everybody's load is read once, and only if there is something to propose
  const once = (): Promise<Candidates> => {
    candidates ??= candidatesOf(by, deps)
    return candidates
  }
  let left = MOST_PROPOSED
  for (const operator of operators) {
    if (operator.availability !== 'available' || operator.gone === true) continue
    const endsAtMs = workEndsAtMs(profiles.of(operator.operatorId), nowMs)
    if (endsAtMs === null || endsAtMs - nowMs > handOverMinutes * MINUTE_MS) continue
    const open = await deps.openOf(pass.account, operator.operatorId, MOST_OPEN)
    const ids = open.map(({ conversationId }) => conversationId)
    if (ids.length === 0) continue
    for (const held of (await deps.conversations(pass.account, ids)).values()) {
      if ((await propose(held, { by, operator, endsAtMs, candidates: once }, deps)) === 'proposed') left -= 1
      if (left === 0) return
    }
  }
}

type Leaving = {
  readonly by: By
  readonly operator: Operator
  readonly endsAtMs: number
  readonly candidates: () => Promise<Candidates>
}

async function propose(held: Held, leaving: Leaving, deps: RouteDeps): Promise<'known' | 'proposed'> {
  const { by, operator, endsAtMs } = leaving
  const { account, conversationId, correlationId } = held.conversation
  const id = `${account}/${conversationId}/hand-over/${operator.operatorId}/${endsAtMs}`
  if ((await deps.actionState({ account, conversationId, id })) !== undefined) return 'known'
  const { document } = by.law
  const { candidates } = await leaving.candidates()
  const demand = demandOf({ held, routedFor: 'waiting', from: operator.operatorId }, by)
  const { receipt } = choose(demand, candidates, { document, nowMs: by.nowMs })
  const next = receipt.considered.find(({ operatorId }) => operatorId === receipt.chosen)
  await deps.request({
    ...{ id, account, conversationId, correlationId, requestedAtMs: by.nowMs },
    reason: 'Routing: hand-over at the end of a shift',
    verb: 'add_note',
    text: noteText(next, Math.max(1, Math.round((endsAtMs - by.nowMs) / MINUTE_MS))),
    mention: { id: operator.operatorId, name: operator.name },
    mentionTeam: null,
  })
  deps.count('HandOversProposed')
  return 'proposed'
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

import type { Operator } from '#domain/operator'
import { type Board, isTaken, type ReservedSeat, reservedSeats, tidied } from '#domain/routing/board'
import type { Candidate, Load } from '#domain/routing/choice-terms'
import { type HardCases, hardCasesAt } from '#domain/routing/hard-cases'
import { loadOf, NO_LOAD } from '#domain/routing/load'
import { holdingIn, type OpenEntry } from '#domain/routing/open-entry'
import { operatorOf, statusOf, waitingSinceMs } from '#domain/turn'
import { eachLimited } from '#runtime/retry'
import { actionIdOf } from './asked-actions.ts'
import { type Held, MOST_OPEN, READS_AT_ONCE, type RouteDeps } from './route-deps.ts'
import type { By } from './run-pass.ts'

export type Candidates = {
  readonly candidates: readonly Candidate[]
  readonly board: Board
  readonly hardCases: Map<number, HardCases>
}

/**
 * Everybody of the account, with the load of those who are available: their open conversations as the index shows them,
 * and what was given to them a moment ago. Who is not available is listed too, for the receipts.
 */
export async function candidatesOf(by: By, deps: RouteDeps): Promise<Candidates> {
  const { pass, operators, nowMs } = by
  const { account } = pass
  const [board, ledgers] = await Promise.all([deps.board(account), deps.hardCases(account)])
  const hardCases = new Map(ledgers)
  const open = new Map<number, readonly OpenEntry[]>()
  const able = operators.filter(({ availability, gone }) => availability === 'available' && gone !== true)
  await eachLimited(able, READS_AT_ONCE, async ({ operatorId }) => {
    open.set(operatorId, await deps.openOf(account, operatorId, MOST_OPEN))
  })
  for (const operatorId of open.keys()) open.set(operatorId, asSeen(open.get(operatorId) ?? [], operatorId, by.hinted))
  // with him: one that is taken from somebody is shown with that one until Chatwoot has moved it
  const isShown = (seat: ReservedSeat): boolean =>
    open.get(seat.operatorId)?.some(({ conversationId }) => conversationId === seat.conversationId) === true
  const taken = await takenSeats(
    reservedSeats(board, nowMs).filter((seat) => !isShown(seat)),
    account,
    deps,
  )
  const stillTaken = new Set(taken.map(({ conversationId }) => conversationId))
  const candidates = operators
    .filter(({ gone }) => gone !== true)
    .map((operator): Candidate => {
      const { operatorId } = operator
      const entries = open.get(operatorId)
      const held =
        entries === undefined
          ? NO_LOAD
          : loadOf(entries.map(holdingIn(by.directory)), { document: by.law.document, nowMs })
      const reserved = taken.filter((seat) => seat.operatorId === operatorId)
      return {
        operator: seen(operator),
        load: reserved.reduce(withReserved, held),
        lastGivenAtMs: board.givenAtMs[operatorId] ?? null,
        hardCases: hardCasesAt(hardCases.get(operatorId) ?? {}, nowMs),
      }
    })
  return { candidates, board: tidied(board, (id) => stillTaken.has(id), nowMs), hardCases }
}

/** The index lags: what something has just happened to is counted as it is, and not as it was. */
function asSeen(
  entries: readonly OpenEntry[],
  operatorId: number,
  hinted: ReadonlyMap<number, Held>,
): readonly OpenEntry[] {
  const his = [...hinted.values()].filter(
    ({ conversation: { state } }) => statusOf(state) === 'open' && operatorOf(state) === operatorId,
  )
  return [
    ...entries.filter(({ conversationId }) => !hinted.has(conversationId)),
    ...his.map(({ conversation: { conversationId, state } }): OpenEntry => {
      const waiting = waitingSinceMs(state)
      return {
        conversationId,
        inboxId: state.snapshot?.inboxId ?? null,
        waitingSinceMs: waiting,
        quietSinceMs: waiting === null ? (state.snapshot?.lastActivityAtMs ?? null) : null,
      }
    }),
  ]
}

/**
 * What was given a moment ago is read from the table itself: the index may not show it yet, or not any more. While Chatwoot
 * is down its action waits, and the seat with it; an action that has failed gives the seat back.
 */
async function takenSeats(
  seats: readonly ReservedSeat[],
  account: string,
  deps: RouteDeps,
): Promise<readonly ReservedSeat[]> {
  if (seats.length === 0) return seats
  const found = await deps.conversations(
    account,
    seats.map(({ conversationId }) => conversationId),
  )
  const taken: ReservedSeat[] = []
  await eachLimited(seats, READS_AT_ONCE, async (seat) => {
    const conversation = found.get(seat.conversationId)?.conversation
    if (conversation === undefined || !isTaken(seat, conversation)) return
    const { state, routing } = conversation
    if (operatorOf(state) !== seat.operatorId && routing !== undefined) {
      const ended = await deps.actionState({ ...conversation, id: actionIdOf(conversation, routing) })
      if (ended === 'failed' || ended === 'superseded') return
    }
    taken.push(seat)
  })
  return taken
}

const seen = ({ operatorId, name, availability, teams, inboxes }: Operator): Candidate['operator'] => ({
  operatorId,
  name,
  availability,
  teams,
  inboxes,
})

const withReserved = (
  load: Load,
  { points, minutes }: { readonly points: number; readonly minutes: number },
): Load => ({
  conversations: load.conversations + 1,
  points: load.points + points,
  minutes: load.minutes + minutes,
  unanswered: load.unanswered + 1,
})

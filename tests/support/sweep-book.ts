/** A Chatwoot of rows alone, and what is known of it: for walking through thousands with the law of sweeps itself. */
import type { ConversationState } from '#domain/conversation'
import { biteId, type Checkpoint, LANES, listId, listRequest } from '#domain/sweep/checkpoint'
import { compareRatings, compareRows } from '#domain/sweep/compare-rows'
import { type Circumstances, withDue } from '#domain/sweep/due-sweeps'
import type { SweepAnswer, SweepRow } from '#domain/sweep/sweep-readings'
import {
  ended,
  isRepeated,
  placeOf,
  stepAfter,
  type Taken,
  takeFailure,
  takeListed,
  takeRead,
} from '#domain/sweep/take-answer'
import { aSnapshot } from './builders.ts'

const PAGE = 100

export class SweepBook {
  readonly rows: SweepRow[] = []
  readonly known = new Map<number, ConversationState>()
  /** Bites that were made, and not answered yet. */
  readonly bites = new Map<string, readonly number[]>()
  readonly asked: string[] = []
  constructor(
    public checkpoint: Checkpoint,
    public nowMs: number,
  ) {}

  ask(silent: Circumstances['silent'] = false): void {
    const { checkpoint, asked } = withDue(this.checkpoint, { nowMs: this.nowMs, silent })
    this.checkpoint = checkpoint
    for (const lane of asked) this.note(lane)
  }

  private note(lane: (typeof LANES)[number]): void {
    const sweep = this.checkpoint[lane]
    if (sweep !== undefined) this.asked.push(listRequest(sweep, this.checkpoint, this.nowMs).id)
  }

  /** What is open of the sweeps that are under way. */
  open(): string[] {
    return LANES.flatMap((lane) => {
      const sweep = this.checkpoint[lane]
      if (sweep === undefined) return []
      const { step } = sweep
      const list = step.parts === null ? [listId(sweep, this.checkpoint.account)] : []
      return [...list, ...step.open.map((nth) => biteId(sweep, this.checkpoint.account, nth))]
    })
  }

  take(answer: SweepAnswer): void {
    const place = placeOf(this.checkpoint, answer.requestId)
    if (place === undefined || isRepeated(place, answer)) return
    if (answer.kind === 'sweep_failed') {
      this.checkpoint = { ...this.checkpoint, [place.lane]: takeFailure(place, answer, this.nowMs) }
      return
    }
    const { sweep, bites } = this.taken(place, answer)
    this.checkpoint = { ...this.checkpoint, [place.lane]: sweep }
    for (const { nth, conversations } of bites)
      this.bites.set(
        biteId(sweep, this.checkpoint.account, nth),
        conversations.map(({ conversationId }) => conversationId),
      )
    const next = stepAfter(sweep, this.nowMs)
    if (next === 'end') this.checkpoint = ended(this.checkpoint, { lane: place.lane, sweep }, this.nowMs)
    else if (next !== undefined) {
      this.checkpoint = { ...this.checkpoint, [place.lane]: { ...sweep, step: next } }
      this.note(place.lane)
    }
  }

  private taken(
    place: NonNullable<ReturnType<typeof placeOf>>,
    answer: Exclude<SweepAnswer, { readonly kind: 'sweep_failed' }>,
  ): Taken {
    const stateOf = (id: number) => this.known.get(id)
    if (answer.kind === 'sweep_conversations') return takeRead(place, answer)
    if (answer.kind === 'sweep_ratings')
      return takeListed(place, answer, {
        wanted: compareRatings(answer.ratings, { stateOf, readAtMs: this.nowMs }),
        news: 0,
      })
    return takeListed(place, answer, compareRows(answer.rows, { stateOf, keptSinceMs: 0, settledMs: this.nowMs }))
  }

  /** Answers as Chatwoot would, and knows what was read. */
  answer(requestId: string): void {
    const stamps = { account: this.checkpoint.account, requestId, readAtMs: this.nowMs, correlationId: requestId }
    const bite = this.bites.get(requestId)
    if (bite !== undefined) {
      for (const id of bite) this.known.set(id, this.stateOf(id))
      this.take({ ...stamps, kind: 'sweep_conversations', read: bite.length, gone: [], left: [] })
      return
    }
    const ask = placeOf(this.checkpoint, requestId)?.sweep.step.ask
    if (ask === undefined) return
    if (ask.what === 'ratings') this.take({ ...stamps, kind: 'sweep_ratings', ratings: [], next: null })
    else {
      const page = ask.what === 'pages' ? ask.page : 1
      const from = (page - 1) * PAGE
      const rows = ask.what === 'changes' ? [] : this.rows.slice(from, from + PAGE)
      const next = ask.what === 'changes' || from + PAGE >= this.rows.length ? null : page + 1
      const total = this.rows.length
      this.take({ ...stamps, kind: 'sweep_rows', rows, part: 1, parts: 1, next, total, administrator: true })
    }
  }

  private stateOf(id: number): ConversationState {
    const row = this.rows.find(({ conversationId }) => conversationId === id)
    const updatedAtUs = row?.updatedAtUs ?? 1
    return { snapshot: aSnapshot({ updatedAtUs }), readTo: { updatedAtUs, messageId: 1, atMs: this.nowMs } }
  }
}

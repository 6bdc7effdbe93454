/**
 * A conversation's row in Chatwoot and how it moves, as far as clocks look at it: what the customer, the operator or the
 * bot does, in words, becomes the observation that Chatwoot's next webhook would carry.
 */
import type { CsatFact, MessageFact, MessageSignals, Observation, Snapshot, Status } from '#domain/observation'
import { aMessage, anObservation, aSnapshot } from './builders.ts'

export type Deed = { readonly atMs: number; readonly what: string }
type Told = { readonly row: Snapshot; readonly message?: Partial<MessageFact>; readonly rating?: number }
type Move = (row: Snapshot, deed: Deed & { readonly word: string }) => Told

const AVERY = { id: 41, kind: 'operator', name: 'Avery Example' } as const
const seconds = (atMs: number): number => Math.floor(atMs / 1000) * 1000

const status =
  (to: Status): Move =>
  (row) => ({ row: { ...row, status: to, ...(to === 'resolved' ? { waitingSinceMs: null } : {}) } })

const asked =
  (signals?: MessageSignals): Move =>
  (row, { atMs }) => ({
    row: {
      ...row,
      status: row.status === 'snoozed' || row.status === 'resolved' ? 'open' : row.status,
      waitingSinceMs: row.waitingSinceMs ?? seconds(atMs),
    },
    message: { kind: 'customer', ...(signals === undefined ? {} : { signals }) },
  })

const replied = (row: Snapshot, atMs: number, said: Partial<MessageFact> = {}): Told => ({
  row: { ...row, waitingSinceMs: null, firstReplyAtMs: row.firstReplyAtMs ?? atMs },
  message: { kind: 'operator', answers: true, senderId: AVERY.id, ...said },
})

/** By their first words; what follows is the deed's `word`. */
const MOVES: Readonly<Record<string, Move>> = {
  'is created': (row) => ({ row: { ...row, waitingSinceMs: null } }),
  'customer writes': asked(),
  'customer threatens': asked({ categories: ['legal'], tone: -20 }),
  'customer rages': asked({ categories: [], tone: -80 }),
  'customer rates': (row, { word }) => ({ row, rating: Number(word) }),
  'operator replies': (row, { atMs }) => replied(row, atMs),
  /** Within so many minutes. */
  'operator promises': (row, { atMs, word }) =>
    replied(row, atMs, { promise: { dueAtMs: atMs + Number(word) * 60_000, kind: 'duration' } }),
  'bot replies': (row) => ({
    row: { ...row, waitingSinceMs: null },
    message: { kind: 'bot', answers: true, senderId: 7 },
  }),
  'bot hands over': (row, { atMs }) => ({
    row: { ...row, status: 'open', waitingSinceMs: row.waitingSinceMs ?? seconds(atMs) },
    message: { kind: 'bot', answers: true, senderId: 7 },
  }),
  'greeting goes out': (row) => ({ row, message: { kind: 'bot', answers: false, senderId: null } }),
  'note is written': (row) => ({ row, message: { kind: 'note', senderId: AVERY.id } }),
  'wait is cleared': (row) => ({ row: { ...row, waitingSinceMs: null } }),
  pending: status('pending'),
  opened: status('open'),
  snoozed: status('snoozed'),
  wakes: status('open'),
  resolved: status('resolved'),
  reopened: status('open'),
  assigned: (row) => ({ row: { ...row, assignee: AVERY } }),
  unassigned: (row) => ({ row: { ...row, assignee: null } }),
  team: (row, { word }) => ({ row: { ...row, team: { id: Number(word), name: `Team ${word}` } } }),
  priority: (row, { word }) => ({
    row: { ...row, priority: word === 'none' ? null : (word as NonNullable<Snapshot['priority']>) },
  }),
  label: (row, { word }) => ({ row: { ...row, labels: [...new Set([...row.labels, word])].sort() } }),
  unlabel: (row, { word }) => ({ row: { ...row, labels: row.labels.filter((label) => label !== word) } }),
  tier: (row, { word }) => ({ row: { ...row, contactAttributes: { tier: word } } }),
}

/** Every verb of a story about the row. */
export const DEEDS = Object.keys(MOVES)

const ratingOf = ({ updatedAtUs }: Snapshot, rating: number): CsatFact => ({
  messageId: 88_900,
  rating,
  updatedAtUs,
  hasFeedback: false,
})

const created = (atMs: number, begins: Status): Snapshot =>
  aSnapshot({
    updatedAtUs: atMs * 1000 - 1,
    createdAtMs: seconds(atMs),
    lastActivityAtMs: seconds(atMs),
    status: begins,
    waitingSinceMs: null,
  })

/**
 * The observations of a conversation's deeds, in the order of the deeds; the first creates it. `begins` is the status it
 * is created with. As Chatwoot does, each shows the last public message, known to the second where it is not its own.
 */
export function observationsOf(deeds: readonly Deed[], begins: Status = 'open'): Observation[] {
  let row: Snapshot | undefined
  let nested: MessageFact | undefined
  return deeds.map(({ atMs, what }, nth) => {
    const before = row ?? created(atMs, begins)
    const verb = DEEDS.find((one) => what === one || what.startsWith(`${one} `))
    if (verb === undefined) throw new Error(`nobody knows how to: ${what}`)
    const told = MOVES[verb]?.(before, { atMs, what, word: what.slice(verb.length + 1) }) ?? { row: before }
    const message = told.message && aMessage({ id: 88_001 + nth, atMs, ...told.message })
    if (message !== undefined && message.kind !== 'note') nested = { ...message, atMs: seconds(atMs) }
    // Chatwoot counts microseconds: what happens within one millisecond keeps its order
    row = { ...told.row, updatedAtUs: Math.max(atMs * 1000, before.updatedAtUs + 1) }
    if (message !== undefined) row = { ...row, lastActivityAtMs: seconds(atMs) }
    return anObservation({
      receivedAtMs: atMs,
      correlationId: `corr-${nth}`,
      snapshot: row,
      messages: [message, nested].filter((one) => one !== undefined),
      ...(told.rating === undefined ? {} : { csat: ratingOf(row, told.rating) }),
    })
  })
}

import * as z from 'zod/mini'
import { STATUSES } from '#domain/observation'
import type { SweepRating, SweepRow } from '#domain/sweep/sweep-readings'
import { reading } from './calls.ts'
import { microseconds, milliseconds } from './instants.ts'
import { nestedMessagePayload } from './payloads.ts'
import { readNestedMessage } from './read-message.ts'

/** Rows of a list, and how many Chatwoot listed: one that we cannot read is none, but it has filled its place. */
export type RowPage = { readonly rows: readonly SweepRow[]; readonly listed: number; readonly total: number | null }

const id = z.int().check(z.positive())
const instant = z.union([z.number(), z.string()])
const lenientInstant = z.catch(z.nullish(instant), null)

const page = z.looseObject({
  data: z.looseObject({
    meta: z.catch(z.looseObject({ all_count: z.catch(z.nullish(z.int()), null) }), { all_count: null }),
    payload: z.array(z.unknown()),
  }),
})
const row = z.looseObject({
  id,
  status: z.enum(STATUSES),
  updated_at: instant,
  last_activity_at: lenientInstant,
  messages: z.catch(z.nullish(z.array(z.unknown())), null),
  last_non_activity_message: z.optional(z.unknown()),
})

export function readRowPage(body: unknown): RowPage | undefined {
  const read = reading(page)(body)
  if (read === undefined) return undefined
  const { meta, payload } = read.data
  return { rows: payload.flatMap(rowIn), listed: payload.length, total: meta.all_count ?? null }
}

function rowIn(value: unknown): SweepRow[] {
  const read = reading(row)(value)
  const updatedAtUs = microseconds(read?.updated_at)
  if (read === undefined || updatedAtUs === null) return []
  const last = nestedMessagePayload.safeParse(read.last_non_activity_message)
  const fact = last.success ? readNestedMessage(last.data, null) : null
  return [
    {
      conversationId: read.id,
      updatedAtUs,
      status: read.status,
      lastActivityAtMs: milliseconds(read.last_activity_at) ?? Math.floor(updatedAtUs / 1000),
      lastMessageId: fact !== null && (fact.kind === 'customer' || fact.answers) ? fact.id : 0,
      messagesChangedAtMs: last.success ? (milliseconds(last.data.updated_at) ?? 0) : 0,
    },
  ]
}

const ratings = z.array(z.unknown())
const rating = z.looseObject({ conversation_id: id, message_id: id, rating: z.int(), created_at: instant })

export function readRatings(body: unknown): { ratings: SweepRating[]; listed: number } | undefined {
  const read = reading(ratings)(body)
  if (read === undefined) return undefined
  return {
    listed: read.length,
    ratings: read.flatMap((value) => {
      const one = reading(rating)(value)
      const ratedAtMs = milliseconds(one?.created_at)
      if (one === undefined || ratedAtMs === null || one.rating < 1 || one.rating > 5) return []
      return [{ conversationId: one.conversation_id, messageId: one.message_id, rating: one.rating, ratedAtMs }]
    }),
  }
}

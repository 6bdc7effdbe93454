/** Ways a body can be wrong although it is JSON and signed: what a receiver must set aside, never apply, never retry. */
import type { Json, JsonObject } from './rails-json.ts'

export type Malformation = {
  readonly name: string
  readonly reason: 'unparseable' | 'impossible'
  /** From a good payload of any event. */
  readonly spoil: (payload: JsonObject) => Json
}

const nested = (payload: JsonObject): JsonObject =>
  isObject(payload.conversation) ? payload.conversation : 'status' in payload ? payload : STRAY

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** For events about no conversation. Never applied, as each spoiled copy of it is wrong too. */
const STRAY: JsonObject = {
  id: 999_999,
  inbox_id: 1,
  messages: [],
  labels: [],
  meta: { sender: null, assignee: null, team: null },
  status: 'open',
  created_at: 1_700_000_000,
  updated_at: 1_700_000_000.5,
}

const updated = (payload: JsonObject, change: JsonObject): JsonObject => ({
  ...nested(payload),
  ...change,
  event: 'conversation_updated',
  changed_attributes: [],
})

export const MALFORMATIONS: readonly Malformation[] = [
  { name: 'a list', reason: 'unparseable', spoil: (payload) => [payload] },
  { name: 'a text', reason: 'unparseable', spoil: () => 'conversation_updated' },
  { name: 'no event', reason: 'unparseable', spoil: ({ event: _, ...rest }) => rest },
  { name: 'an event that is no name', reason: 'unparseable', spoil: (payload) => ({ ...payload, event: { a: 1 } }) },
  { name: 'no conversation id', reason: 'impossible', spoil: (payload) => updated(payload, { id: null }) },
  { name: 'a negative id', reason: 'impossible', spoil: (payload) => updated(payload, { id: -4 }) },
  { name: 'a status nobody knows', reason: 'impossible', spoil: (payload) => updated(payload, { status: 'archived' }) },
  { name: 'no time of update', reason: 'impossible', spoil: (payload) => updated(payload, { updated_at: null }) },
  {
    name: 'an update in the far future',
    reason: 'impossible',
    spoil: (payload) => updated(payload, { updated_at: 4_102_444_800.25 }),
  },
  {
    name: 'a message without a conversation',
    reason: 'impossible',
    spoil: () => ({
      event: 'message_created',
      id: 7,
      message_type: 'incoming',
      created_at: '2026-09-14T09:00:00.179Z',
    }),
  },
  {
    name: 'another account',
    reason: 'impossible',
    spoil: (payload) => updated(payload, { account: { id: 424_242, name: 'Somebody Else' } }),
  },
]

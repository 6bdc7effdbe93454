/** What Chatwoot tells of conversations to whoever asks for many (CONTRACT (c)). Nothing of it changes anything there. */
import * as z from 'zod/mini'
import type { SweepRating, SweepRequest, SweepRow, Wanted } from '#domain/sweep/sweep-readings'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import { chatwootClient } from './client.ts'
import type { Patience } from './http-call.ts'
import { type RowPage, readRatings, readRowPage } from './read-rows.ts'
import { trimMessage, trimRow } from './trim-reading.ts'

export type ListedRows = {
  readonly rows: readonly SweepRow[]
  readonly next: number | null
  readonly total: number | null
}
export type ListedRatings = { readonly ratings: readonly SweepRating[]; readonly next: number | null }

/** One conversation, in Chatwoot's own shapes, without what nobody reads. */
export type ConversationRead =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'read'
      readonly conversation: Readonly<Record<string, unknown>>
      readonly messages: readonly unknown[]
      readonly readToMessageId: number
      /** False: there are more messages than could be read in time. */
      readonly complete: boolean
    }

type Asked<What extends SweepRequest['what']> = Extract<SweepRequest, { readonly what: What }>

export type ChatwootSweeper = {
  changes(asked: Pick<Asked<'changes'>, 'sinceMs'>): Promise<Called<ListedRows>>
  /** Some pages, as many as the time allows. */
  pages(asked: Pick<Asked<'pages'>, 'order' | 'page' | 'sinceMs'>, untilMs: number): Promise<Called<ListedRows>>
  ratings(asked: Pick<Asked<'ratings'>, 'sinceMs' | 'page'>): Promise<Called<ListedRatings>>
  conversation(wanted: Wanted, untilMs: number): Promise<Called<ConversationRead>>
  /** Whether the token sees all conversations of the account. */
  isAdministrator(): Promise<Called<boolean>>
}

export type SweepClientDeps = ChatwootClientDeps & { readonly now: () => number }

/**
 * `updated_within` comes in one piece, whatever its size: rows of some KB each. Thousands fit; more are asked for by pages,
 * since the memory of a small function holds an answer about five times.
 */
const ALL_CHANGES: Patience = { totalMs: 20_000, answerBytes: 24_000_000 }
const PAGE = 25
/** Pages an answer: what has to be read by it is about a minute's work at the usual pace. */
const MOST_PAGES = 4
const MESSAGES_FORWARD = 100
/** An installation whose texts are so long that a hundred do not fit shows them by twenty, from the newest. */
const MOST_PAGES_BACK = 10

const messagesAnswer = z.looseObject({ payload: z.array(z.looseObject({ id: z.int().check(z.positive()) })) })
type Messages = z.output<typeof messagesAnswer>['payload']
const readMessages = (body: unknown): Messages | undefined => {
  const parsed = messagesAnswer.safeParse(body)
  return parsed.success ? parsed.data.payload : undefined
}
const readRow = (body: unknown) => {
  const parsed = z.looseObject({ id: z.int() }).safeParse(body)
  return parsed.success ? parsed.data : undefined
}

export function sweepClient(access: ChatwootAccess, deps: SweepClientDeps): ChatwootSweeper {
  const { get } = chatwootCalls(access, deps)
  const { self } = chatwootClient(access, deps)
  const list = (query: string, patience?: Patience): Promise<Called<RowPage>> =>
    get(`conversations?status=all&${query}`, readRowPage, patience)

  /** From the oldest wanted on, a hundred a call. */
  const forward = async (path: string, after: number, untilMs: number): Promise<Called<Part>> => {
    const found: Messages = []
    let readTo = after
    for (;;) {
      const called = await get(`${path}?after=${readTo}`, readMessages)
      if (called.kind === 'passing' && called.code === 'answer_too_large') return backward(path, after)
      if (called.kind !== 'ok') return called
      const page = called.value
      found.push(...page)
      const last = page.at(-1)?.id ?? readTo
      const isAll = page.length < MESSAGES_FORWARD || last <= readTo
      readTo = Math.max(readTo, last)
      if (isAll) return { kind: 'ok', value: { messages: found, readTo: greatest(found, readTo), complete: true } }
      if (deps.now() >= untilMs) return { kind: 'ok', value: { messages: found, readTo, complete: false } }
    }
  }

  const backward = async (path: string, after: number): Promise<Called<Part>> => {
    let found: Messages = []
    for (let page = 0; page < MOST_PAGES_BACK; page++) {
      const oldest = found[0]?.id
      const called = await get(oldest === undefined ? path : `${path}?before=${oldest}`, readMessages)
      if (called.kind !== 'ok') return called
      found = [...called.value, ...found]
      const first = called.value[0]?.id
      if (first === undefined || first <= after) break
    }
    const messages = found.filter((message) => message.id > after)
    return { kind: 'ok', value: { messages, readTo: greatest(messages, after), complete: true } }
  }

  return {
    async changes({ sinceMs }) {
      const withinS = Math.max(1, Math.ceil((deps.now() - sinceMs) / 1000))
      const called = await list(`updated_within=${withinS}`, ALL_CHANGES)
      if (called.kind !== 'ok') return called
      return { kind: 'ok', value: { rows: called.value.rows, next: null, total: null } }
    },

    async pages({ order, page, sinceMs }, untilMs) {
      const sort = order === 'activity' ? 'last_activity_at_desc' : 'created_at_asc'
      const rows: SweepRow[] = []
      let total: number | null = null
      let next: number | null = page
      for (let nth = 0; nth < MOST_PAGES && next !== null && (nth === 0 || deps.now() < untilMs); nth++) {
        const called: Called<RowPage> = await list(`sort_by=${sort}&page=${next}`)
        if (called.kind !== 'ok') return rows.length === 0 ? called : { kind: 'ok', value: { rows, next, total } }
        const { value } = called
        rows.push(...value.rows)
        total = value.total
        const isOld = order === 'activity' && value.rows.some(({ lastActivityAtMs }) => lastActivityAtMs < sinceMs)
        next = value.listed < PAGE || isOld ? null : next + 1
      }
      return { kind: 'ok', value: { rows: order === 'activity' ? since(rows, sinceMs) : rows, next, total } }
    },

    async ratings({ sinceMs, page }) {
      const sinceS = Math.max(0, Math.floor(sinceMs / 1000))
      const called = await get(`csat_survey_responses?since=${sinceS}&until=${UNTIL_S}&page=${page}`, readRatings)
      if (called.kind !== 'ok') return called
      const { ratings, listed } = called.value
      return { kind: 'ok', value: { ratings, next: listed < PAGE ? null : page + 1 } }
    },

    async conversation({ conversationId, afterMessageId, newestToo }, untilMs) {
      const path = `conversations/${conversationId}`
      // The row first: messages read after it are all that it knows of.
      const row = await get(path, readRow)
      if (row.kind === 'refused' && row.code === 'conversation_gone') return { kind: 'ok', value: { kind: 'gone' } }
      if (row.kind !== 'ok') return row
      const part = await forward(`${path}/messages`, afterMessageId, untilMs)
      if (part.kind !== 'ok') return part
      const newest = newestToo ? await get(`${path}/messages`, readMessages) : { kind: 'ok' as const, value: [] }
      if (newest.kind !== 'ok') return newest
      const { messages, readTo, complete } = part.value
      const all = [...newest.value, ...messages].map(trimMessage)
      const conversation = trimRow(row.value)
      return { kind: 'ok', value: { kind: 'read', conversation, messages: all, readToMessageId: readTo, complete } }
    },

    async isAdministrator() {
      const called = await self()
      return called.kind === 'ok' ? { kind: 'ok', value: called.value.role === 'administrator' } : called
    },
  }
}

type Part = { readonly messages: Messages; readonly readTo: number; readonly complete: boolean }

const greatest = (messages: Messages, than: number): number =>
  messages.reduce((most, { id }) => Math.max(most, id), than)

const since = (rows: readonly SweepRow[], sinceMs: number): SweepRow[] =>
  rows.filter(({ lastActivityAtMs }) => lastActivityAtMs >= sinceMs)

/** Without an end Chatwoot takes no beginning either. */
const UNTIL_S = 4_102_444_800

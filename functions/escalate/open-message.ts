import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { EscalationEvent } from '#domain/escalation-record'
import { type GroupName, groupName } from '#domain/page-group'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { parsedJson } from '#runtime/json'

export type BreachEvent = Extract<ConversationEvent, { readonly type: 'sla.breached.v1' }>

export type Regroup = { readonly kind: 'regroup'; readonly group: GroupName; readonly atMs: number }
export type ForecastRule = {
  readonly id: string
  readonly cause: string
  readonly target: string
  readonly way: 'page' | 'notify'
}
export type ForecastMessage = {
  readonly kind: 'forecast'
  readonly account: string
  /** Null: conversations without a team. */
  readonly team: number | null
  readonly teamName: string | null
  readonly dueWithinMinutes: number
  readonly conversations: readonly number[]
  readonly unassigned: number
  /** When the last of them breaches, and how many fewer with one more operator. */
  readonly byMs?: number | undefined
  readonly saves?: number | undefined
  /** The rule that asked for it, and whom it calls; absent: a page to whoever is on call. */
  readonly rule?: ForecastRule | undefined
  /** When it was foreseen, epoch milliseconds. */
  readonly atMs: number
}
export type Message =
  | { readonly kind: 'escalation'; readonly event: EscalationEvent }
  | { readonly kind: 'breach'; readonly event: BreachEvent }
  | Regroup
  | ForecastMessage
  | { readonly kind: 'drill' }
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
/** Parts of a group's key. */
const SLUG = /^[a-z0-9-]{1,40}$/

const own = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('regroup'), group: z.string(), atMs: count }),
  z.strictObject({
    kind: z.literal('forecast'),
    account: z.string().check(z.regex(ACCOUNT_SLUG)),
    team: z.nullable(id),
    teamName: z.nullable(z.string()),
    dueWithinMinutes: count,
    conversations: z.array(id),
    unassigned: count,
    byMs: z.optional(count),
    saves: z.optional(count),
    rule: z.optional(
      z.strictObject({
        id: z.string().check(z.regex(SLUG)),
        cause: z.string().check(z.regex(SLUG)),
        target: z.string().check(z.regex(SLUG)),
        way: z.enum(['page', 'notify']),
      }),
    ),
    atMs: count,
  }),
  z.strictObject({ kind: z.literal('drill') }),
])

const onBus = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() })

/** What a message asks for: an event as EventBridge hands it on, or a message of Backdesk's own. Problems quote nothing. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (json === undefined) return malformed('not JSON')
  const envelope = onBus.safeParse(json)
  return envelope.success ? openEvent(envelope.data.detail) : openOwn(json)
}

function openEvent(detail: unknown): Message | Malformed {
  let event: ConversationEvent
  try {
    event = parseEvent(detail)
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error
    return malformed(pathsOf(error, 'detail'))
  }
  switch (event.type) {
    case 'escalation.raised.v1':
    case 'escalation.joined.v1':
    case 'escalation.rung_reached.v1':
    case 'escalation.acknowledged.v1':
    case 'escalation.stood_down.v1':
    case 'escalation.resolved.v1':
      return { kind: 'escalation', event }
    case 'sla.breached.v1':
      return { kind: 'breach', event }
    default:
      return malformed(`nobody here listens for ${event.type}`)
  }
}

function openOwn(json: unknown): Message | Malformed {
  const read = own.safeParse(json)
  if (!read.success) return malformed(pathsOf(read.error, 'message'))
  if (read.data.kind !== 'regroup') return read.data
  const { group, atMs } = read.data
  const name = groupName(group)
  return name === null ? malformed('group: no such name') : { kind: 'regroup', group: name, atMs }
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })
const pathsOf = ({ issues }: z.core.$ZodError, whole: string): string =>
  issues.map(({ path, code }) => `${path.join('.') || whole}: ${code}`).join('; ')

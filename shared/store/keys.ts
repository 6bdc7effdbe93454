/**
 * Table `desk`: every key is built here.
 *
 * | access pattern                              | by         | key                                              |
 * |---------------------------------------------|------------|--------------------------------------------------|
 * | one conversation                            | process,api| pk C#account#id, sk STATE                        |
 * | its ledger, in order                        | api        | pk C#account#id, sk begins L#                     |
 * | counters of an account (8 shards) + intake  | api        | pk T#account, sk between COUNT# and INTAKE#day    |
 * | queue of a status, longest waiting first    | api        | index byWait: statusKey, waitKey                 |
 * | queue of a status, next deadline first      | api        | index byDeadline: statusKey, dueKey              |
 * | queue of an operator, or of nobody          | api        | index byOperator: operatorKey, waitKey           |
 *
 * Indexes project the keys plus QUEUE_FILTER_ATTRIBUTES: a page reads index entries, then its own conversations.
 */
import type { Status } from '#domain/observation'

export const STATE = 'STATE'
export const COUNTER_SHARDS = 8
export const INDEX = { byWait: 'byWait', byDeadline: 'byDeadline', byOperator: 'byOperator' } as const
/** Projected besides the keys, so that a filter needs no second read. */
export const QUEUE_FILTER_ATTRIBUTES = ['inboxId', 'teamId', 'operatorId', 'atRiskAtMs'] as const

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
/** 13 digits of epoch milliseconds last until the year 2286. */
const LATEST_MS = 9_999_999_999_999

export const conversationPk = (account: string, conversationId: number): string => `C#${account}#${conversationId}`
export const ledgerSk = (version: number, n: number): string => `L#${pad(version, 10)}#${pad(n, 3)}`
export const LEDGER_PREFIX = 'L#'
export const talliesPk = (account: string): string => `T#${account}`
/** A conversation always counts in the same shard, so its changes never race each other. */
export const counterShard = (conversationId: number): number => conversationId % COUNTER_SHARDS
export const counterSk = (shard: number): string => `COUNT#${pad(shard, 2)}`
/** `day` as yyyy-mm-dd, UTC. */
export const intakeSk = (day: string): string => `INTAKE#${day}`
export const statusKey = (account: string, status: Status): string => `${account}#${status}`
/** Operator 0 stands for nobody: Chatwoot ids start at 1. */
export const operatorKey = (account: string, status: Status, operatorId: number | null): string =>
  `${account}#${status}#${operatorId ?? 0}`

/** Waiting first (longest wait first), then the rest by last activity: open ones longest silent first, resolved ones newest first. */
export function waitKey(c: {
  readonly conversationId: number
  readonly status: Status
  readonly waitingSinceMs: number | null
  readonly lastActivityAtMs: number
}): string {
  const id = pad(c.conversationId, 10)
  if (c.waitingSinceMs !== null) return `0#${pad(c.waitingSinceMs, 13)}#${id}`
  const at = c.status === 'resolved' ? LATEST_MS - c.lastActivityAtMs : c.lastActivityAtMs
  return `1#${pad(at, 13)}#${id}`
}

/** Next deadline first; conversations without one follow in waiting order. */
export const dueKey = (deadlineAtMs: number | null, conversationId: number, waitOrder: string): string =>
  deadlineAtMs === null ? `1#${waitOrder}` : `0#${pad(deadlineAtMs, 13)}#${pad(conversationId, 10)}`

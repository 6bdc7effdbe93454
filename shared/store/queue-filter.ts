/** Which conversations a reader asks for, which index lists them, and the filter over what the index projects. */
import type { Status } from '#domain/observation'
import { INDEX, operatorKey, statusKey } from './keys.ts'

export type QueueFilters = {
  readonly team?: number
  readonly inbox?: number
  readonly operator?: number
  /** No operator has it (a bot is none). Not together with `operator`. */
  readonly unassigned?: boolean
  /** The deadline is at risk, or past, by now. */
  readonly atRisk?: boolean
}

export type QueueOrder = 'waiting' | 'deadline'

export type QueueList = {
  readonly account: string
  readonly status: Status
  readonly sort: QueueOrder
  readonly filters: QueueFilters
}

/** One index of the table, the partition to read and what else must hold. */
export type IndexRead = {
  readonly index: (typeof INDEX)[keyof typeof INDEX]
  readonly partitionName: 'statusKey' | 'operatorKey'
  readonly partition: string
  readonly sortName: 'waitKey' | 'dueKey'
  /** Empty when the partition alone answers the question. */
  readonly conditions: readonly string[]
  readonly values: Readonly<Record<string, number | null>>
}

/**
 * Chooses the index. An operator's list in waiting order has an index of its own; in deadline order the deadline index
 * is filtered, because the order is a promise and the partition is not.
 */
export function indexReadOf(list: QueueList, nowMs: number): IndexRead {
  const { account, status, sort, filters } = list
  const conditions: string[] = []
  const values: Record<string, number | null> = {}
  const require = (condition: string, name: string, value: number | null): void => {
    conditions.push(condition)
    values[name] = value
  }
  if (filters.team !== undefined) require('teamId = :team', ':team', filters.team)
  if (filters.inbox !== undefined) require('inboxId = :inbox', ':inbox', filters.inbox)
  if (filters.atRisk === true) require('atRiskAtMs <= :now', ':now', nowMs)

  const owned = filters.operator !== undefined || filters.unassigned === true
  if (owned && sort === 'waiting') {
    const partition = operatorKey(account, status, filters.operator ?? null)
    return { index: INDEX.byOperator, partitionName: 'operatorKey', partition, sortName: 'waitKey', conditions, values }
  }
  if (filters.operator !== undefined) require('operatorId = :operator', ':operator', filters.operator)
  if (filters.unassigned === true)
    require('(attribute_not_exists(operatorId) OR operatorId = :nobody)', ':nobody', null)
  const partition = statusKey(account, status)
  const shared = { partitionName: 'statusKey', partition, conditions, values } as const
  return sort === 'deadline'
    ? { index: INDEX.byDeadline, sortName: 'dueKey', ...shared }
    : { index: INDEX.byWait, sortName: 'waitKey', ...shared }
}

/** What a stored conversation must show, when it is read after its index entry, to be what was asked for. */
export type FilteredItem = {
  readonly inboxId?: number | null
  readonly teamId?: number | null
  readonly operatorId?: number | null
  readonly atRiskAtMs?: number | null
}

/** The same filters over a stored item: it may have changed since its index entry was read. */
export function passes(filters: QueueFilters, item: FilteredItem, nowMs: number): boolean {
  if (filters.team !== undefined && item.teamId !== filters.team) return false
  if (filters.inbox !== undefined && item.inboxId !== filters.inbox) return false
  if (filters.operator !== undefined && item.operatorId !== filters.operator) return false
  if (filters.unassigned === true && (item.operatorId ?? null) !== null) return false
  if (filters.atRisk === true && (item.atRiskAtMs ?? Number.POSITIVE_INFINITY) > nowMs) return false
  return true
}

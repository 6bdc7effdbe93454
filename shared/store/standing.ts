/** How an account's queue stands, for gauges and forecasts: reads that cost what they show. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Waiting } from '#domain/simulate-answers'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { INDEX, instantSk, operatorKey, statusKey } from './keys.ts'
import { queryItems } from './query-items.ts'

/** An open conversation and its next deadline, as its index entry shows it. */
export type DueWork = Omit<Waiting, 'channel'> & { readonly inboxId: number | null }

export type WorkRead = {
  /** Due after now: next first, the first MOST_DUE. */
  readonly due: readonly DueWork[]
  /** Due within OVERDUE_MS before now: the newest MOST_OVERDUE, newest first. Not read where nothing is due. */
  readonly overdue: readonly DueWork[]
  /** There are more than were read. */
  readonly cut: boolean
}

export type StandingReads = {
  /** Since when the customer waits who waits longest for somebody to take the conversation, epoch milliseconds. */
  oldestUnassignedSinceMs(account: string): Promise<number | null>
  /** What is due in the time after now, and what is overdue and stands before it. Costs its index entries. */
  workUntil(account: string, time: { readonly nowMs: number; readonly untilMs: number }): Promise<WorkRead>
}

export const MOST_DUE = 1_000
export const MOST_OVERDUE = 200
/** What is overdue for longer keeps nobody from answering others. */
export const OVERDUE_MS = 4 * 3_600_000

export function standingReads({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): StandingReads {
  return {
    async oldestUnassignedSinceMs(account) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX.byOperator,
          KeyConditionExpression: 'operatorKey = :nobody AND begins_with(waitKey, :waiting)',
          ExpressionAttributeValues: { ':nobody': operatorKey(account, 'open', null), ':waiting': '0#' },
          Limit: 1,
        }),
      )
      const since = String(Items[0]?.waitKey ?? '').split('#')[1]
      return since === undefined ? null : Number(since)
    },
    async workUntil(account, { nowMs, untilMs }) {
      const between = (fromMs: number, toMs: number) => ({
        IndexName: INDEX.byDeadline,
        KeyConditionExpression: 'statusKey = :open AND dueKey BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':open': statusKey(account, 'open'),
          ':from': `0#${instantSk(fromMs)}`,
          ':to': `0#${instantSk(toMs)}`,
        },
      })
      // keys go on after the instant: the last one must be the next millisecond
      const due = await queryItems({ client, table }, between(nowMs + 1, untilMs + 1), MOST_DUE + 1)
      if (due.length === 0) return { due: [], overdue: [], cut: false }
      const overdue = await queryItems(
        { client, table },
        { ...between(nowMs - OVERDUE_MS, nowMs + 1), ScanIndexForward: false },
        MOST_OVERDUE + 1,
      )
      return {
        due: due.slice(0, MOST_DUE).map(dueWorkIn),
        overdue: overdue.slice(0, MOST_OVERDUE).map(dueWorkIn),
        cut: due.length > MOST_DUE || overdue.length > MOST_OVERDUE,
      }
    },
  }
}

const idOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function dueWorkIn(item: Readonly<Record<string, unknown>>): DueWork {
  const [, dueAtMs, conversationId, named] = String(item.dueKey).split('#')
  return {
    conversationId: Number(conversationId),
    teamId: idOrNull(item.teamId),
    operatorId: idOrNull(item.operatorId),
    inboxId: idOrNull(item.inboxId),
    clock: CLOCK_NAMES.find((clock) => clock === named) ?? null,
    dueAtMs: Number(dueAtMs),
  }
}

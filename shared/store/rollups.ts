/** What is read of the figures: rollups of any days of a key, their keys, hours of days, the backlog. Cost follows the days, not the conversations. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { AnalyticsStanding } from '#domain/analytics/figure'
import { type Figures, figuresOf } from '#domain/analytics/figures'
import { HOURLY_MEASURES } from '#domain/analytics/measures'
import { type DaySpan, type Dimension, mergeRollups, type Rollup, WHOLE_ACCOUNT } from '#domain/analytics/rollup'
import { dateOf, dayOf } from '#domain/local-date'
import { standingOf, type Uncounted } from './counted.ts'
import { isLive } from './expiry.ts'
import {
  analyticsStandingPk,
  type RollupKind,
  rollupDayIn,
  rollupKeysPk,
  rollupPk,
  type StoredDimension,
} from './insight-keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import { type HourlyCounts, hourIn, rollupIn } from './rollup-item.ts'

/** Without a dimension: of the whole account. A dimension other than `account` needs its key: `7`, `refund`, `Channel::Email`. */
export type FiguresAsked = DaySpan & {
  readonly account: string
  readonly dimension?: Dimension
  readonly key?: string
  /** False: without percentiles (`needSketches`), whose sketches are most of what is read. */
  readonly sketches?: boolean
}
export type RollupKey = {
  readonly key: string
  /** Of an inbox. */
  readonly channel: string | null
}
export type HourCounts = HourlyCounts & { readonly day: string; readonly hour: number }
type PageAsked = { readonly cursor: string | null; readonly limit: number }

export type RollupReads = {
  /** Every figure of a span of days. */
  figures(asked: FiguresAsked): Promise<Figures>
  /** The sums that figures are made of, for those who make their own of them (`figuresOf`, intervals). */
  rollup(asked: FiguresAsked): Promise<Rollup>
  /** By day, every day of the span, oldest first; empty rollups where nothing happened. */
  days(asked: FiguresAsked): Promise<ReadonlyMap<string, Rollup>>
  /** Hours of the account's days in which anything happened, oldest first. */
  hours(account: string, span: DaySpan): Promise<readonly HourCounts[]>
  /** What was open at the end of each day of the span. */
  backlog(account: string, span: DaySpan): Promise<ReadonlyMap<string, number>>
  /** Keys of a dimension that anything was ever counted of, in the order of their text. */
  keys(
    account: string,
    dimension: Dimension,
    page: PageAsked,
  ): Promise<{ readonly keys: readonly RollupKey[]; readonly nextCursor: string | null } | { readonly badCursor: true }>
  standing(account: string): Promise<AnalyticsStanding>
}

export type RollupReadsDeps = {
  readonly client: DynamoDBDocumentClient
  /** Table `insights`. */
  readonly table: string
  readonly now: () => number
  /** What waits to be counted, in the queue and among its dead letters; null when that cannot be said just now. */
  readonly uncounted?: () => Promise<Uncounted | null>
}

/** The reads over one table. @throws the SDK's errors, and RangeError for what is no date. */
export function rollupReads(deps: RollupReadsDeps): RollupReads {
  const { client, table } = deps

  async function itemsOf(pk: string, span: DaySpan, kinds: readonly RollupKind[]) {
    if (span.fromDay > span.toDay) return []
    const found = await Promise.all(
      kinds.map((kind) =>
        queryItems(deps, {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ...{ ':pk': pk, ':from': `${kind}#${span.fromDay}`, ':to': `${kind}#${span.toDay}~` },
          },
        }),
      ),
    )
    return found.flat().filter((item) => isLive(item, deps.now()))
  }

  async function pksOf({ account, dimension = 'account', key = WHOLE_ACCOUNT }: FiguresAsked): Promise<string[]> {
    if (dimension !== 'channel') return [rollupPk(account, dimension, key)]
    const inboxes = await allKeys(account, 'inbox')
    return inboxes.filter(({ channel }) => channel === key).map((inbox) => rollupPk(account, 'inbox', inbox.key))
  }

  async function allKeys(account: string, dimension: StoredDimension): Promise<RollupKey[]> {
    const items = await queryItems(deps, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': rollupKeysPk(account, dimension) },
    })
    return items.map(keyIn)
  }

  async function dayItems(asked: FiguresAsked) {
    // of an operator's topics no sketches are kept
    const { sketches = asked.dimension !== 'operator_topic' } = asked
    const kinds = sketches ? (['C', 'S'] as const) : (['C'] as const)
    return (await Promise.all((await pksOf(asked)).map((pk) => itemsOf(pk, asked, kinds)))).flat()
  }

  const standing = async (account: string): Promise<AnalyticsStanding> => {
    const newestTwo = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': analyticsStandingPk(account) },
      ScanIndexForward: false,
      Limit: 2,
    })
    const [{ Items = [] }, uncounted] = await Promise.all([client.send(newestTwo), deps.uncounted?.() ?? null])
    return standingOf(Items, { uncounted, nowMs: deps.now() })
  }

  return {
    standing,

    async figures(asked) {
      const [items, at] = await Promise.all([dayItems(asked), standing(asked.account)])
      return figuresOf(mergeRollups(items.map(rollupIn)), at)
    },

    async rollup(asked) {
      return mergeRollups((await dayItems(asked)).map(rollupIn))
    },

    async days(asked) {
      const byDay = new Map<string, Rollup[]>(daysOf(asked).map((day) => [day, []]))
      for (const item of await dayItems(asked)) byDay.get(rollupDayIn(item.sk))?.push(rollupIn(item))
      return new Map([...byDay].map(([day, rollups]) => [day, mergeRollups(rollups)]))
    },

    async hours(account, span) {
      const items = await itemsOf(rollupPk(account, 'account', WHOLE_ACCOUNT), span, ['H'])
      return daysOf(span).flatMap((day) => {
        const ofDay = items.filter(({ sk }) => rollupDayIn(sk) === day)
        return Array.from({ length: 24 }, (_, hour) => ({ day, hour, ...hourOf(ofDay, hour) })).filter((one) =>
          HOURLY_MEASURES.some((measure) => one[measure] !== 0),
        )
      })
    },

    async backlog(account, span) {
      const items = await itemsOf(rollupPk(account, 'flow', WHOLE_ACCOUNT), { ...span, fromDay: '0' }, ['F'])
      let open = 0
      const before = new Map<string, number>()
      for (const item of items) {
        open += Number(item.net ?? 0)
        before.set(rollupDayIn(item.sk), open)
      }
      let held = [...before].findLast(([day]) => day < span.fromDay)?.[1] ?? 0
      return new Map(
        daysOf(span).map((day) => {
          held = before.get(day) ?? held
          return [day, held]
        }),
      )
    },

    async keys(account, dimension, { cursor, limit }) {
      if (dimension === 'channel') {
        const channels = [...new Set((await allKeys(account, 'inbox')).flatMap(({ channel }) => channel ?? []))].sort()
        return { keys: channels.map((key) => ({ key, channel: null })), nextCursor: null }
      }
      if (dimension === 'account') return { keys: [{ key: WHOLE_ACCOUNT, channel: null }], nextCursor: null }
      const scope = ['keys', account, dimension]
      const from = cursor === null ? null : decodeCursor(scope, cursor, ANY_KEY)
      if (cursor !== null && from === null) return { badCursor: true }
      const pk = rollupKeysPk(account, dimension)
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: { pk, sk: from.after } }),
        }),
      )
      const last = LastEvaluatedKey?.sk
      return {
        keys: Items.map(keyIn),
        nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },
  }
}

const ANY_KEY = /^.{1,200}$/
const keyIn = (item: Readonly<Record<string, unknown>>): RollupKey => ({
  key: String(item.sk),
  channel: typeof item.channel === 'string' ? item.channel : null,
})

function daysOf({ fromDay, toDay }: DaySpan): string[] {
  const [from, to] = [dayOf(fromDay), dayOf(toDay)]
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, nth) => dateOf(from + nth))
}

function hourOf(items: readonly Readonly<Record<string, unknown>>[], hour: number): HourlyCounts {
  const found = items.map((item) => hourIn(item, hour))
  return Object.fromEntries(
    HOURLY_MEASURES.map((measure) => [measure, found.reduce((total, one) => total + one[measure], 0)]),
  ) as HourlyCounts
}

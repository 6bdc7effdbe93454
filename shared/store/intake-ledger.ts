/** The loss ledger: what came in of an account a day, and what Chatwoot told only when it was asked. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import {
  type Finding,
  INTAKE_COUNTS,
  type IntakeCounts,
  type IntakeDay,
  type IntakeLags,
  type IntakeReasons,
  LAG_NAMES,
  REASONED_COUNTS,
} from '#domain/intake'
import { expiresAtS } from './expiry.ts'
import { FINDING_PREFIX, findingSk, INTAKE_DAY_PREFIX, instantSk, intakeDaySk, intakePk } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'

/** Counts are of nobody: they outlive what they count, so that one year can be held beside another. */
const DAY_KEPT_DAYS = 400
const FINDING_KEPT_DAYS = 30

/** Told beside the counts. */
export type IntakeDetail = {
  readonly reasons?: IntakeReasons
  readonly lags?: IntakeLags
  /** When the newest of the webhooks was taken. */
  readonly lastReceivedAtMs?: number
  readonly lastRefusedAtMs?: number
}

export type FindingsAsked = {
  /** Both ends included. */
  readonly fromMs: number
  readonly toMs: number
  readonly cursor: string | null
  readonly limit: number
}
export type FindingPage = { readonly findings: readonly Finding[]; readonly nextCursor: string | null }

export type IntakeLedger = {
  /** `day`: yyyy-mm-dd, UTC. What is told twice counts twice. */
  add(
    to: { readonly account: string; readonly day: string },
    counts: IntakeCounts,
    detail?: IntakeDetail,
  ): Promise<void>
  /** The same conversation and instant are the same finding, however often it is told. */
  found(account: string, finding: Finding): Promise<void>
  /** Both days included, oldest first. A day of which nothing is known is missing. */
  days(account: string, span: { readonly fromDay: string; readonly toDay: string }): Promise<readonly IntakeDay[]>
  /** Newest first. A page may be short and go on. */
  findings(account: string, asked: FindingsAsked): Promise<FindingPage | { readonly badCursor: true }>
}

export type IntakeLedgerDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

const FINDING_KEY = /^FOUND#\d{13}#\d{10}$/

/** @throws the SDK's errors. */
export function intakeLedger(deps: IntakeLedgerDeps): IntakeLedger {
  const { client, table, now } = deps
  const isLive = ({ expiresAt }: Record<string, unknown>): boolean =>
    typeof expiresAt !== 'number' || expiresAt * 1000 > now()
  return {
    async add(to, counts, detail = {}) {
      const added = attributesOf(counts, detail)
      const { lastReceivedAtMs, lastRefusedAtMs } = detail
      if (added.length === 0 && lastReceivedAtMs === undefined) return
      try {
        await client.send(new UpdateCommand(dayUpdate(table, to, { added, lastReceivedAtMs, lastRefusedAtMs })))
      } catch (error) {
        // batches overtake each other: the newest receipt stays the newest
        if (!(error instanceof ConditionalCheckFailedException)) throw error
        await client.send(
          new UpdateCommand(dayUpdate(table, to, { added, lastReceivedAtMs: undefined, lastRefusedAtMs })),
        )
      }
    },

    async found(account, finding) {
      const { atMs, conversationId } = finding
      const expiresAt = expiresAtS(atMs, FINDING_KEPT_DAYS)
      const Item = { pk: intakePk(account), sk: findingSk(atMs, conversationId), finding, expiresAt }
      await client.send(new PutCommand({ TableName: table, Item }))
    },

    async days(account, { fromDay, toDay }) {
      if (fromDay > toDay) return []
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ...{ ':pk': intakePk(account), ':from': intakeDaySk(fromDay), ':to': intakeDaySk(toDay) },
        },
      })
      return items.filter(isLive).map(dayIn)
    },

    async findings(account, { fromMs, toMs, cursor, limit }) {
      const scope = ['findings', account, fromMs, toMs]
      const from = cursor === null ? null : decodeCursor(scope, cursor, FINDING_KEY)
      if (cursor !== null && from === null) return { badCursor: true }
      // A question the wrong way round is refused by the table.
      if (fromMs > toMs) return { findings: [], nextCursor: null }
      const pk = intakePk(account)
      const bounds = { ':from': `${FINDING_PREFIX}${instantSk(fromMs)}`, ':to': `${FINDING_PREFIX}${instantSk(toMs)}~` }
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': pk, ...bounds },
          ScanIndexForward: false,
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: { pk, sk: from.after } }),
        }),
      )
      const last = LastEvaluatedKey?.sk
      return {
        findings: Items.filter(isLive).map(({ finding }) => finding as Finding),
        nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },
  }
}

/** A count, a reason under its count, a bucket under its lag: each is an attribute that ADD moves by itself. */
type Attribute = readonly [name: string, by: number]
const BETWEEN = ':'

function attributesOf(counts: IntakeCounts, { reasons = {}, lags = {} }: IntakeDetail): readonly Attribute[] {
  const under = (first: string, counted: Readonly<Record<string, number>> = {}): Attribute[] =>
    Object.entries(counted).map(([name, by]) => [`${first}${BETWEEN}${name}`, by])
  return [
    ...INTAKE_COUNTS.map((name): Attribute => [name, counts[name] ?? 0]),
    ...REASONED_COUNTS.flatMap((name) => under(name, reasons[name])),
    ...LAG_NAMES.flatMap((name) => under(name, lags[name])),
  ].filter(([, by]) => by !== 0)
}

type Told = {
  readonly added: readonly Attribute[]
  readonly lastReceivedAtMs: number | undefined
  readonly lastRefusedAtMs: number | undefined
}

function dayUpdate(
  table: string,
  { account, day }: { readonly account: string; readonly day: string },
  { added, lastReceivedAtMs, lastRefusedAtMs }: Told,
) {
  const isTold = lastReceivedAtMs !== undefined
  const sets = ['expiresAt = :expires', ...(isTold ? ['lastReceivedAtMs = :last'] : [])]
  if (lastRefusedAtMs !== undefined) sets.push('lastRefusedAtMs = :refused')
  const adds = added.map((_, nth) => `#a${nth} :a${nth}`)
  return {
    TableName: table,
    Key: { pk: intakePk(account), sk: intakeDaySk(day) },
    UpdateExpression: `SET ${sets.join(', ')}${adds.length === 0 ? '' : ` ADD ${adds.join(', ')}`}`,
    ...(isTold ? { ConditionExpression: 'attribute_not_exists(lastReceivedAtMs) OR lastReceivedAtMs <= :last' } : {}),
    ...(added.length === 0
      ? {}
      : { ExpressionAttributeNames: Object.fromEntries(added.map(([name], nth) => [`#a${nth}`, name])) }),
    ExpressionAttributeValues: {
      ':expires': expiresAtS(Date.parse(day), DAY_KEPT_DAYS),
      ...(isTold ? { ':last': lastReceivedAtMs } : {}),
      ...(lastRefusedAtMs === undefined ? {} : { ':refused': lastRefusedAtMs }),
      ...Object.fromEntries(added.map(([, by], nth) => [`:a${nth}`, by])),
    },
  }
}

function dayIn(item: Readonly<Record<string, unknown>>): IntakeDay {
  const numbers = Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  const under = (first: string): Record<string, number> =>
    Object.fromEntries(
      numbers
        .filter(([name]) => name.startsWith(`${first}${BETWEEN}`))
        .map(([name, by]) => [name.slice(first.length + BETWEEN.length), by]),
    )
  const known = new Map(numbers)
  return {
    day: String(item.sk).slice(INTAKE_DAY_PREFIX.length),
    counts: byName(INTAKE_COUNTS, (name) => known.get(name) ?? 0),
    reasons: byName(REASONED_COUNTS, under),
    lags: byName(LAG_NAMES, under),
    lastReceivedAtMs: known.get('lastReceivedAtMs') ?? null,
    lastRefusedAtMs: known.get('lastRefusedAtMs') ?? null,
  }
}

const byName = <Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name) => Value,
): Readonly<Record<Name, Value>> => Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>

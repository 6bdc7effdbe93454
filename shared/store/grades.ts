/**
 * What resolved conversations were graded, by the instant at which they were resolved: with each a pointer from its
 * conversation, one from the sample of its week where it was drawn, and the count of its week, all in one write.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { type ConversationGrade, type GradeKey, machineScore } from '#domain/quality/grade'
import type { WeekTally } from '#domain/quality/quality-figures'
import { isoWeek } from '#domain/quality/sampling'
import { fullJitterMs, type Random } from '#runtime/retry'
import { expiresAtS, isLive } from './expiry.ts'
import {
  conversationPk,
  DRAWN_PREFIX,
  drawnSk,
  drawnWeekPrefix,
  GRADED_PREFIX,
  gradedSk,
  gradeSk,
  gradesFrom,
  gradesPk,
  gradeWeekSk,
} from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type GradesAsked = {
  readonly fromMs: number
  /** Excluded. */
  readonly toMs: number
  /** Null: of all. */
  readonly operatorId: number | null
  readonly cursor: string | null
  /** 1 to 100. */
  readonly limit: number
}
/** With a filter a page may be short, even empty, and still have a cursor: ask on. Null at the end. */
export type GradePage = { readonly items: readonly ConversationGrade[]; readonly nextCursor: string | null }

export type GradeStore = {
  /** The same end of a conversation again changes nothing. */
  recordGrade(grade: ConversationGrade): Promise<'recorded' | 'already_recorded'>
  /** Puts `after` in the place of `before`; `contended`: somebody else has changed it since. */
  changeGrade(before: ConversationGrade, after: ConversationGrade): Promise<'changed' | 'contended'>
  grade(key: GradeKey): Promise<ConversationGrade | null>
  /** Newest first. */
  gradesOf(account: string, conversationId: number): Promise<readonly ConversationGrade[]>
  /** Newest first. */
  gradePage(account: string, asked: GradesAsked): Promise<GradePage | BadCursor>
  /** What was drawn in these weeks, oldest first. */
  drawnIn(account: string, weeks: readonly string[]): Promise<readonly ConversationGrade[]>
  weekTallies(account: string, weeks: readonly string[]): Promise<readonly WeekTally[]>
}

export type GradeStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }
const READS = 5
const RECORDS = 100
const KEYS = /^GRADE#\d{13}#\d{10}$/
const BATCH = 100

export function gradeStore(deps: GradeStoreDeps): GradeStore {
  const { client, table, now } = deps
  const find = async (key: GradeKey): Promise<ConversationGrade | null> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }))
    return Item === undefined || !isLive(Item, now()) ? null : (Item.grade as ConversationGrade)
  }
  return {
    grade: find,
    recordGrade: (grade) => record(grade, deps),
    changeGrade: (before, after) => change(before, after, deps),
    async gradesOf(account, conversationId) {
      const pointers = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': conversationPk(account, conversationId), ':prefix': GRADED_PREFIX },
        ScanIndexForward: false,
      })
      const keys = pointers.map(({ sk }) => ({
        account,
        conversationId,
        resolvedAtMs: Number(String(sk).slice(GRADED_PREFIX.length)),
      }))
      return readAll(keys, deps)
    },
    gradePage: (account, asked) => readPage({ ...asked, account }, deps),
    async drawnIn(account, weeks) {
      const found = await Promise.all(
        weeks.map((week) =>
          queryItems(deps, {
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': gradesPk(account), ':prefix': drawnWeekPrefix(week) },
          }),
        ),
      )
      const keys = found.flat().map(({ sk }) => keyOfDrawn(account, String(sk)))
      keys.sort((a, b) => a.resolvedAtMs - b.resolvedAtMs || a.conversationId - b.conversationId)
      return readAll(keys, deps)
    },
    async weekTallies(account, weeks) {
      const items = await Promise.all(
        weeks.map((week) =>
          client.send(new GetCommand({ TableName: table, Key: { pk: gradesPk(account), sk: gradeWeekSk(week) } })),
        ),
      )
      return items.flatMap(({ Item }, at): WeekTally[] =>
        Item === undefined
          ? []
          : [
              {
                week: weeks[at] ?? '',
                graded: Number(Item.graded ?? 0),
                cannotGrade: Number(Item.cannotGrade ?? 0),
                scoreSum: Number(Item.scoreSum ?? 0),
              },
            ],
      )
    },
  }
}

const keyOf = ({ account, conversationId, resolvedAtMs }: GradeKey) => ({
  pk: gradesPk(account),
  sk: gradeSk(resolvedAtMs, conversationId),
})

function keyOfDrawn(account: string, sk: string): GradeKey {
  const [, resolvedAtMs, conversationId] = sk.slice(DRAWN_PREFIX.length).split('#')
  return { account, resolvedAtMs: Number(resolvedAtMs), conversationId: Number(conversationId) }
}

const itemOf = (grade: ConversationGrade, expiresAt: number) => ({ ...keyOf(grade), grade, expiresAt })

async function record(grade: ConversationGrade, deps: GradeStoreDeps): Promise<'recorded' | 'already_recorded'> {
  const { table: TableName, retentionDays } = deps
  const { account, conversationId, resolvedAtMs, sample } = grade
  const expiresAt = expiresAtS(resolvedAtMs, retentionDays)
  const ofConversation = { pk: conversationPk(account, conversationId), sk: gradedSk(resolvedAtMs), expiresAt }
  const ofSample = { pk: gradesPk(account), sk: drawnSk(sample.week, resolvedAtMs, conversationId), expiresAt }
  const score = machineScore(grade)
  const done = await transact(
    [
      { Put: { TableName, Item: itemOf(grade, expiresAt), ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { TableName, Item: ofConversation } },
      ...(sample.isDrawn ? [{ Put: { TableName, Item: ofSample } }] : []),
      counted(grade, { graded: Number(score !== null), cannotGrade: Number(score === null), by: score ?? 0 }, deps),
    ],
    deps,
  )
  return done ? 'recorded' : 'already_recorded'
}

async function change(
  before: ConversationGrade,
  after: ConversationGrade,
  deps: GradeStoreDeps,
): Promise<'changed' | 'contended'> {
  const { table: TableName, retentionDays } = deps
  const [was, is] = [machineScore(before), machineScore(after)]
  const graded = Number(is !== null) - Number(was !== null)
  const by = (is ?? 0) - (was ?? 0)
  const done = await transact(
    [
      {
        Put: {
          TableName,
          Item: itemOf(after, expiresAtS(after.resolvedAtMs, retentionDays)),
          ConditionExpression: 'grade.version = :version',
          ExpressionAttributeValues: { ':version': before.version },
        },
      },
      ...(graded === 0 && by === 0 ? [] : [counted(after, { graded, cannotGrade: -graded, by }, deps)]),
    ],
    deps,
  )
  return done ? 'changed' : 'contended'
}

function counted(
  { account, resolvedAtMs }: GradeKey,
  { graded, cannotGrade, by }: { readonly graded: number; readonly cannotGrade: number; readonly by: number },
  { table: TableName, retentionDays }: GradeStoreDeps,
) {
  return {
    Update: {
      TableName,
      Key: { pk: gradesPk(account), sk: gradeWeekSk(isoWeek(resolvedAtMs)) },
      UpdateExpression: 'SET expiresAt = :expiresAt ADD graded :graded, cannotGrade :cannotGrade, scoreSum :by',
      ExpressionAttributeValues: {
        ':graded': graded,
        ':cannotGrade': cannotGrade,
        ':by': by,
        ':expiresAt': expiresAtS(resolvedAtMs, retentionDays),
      },
    },
  }
}

type Writes = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>

/** False: the condition of the first does not hold. */
async function transact(TransactItems: Writes, { client, wait, random }: GradeStoreDeps): Promise<boolean> {
  const transaction = new TransactWriteCommand({ TransactItems })
  for (let nth = 0; ; nth++) {
    try {
      await client.send(transaction)
      return true
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return false
      // Another grade of the week was being counted, or the partition was throttled: both pass.
      if (nth === TRIES - 1) throw error
      await wait(fullJitterMs(nth, BACKOFF, random))
    }
  }
}

/** In the order of the keys; what has expired is left out. */
async function readAll(
  keys: readonly GradeKey[],
  { client, table, now, wait }: GradeStoreDeps,
): Promise<ConversationGrade[]> {
  const found = new Map<string, ConversationGrade>()
  for (let from = 0; from < keys.length; from += BATCH) {
    let wanted: Record<string, unknown>[] = keys.slice(from, from + BATCH).map(keyOf)
    for (let round = 0; wanted.length > 0; round++) {
      if (round === TRIES) throw Object.assign(new Error('keys stay unprocessed'), { name: 'ThrottlingException' })
      if (round > 0) await wait(25 * 2 ** round)
      const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }))
      for (const item of answer.Responses?.[table] ?? [])
        if (isLive(item, now())) found.set(String(item.sk), item.grade as ConversationGrade)
      wanted = answer.UnprocessedKeys?.[table]?.Keys ?? []
    }
  }
  return keys.flatMap((key) => found.get(keyOf(key).sk) ?? [])
}

async function readPage(
  { account, fromMs, toMs, operatorId, cursor, limit }: GradesAsked & { readonly account: string },
  { client, table, now }: GradeStoreDeps,
): Promise<GradePage | BadCursor> {
  const scope = ['grades', account, fromMs, toMs, operatorId]
  const position = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
  if (cursor !== null && position === null) return { badCursor: true }
  if (fromMs >= toMs) return { items: [], nextCursor: null }
  const pk = gradesPk(account)
  const items: ConversationGrade[] = []
  let after = position?.after ?? null
  for (let reads = 0; reads < READS && items.length < limit; reads++) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // What was resolved at `to` itself sorts behind this key.
        ExpressionAttributeValues: { ':pk': pk, ':from': gradesFrom(fromMs), ':to': gradesFrom(toMs) },
        ScanIndexForward: false,
        Limit: RECORDS,
        ...(after === null ? {} : { ExclusiveStartKey: { pk, sk: after } }),
      }),
    )
    const found = (page.Items ?? []).filter(
      (item) =>
        isLive(item, now()) && (operatorId === null || (item.grade as ConversationGrade).operatorId === operatorId),
    )
    const taken = found.slice(0, limit - items.length)
    items.push(...taken.map(({ grade }) => grade as ConversationGrade))
    const last = taken.at(-1)
    if (found.length > taken.length && last !== undefined)
      return { items, nextCursor: encodeCursor(scope, { after: String(last.sk), conversationId: 0 }) }
    after = page.LastEvaluatedKey === undefined ? null : String(page.LastEvaluatedKey.sk)
    if (after === null) return { items, nextCursor: null }
  }
  return { items, nextCursor: after === null ? null : encodeCursor(scope, { after, conversationId: 0 }) }
}

/** One step of an approval, with all that has to come about with it: one conditional write, or none of it. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Action } from '#domain/action'
import type { Approval, ApprovalKey } from '#domain/approval'
import { type DecisionRecord, decisionOf, isDecision } from '#domain/approval-chain'
import { sha256Hex } from '#runtime/digest'
import { fullJitterMs, type Random } from '#runtime/retry'
import { queuedItem } from './actions.ts'
import { approvalItem, approvalKeyOf, changesBetween, fromApprovalItem } from './approval-item.ts'
import { judgedAtOnce } from './autonomy-writes.ts'
import { expiresAtS } from './expiry.ts'
import { conversationPk, DECISION_PREFIX, decisionSk, STATE } from './keys.ts'

export type ApprovalWriteDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  /** Days an action is kept after it was requested. */
  readonly retentionDays: number
}

export type Step = {
  readonly before: Approval
  readonly after: Approval
  /** Stored with it; a stop in between is impossible. */
  readonly action?: Action
  /** The conversation must still be at this version. */
  readonly conversationVersion?: number
  /** What else must be so, or comes about with it; where it is not so, the step is thought over again. */
  readonly besides?: Items
}

export type Written =
  | { readonly kind: 'written'; readonly approval: Approval }
  /** Somebody else acted first. Undefined: it is gone. */
  | { readonly kind: 'lost'; readonly current: Approval | undefined }
  /** Or what else it rests on. */
  | { readonly kind: 'conversation_changed' }
  /** It kept changing under way; nothing was done. */
  | { readonly kind: 'contended' }

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>
type ApprovalTable = Pick<ApprovalWriteDeps, 'client' | 'table'>

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }
/** As long as what it decided on. */
const DECISION_DAYS = 400

export async function readApproval(key: ApprovalKey, { client, table }: ApprovalTable): Promise<Approval | undefined> {
  const read = new GetCommand({ TableName: table, Key: approvalKeyOf(key), ConsistentRead: true })
  const { Item } = await client.send(read)
  return Item === undefined ? undefined : fromApprovalItem(Item)
}

/** @throws the SDK's errors. */
export async function writeStep(step: Step, deps: ApprovalWriteDeps): Promise<Written> {
  for (let nth = 0; nth < TRIES; nth += 1) {
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const record = isDecided(step) ? await nextDecision(step, deps) : null
    const approval =
      record === null ? step.after : { ...step.after, hash: record.hash, previousHash: record.previousHash }
    const judging = await judgedAtOnce(step, deps)
    const written = await tryStep({ ...step, after: approval }, { record, judging }, deps)
    if (written === 'written') return { kind: 'written', approval }
    if (written === 'lost') return { kind: 'lost', current: await readApproval(step.before, deps) }
    if (written === 'conversation_changed') return { kind: written }
  }
  return { kind: 'contended' }
}

const isDecided = ({ before, after }: Step): boolean => before.state !== after.state && isDecision(after.state)

const nextDecision = async (step: Step, deps: ApprovalWriteDeps): Promise<DecisionRecord | null> =>
  decisionOf(step, await lastDecision(step.before, deps), { nowMs: deps.now(), sha256: sha256Hex })

type Tried = 'written' | 'lost' | 'conversation_changed' | 'again'

type With = { readonly record: DecisionRecord | null; readonly judging: Items }

async function tryStep(step: Step, { record, judging }: With, deps: ApprovalWriteDeps): Promise<Tried> {
  const { client, table } = deps
  const { before, action, conversationVersion, besides = [] } = step
  const update = updateOf(step, table)
  const others: { item: Items[number]; means: Tried }[] = []
  if (record !== null) others.push({ item: { Put: putDecision(record, table) }, means: 'again' })
  for (const item of judging) others.push({ item, means: 'again' })
  for (const item of besides) others.push({ item, means: 'conversation_changed' })
  if (conversationVersion !== undefined) {
    others.push({
      item: { ConditionCheck: isStill(before, conversationVersion, table) },
      means: 'conversation_changed',
    })
  }
  if (action !== undefined) {
    const Item = queuedItem(action, deps.now(), deps.retentionDays)
    const Put = { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }
    others.push({ item: { Put }, means: 'lost' })
  }
  try {
    if (others.length === 0) await client.send(new UpdateCommand(update))
    else {
      await client.send(
        new TransactWriteCommand({ TransactItems: [{ Update: update }, ...others.map(({ item }) => item)] }),
      )
    }
    return 'written'
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'lost'
    if (!(error instanceof TransactionCanceledException)) throw error
    const failed = (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
    if (failed[0] === true) return 'lost'
    return others.find((_, nth) => failed[nth + 1] === true)?.means ?? 'again'
  }
}

/** Its version and its state: `act` takes an approval without asking for the version. */
function updateOf({ before, after }: Step, table: string) {
  const { set, remove } = changesBetween(before, after)
  const names = [...Object.keys(set), ...remove]
  const nameOf = (name: string): string => `#a${names.indexOf(name)}`
  const sets = Object.keys(set).map((name, nth) => `${nameOf(name)} = :a${nth}`)
  const removes = remove.map(nameOf)
  return {
    TableName: table,
    Key: approvalKeyOf(before),
    UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
    ConditionExpression: '#version = :version AND #state = :state',
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [nameOf(name), name])),
      '#version': 'version',
      '#state': 'state',
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.values(set).map((value, nth) => [`:a${nth}`, value])),
      ':version': before.version,
      ':state': before.state,
    },
  }
}

const isStill = ({ account, conversationId }: ApprovalKey, version: number, table: string) => ({
  TableName: table,
  Key: { pk: conversationPk(account, conversationId), sk: STATE },
  ConditionExpression: 'version = :still',
  ExpressionAttributeValues: { ':still': version },
})

function putDecision(record: DecisionRecord, table: string) {
  const { account, conversationId, seq, atMs } = record
  const key = { pk: conversationPk(account, conversationId), sk: decisionSk(seq) }
  const Item = { ...key, ...record, expiresAt: expiresAtS(atMs, DECISION_DAYS) }
  return { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }
}

async function lastDecision(
  { account, conversationId }: ApprovalKey,
  { client, table }: ApprovalTable,
): Promise<DecisionRecord | undefined> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': conversationPk(account, conversationId), ':prefix': DECISION_PREFIX },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 1,
    }),
  )
  return Items[0] === undefined ? undefined : decisionIn(Items[0])
}

/** Only this file makes these items. */
export const decisionIn = ({
  pk: _pk,
  sk: _sk,
  expiresAt: _expiresAt,
  ...record
}: Readonly<Record<string, unknown>>): DecisionRecord => record as unknown as DecisionRecord

/** Puts one that is not there yet, while the conversation is still as it was read. */
export async function putOpened(
  approval: Approval,
  conversationVersion: number | null,
  { client, table }: ApprovalTable,
): Promise<'written' | 'known' | 'conversation_changed'> {
  const Put = { TableName: table, Item: approvalItem(approval), ConditionExpression: 'attribute_not_exists(pk)' }
  try {
    if (conversationVersion === null) await client.send(new PutCommand(Put))
    else {
      const ConditionCheck = isStill(approval, conversationVersion, table)
      await client.send(new TransactWriteCommand({ TransactItems: [{ Put }, { ConditionCheck }] }))
    }
    return 'written'
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'known'
    if (!(error instanceof TransactionCanceledException)) throw error
    return error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed' ? 'known' : 'conversation_changed'
  }
}

/** What people make of the drafts of each writer, counted as they grade them; and the conditions that rest on it. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Approval } from '#domain/approval'
import { type AutonomyReceipt, stillHolds } from '#domain/autonomy'
import { judged, judgementOf, newTrack, type Track, type TrackKey } from '#domain/autonomy-track'
import { type AutonomyTurn, granted, revoked } from '#domain/autonomy-turn'
import { fullJitterMs, type Random } from '#runtime/retry'
import { expiresAtS } from './expiry.ts'
import { autonomyPk, trackSk, turnSk } from './keys.ts'

type Table = { readonly client: DynamoDBDocumentClient; readonly table: string }
type TimedTable = Table & { readonly now: () => number }
type CountDeps = TimedTable & { readonly random: Random; readonly wait: (ms: number) => Promise<void> }
type Items = NonNullable<TransactWriteCommandInput['TransactItems']>

/** As long as the approvals that it can be counted anew from. */
const KEPT_DAYS = 400
const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }

const keyOf = (account: string, { intent, writer }: TrackKey) => ({
  pk: autonomyPk(account),
  sk: trackSk(intent, writer),
})

export async function readTrack(account: string, key: TrackKey, { client, table }: Table): Promise<Track | undefined> {
  const read = new GetCommand({ TableName: table, Key: keyOf(account, key), ConsistentRead: true })
  const { Item } = await client.send(read)
  return Item?.track as Track | undefined
}

/** Counts what people made of a reply; again changes nothing. @throws the SDK's errors. */
export async function countJudgement(approval: Approval, deps: CountDeps): Promise<void> {
  for (let nth = 0; ; nth += 1) {
    const items = await countingItems(approval, deps)
    if (items.length === 0) return
    try {
      await deps.client.send(new TransactWriteCommand({ TransactItems: items }))
      return
    } catch (error) {
      // another reply of the same writer was counted at this moment
      if (!(error instanceof TransactionCanceledException) || nth === TRIES - 1) throw error
      await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    }
  }
}

type Step = { readonly before: Approval; readonly after: Approval }

/**
 * What of a step is counted in the same write, not once its signal is recorded: a low grade for policy, so that nothing is
 * approved alone any more from then on, and whatever a second reviewer says, which no signal tells.
 */
export async function judgedAtOnce({ before, after }: Step, deps: TimedTable): Promise<Items> {
  const isLookedAt = after.secondLook !== null && before.secondLook === null
  const isLow = markOf(after) === 'demoting' && markOf(before) !== 'demoting'
  return isLookedAt || isLow ? countingItems(after, deps) : []
}

const markOf = (approval: Approval) => judgementOf(approval)?.judgement.mark ?? null

async function countingItems(approval: Approval, deps: TimedTable): Promise<Items> {
  const counted = judgementOf(approval)
  if (counted === null) return []
  const { account } = approval
  const before = (await readTrack(account, counted, deps)) ?? newTrack(counted)
  const after = judged(before, counted.judgement)
  if (JSON.stringify(after) === JSON.stringify(before)) return []
  const isLost = before.actsSinceMs !== null && after.actsSinceMs === null
  const turn = revoked(approval, { before, code: 'policy_grade', atMs: counted.judgement.atMs })
  return [putTrack(account, { before, after }, deps), ...(isLost ? [putTurn(turn, deps)] : [])]
}

/** A policy approves this draft by itself: the track must still be as it was counted. */
export function actingItems(approval: Approval, { receipt, track }: Acting, deps: TimedTable): Items {
  const { account } = approval
  if (track.actsSinceMs !== null) return [isStill(account, track, deps)]
  const after = { ...track, actsSinceMs: deps.now() }
  return [putTrack(account, { before: track, after }, deps), putTurn(granted(approval, receipt, deps.now()), deps)]
}
type Acting = { readonly receipt: AutonomyReceipt; readonly track: Track }

/** Too few of the newest were good: told once. Whoever changes the track meanwhile is followed by the next draft. */
export async function noteFallen(approval: Approval, before: Track, deps: TimedTable): Promise<void> {
  const after = { ...before, actsSinceMs: null }
  const turn = revoked(approval, { before, code: 'below_the_bar', atMs: deps.now() })
  const TransactItems = [putTrack(approval.account, { before, after }, deps), putTurn(turn, deps)]
  try {
    await deps.client.send(new TransactWriteCommand({ TransactItems }))
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
  }
}

/**
 * Puts a track as it was counted anew from the approvals; policies begin to approve by it anew. @throws the SDK's errors: also
 * where somebody was counted meanwhile, who would be forgotten.
 */
export async function recountTrack(account: string, counted: Track, deps: TimedTable): Promise<void> {
  const after = { ...counted, actsSinceMs: null }
  await deps.client.send(
    new TransactWriteCommand({ TransactItems: [putTrack(account, { before: counted, after }, deps)] }),
  )
}

/** What must be so when a reply goes out that a policy has approved; null: it is not so any more. */
export async function whatHolds(approval: Approval, receipt: AutonomyReceipt, deps: Table): Promise<Items | null> {
  const track = await readTrack(approval.account, receipt, deps)
  return track !== undefined && stillHolds(receipt, track) ? [isStill(approval.account, track, deps)] : null
}

const isStill = (account: string, track: Track, { table }: Table): Items[number] => ({
  ConditionCheck: {
    TableName: table,
    Key: keyOf(account, track),
    ConditionExpression: 'revision = :held',
    ExpressionAttributeValues: { ':held': track.revision },
  },
})

type Change = { readonly before: Track; readonly after: Track }

/** `revision` stands beside the track for conditions. */
function putTrack(account: string, { before, after }: Change, { table, now }: TimedTable): Items[number] {
  const revision = before.revision + 1
  return {
    Put: {
      TableName: table,
      Item: {
        ...keyOf(account, after),
        track: { ...after, revision },
        revision,
        expiresAt: expiresAtS(now(), KEPT_DAYS),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR revision = :held',
      ExpressionAttributeValues: { ':held': before.revision },
    },
  }
}

const putTurn = (turn: AutonomyTurn, { table }: Table): Items[number] => ({
  Put: {
    TableName: table,
    Item: {
      pk: autonomyPk(turn.account),
      sk: turnSk(turn.atMs, turn.conversationId, turn.approvalId),
      turn,
      expiresAt: expiresAtS(turn.atMs, KEPT_DAYS),
    },
  },
})

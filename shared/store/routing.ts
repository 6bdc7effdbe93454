/** Decisions of routing: written in one piece with the conversation, the seats they fill, and the actions that follow. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Action } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import { type Board, EMPTY_BOARD } from '#domain/routing/board'
import type { HardCases } from '#domain/routing/hard-cases'
import type { OpenEntry } from '#domain/routing/open-entry'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { queuedItem } from './actions.ts'
import type { Draft } from './conversations.ts'
import { expiresAtS, isLive } from './expiry.ts'
import { type Stored, toItem } from './item.ts'
import {
  BOARD,
  conversationPk,
  HARD_CASES_PREFIX,
  hardCasesSk,
  INDEX,
  operatorKey,
  RECEIPT_PREFIX,
  receiptSk,
  routingPk,
  yieldedSk,
} from './keys.ts'
import { queryItems } from './query-items.ts'

export type Decision = {
  /** The conversation with its new routing record. */
  readonly draft: Draft
  readonly over: Stored
  readonly receipt: StoredReceipt
  readonly actions: readonly Action[]
  /** Where somebody was asked: the seats before and after. */
  readonly board?: { readonly before: Board; readonly after: Board }
  /** Where somebody was asked for a hard case: his ledger, as it shall be. */
  readonly hardCases?: { readonly operatorId: number; readonly days: HardCases }
}

export type Decided =
  | { readonly kind: 'stored'; readonly conversation: Conversation }
  /** Somebody else wrote the conversation, or filled a seat: nothing was written, decide anew. */
  | { readonly kind: 'lost' }

export type RoutingStore = {
  /** Open conversations with nobody whose customer waits, longest wait first. */
  unassigned(account: string, most: number): Promise<readonly number[]>
  openOf(account: string, operatorId: number, most: number): Promise<readonly OpenEntry[]>
  board(account: string): Promise<Board>
  hardCases(account: string): Promise<ReadonlyMap<number, HardCases>>
  decide(decision: Decision): Promise<Decided>
  /** Newest first. */
  receipts(account: string, conversationId: number, most: number): Promise<readonly StoredReceipt[]>
}

export type RoutingStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  /** Days a resolved conversation is kept, and days its ledger, receipts and actions are. */
  readonly retentionDays: number
  readonly ledgerDays: number
}

/** @throws the SDK's errors. */
export function routingStore(deps: RoutingStoreDeps): RoutingStore {
  const { client, table } = deps
  return {
    async unassigned(account, most) {
      const items = await queryItems(
        deps,
        {
          IndexName: INDEX.byOperator,
          KeyConditionExpression: 'operatorKey = :nobody AND begins_with(waitKey, :waiting)',
          ExpressionAttributeValues: { ':nobody': operatorKey(account, 'open', null), ':waiting': '0#' },
        },
        most,
      )
      return items.map(({ pk }) => idIn(pk))
    },

    async openOf(account, operatorId, most) {
      const items = await queryItems(
        deps,
        {
          IndexName: INDEX.byOperator,
          KeyConditionExpression: 'operatorKey = :his',
          ExpressionAttributeValues: { ':his': operatorKey(account, 'open', operatorId) },
        },
        most,
      )
      return items.map(({ pk, waitKey, inboxId }) => ({
        conversationId: idIn(pk),
        inboxId: typeof inboxId === 'number' ? inboxId : null,
        ...turnIn(String(waitKey)),
      }))
    },

    async board(account) {
      const Key = { pk: routingPk(account), sk: BOARD }
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      return (Item?.board as Board | undefined) ?? EMPTY_BOARD
    },

    async hardCases(account) {
      const items = await queryItems(deps, beginning(routingPk(account), HARD_CASES_PREFIX))
      return new Map(
        items.map(({ sk, days }) => [Number(String(sk).slice(HARD_CASES_PREFIX.length)), (days ?? {}) as HardCases]),
      )
    },

    decide: (decision) => decide(decision, deps),

    async receipts(account, conversationId, most) {
      const asked = { ...beginning(conversationPk(account, conversationId), RECEIPT_PREFIX), ScanIndexForward: false }
      const items = await queryItems(deps, asked, most)
      return items.filter((item) => isLive(item, deps.now())).map(({ receipt }) => receipt as StoredReceipt)
    },
  }
}

async function decide(decision: Decision, deps: RoutingStoreDeps): Promise<Decided> {
  const { draft, over, receipt, actions, board, hardCases } = decision
  const { table: TableName, retentionDays, ledgerDays } = deps
  const writtenAtMs = deps.now()
  const conversation: Conversation = { ...draft, version: over.conversation.version + 1, writtenAtMs }
  const { account, conversationId } = conversation
  const is = (version: number) => ({
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': version },
  })
  const put = (Item: Record<string, unknown>, condition = {}) => ({ Put: { TableName, Item, ...condition } })
  const transaction = new TransactWriteCommand({
    TransactItems: [
      put(toItem({ conversation, carried: over.carried }, retentionDays), is(over.conversation.version)),
      put({
        pk: conversationPk(account, conversationId),
        sk: (receipt.outcome === 'yielded' ? yieldedSk : receiptSk)(receipt.atMs, receipt.decision),
        receipt,
        expiresAt: expiresAtS(writtenAtMs, ledgerDays),
      }),
      ...actions.map((action) => put(queuedItem(action, writtenAtMs, ledgerDays))),
      ...(board === undefined
        ? []
        : [
            put(
              { pk: routingPk(account), sk: BOARD, version: board.after.version, board: board.after },
              board.before.version === 0
                ? { ConditionExpression: 'attribute_not_exists(pk)' }
                : is(board.before.version),
            ),
          ]),
      ...(hardCases === undefined
        ? []
        : [put({ pk: routingPk(account), sk: hardCasesSk(hardCases.operatorId), days: hardCases.days })]),
    ],
  })
  try {
    await deps.client.send(transaction)
    return { kind: 'stored', conversation }
  } catch (error) {
    if (error instanceof TransactionCanceledException && isLost(error)) return { kind: 'lost' }
    throw error
  }
}

/** A condition did not hold, or another transaction was at the same items: both mean that somebody was faster. */
const isLost = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict')

const beginning = (pk: string, prefix: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
})

/** See `waitKey` in keys.ts; these are open conversations. */
function turnIn(waitKey: string): Pick<OpenEntry, 'waitingSinceMs' | 'quietSinceMs'> {
  const [kind, instant] = waitKey.split('#')
  const atMs = Number(instant)
  return kind === '0' ? { waitingSinceMs: atMs, quietSinceMs: null } : { waitingSinceMs: null, quietSinceMs: atMs }
}

const idIn = (pk: unknown): number => Number(String(pk).slice(String(pk).lastIndexOf('#') + 1))

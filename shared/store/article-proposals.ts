/** What is proposed of articles, and what became of it: kept by the instant of the first evidence, until its time is over. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { changeOf } from '#domain/article-changes'
import { type HeldProposal, PROPOSAL_MOVES, type ProposalState } from '#domain/proposal-lifecycle'
import { expiresAtS, isLive } from './expiry.ts'
import { PROPOSAL_TODO_PREFIX, proposalSk, proposalsPk, proposalTodoSk } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type ProposalKey = { readonly account: string; readonly id: string }
export type ProposalsAsked = {
  readonly state: ProposalState | null
  readonly cursor: string | null
  /** 1 to 100. */
  readonly limit: number
}
/** With a state a page may be short, even empty, and still have a cursor: ask on. Null at the end. */
export type ProposalPage = { readonly items: readonly HeldProposal[]; readonly nextCursor: string | null }
export type ProposalEnding = {
  readonly state: 'applied' | 'refused'
  readonly code: string
  readonly updatedAt: string | null
  /** Of an article that is new by it. */
  readonly articleId?: string
}

export type ProposalStore = ReturnType<typeof proposalStore>

/** Longer than any signal it may rest on. */
const KEPT_DAYS = 400
/** Most items looked at for one page: READS queries of RECORDS each; texts of articles are long. */
const READS = 4
const RECORDS = 50
const KEYS = /^PROPOSAL#\d{13}-/

/** @throws the SDK's errors. */
export function proposalStore(target: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}) {
  const { client, table: TableName, now } = target
  const keyOf = ({ account, id }: ProposalKey) => ({ pk: proposalsPk(account), sk: proposalSk(id) })
  const itemOf = (proposal: HeldProposal) => ({
    ...keyOf(proposal),
    proposal,
    revision: proposal.revision,
    expiresAt: expiresAtS(now(), KEPT_DAYS),
  })
  const get = async (key: ProposalKey): Promise<HeldProposal | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true }))
    return Item === undefined || !isLive(Item, now()) ? undefined : proposalIn(Item)
  }
  const over = (proposal: HeldProposal) => ({
    TableName,
    Item: itemOf({ ...proposal, revision: proposal.revision + 1 }),
    ConditionExpression: 'revision = :held',
    ExpressionAttributeValues: { ':held': proposal.revision },
  })
  const todo = ({ account, id }: ProposalKey) => ({
    Put: {
      TableName,
      Item: { pk: proposalsPk(account), sk: proposalTodoSk(id), expiresAt: expiresAtS(now(), KEPT_DAYS) },
    },
  })

  return {
    get,

    /** One that is known stays as it is, whatever has become of it. */
    async propose(proposal: HeldProposal): Promise<'proposed' | 'known'> {
      try {
        const put = { TableName, Item: itemOf(proposal), ConditionExpression: 'attribute_not_exists(pk)' }
        await client.send(new PutCommand(put))
        return 'proposed'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'known'
        throw error
      }
    },

    /** Writes a decision over the proposal as it was read; what is approved, and can be done, is under way from then on. */
    async decide(decided: HeldProposal): Promise<'decided' | 'contended'> {
      const isToDo = changeOf(decided) !== null
      try {
        await client.send(
          new TransactWriteCommand({ TransactItems: [{ Put: over(decided) }, ...(isToDo ? [todo(decided)] : [])] }),
        )
        return 'decided'
      } catch (error) {
        if (error instanceof TransactionCanceledException) return 'contended'
        throw error
      }
    },

    /** A new one that is approved as it comes. */
    async putApproved(proposal: HeldProposal): Promise<void> {
      await client.send(
        new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: itemOf(proposal) } }, todo(proposal)] }),
      )
    },

    /** How an approved one ended. What has ended stays as it ended first. */
    async noteEnd(key: ProposalKey, { state, code, updatedAt, articleId }: ProposalEnding): Promise<void> {
      for (;;) {
        const held = await get(key)
        if (held === undefined || !PROPOSAL_MOVES[held.state].includes(state)) return
        try {
          const end = { code, atMs: now(), updatedAt }
          await client.send(new PutCommand(over({ ...held, articleId: articleId ?? held.articleId, state, end })))
          return
        } catch (error) {
          // somebody else has written its end meanwhile: looked at again
          if (!(error instanceof ConditionalCheckFailedException)) throw error
        }
      }
    },

    /** Ids of those that are approved and have not been seen to end. */
    async todo(account: string): Promise<readonly string[]> {
      const items = await queryItems(target, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': proposalsPk(account), ':prefix': PROPOSAL_TODO_PREFIX },
      })
      return items.map(({ sk }) => String(sk).slice(PROPOSAL_TODO_PREFIX.length))
    },

    async done({ account, id }: ProposalKey): Promise<void> {
      await client.send(new DeleteCommand({ TableName, Key: { pk: proposalsPk(account), sk: proposalTodoSk(id) } }))
    },

    /** All whose first evidence is not older. */
    async since(account: string, fromMs: number): Promise<readonly HeldProposal[]> {
      const items = await queryItems(target, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': proposalsPk(account),
          ':from': proposalSk(String(fromMs).padStart(13, '0')),
          ':to': proposalSk('~'),
        },
      })
      return items.filter((item) => isLive(item, now())).map(proposalIn)
    },

    /** Newest first. */
    async page(account: string, { state, cursor, limit }: ProposalsAsked): Promise<ProposalPage | BadCursor> {
      const scope = ['article-proposals', account, state]
      const position = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
      if (cursor !== null && position === null) return { badCursor: true }
      const items: HeldProposal[] = []
      let after = position?.after ?? null
      for (let reads = 0; reads < READS; reads++) {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':pk': proposalsPk(account),
              ':from': proposalSk('0'),
              ':to': proposalSk('~'),
            },
            ScanIndexForward: false,
            Limit: RECORDS,
            ...(after === null ? {} : { ExclusiveStartKey: { pk: proposalsPk(account), sk: after } }),
          }),
        )
        for (const item of Items.filter((one) => isLive(one, now()))) {
          const proposal = proposalIn(item)
          if (state !== null && proposal.state !== state) continue
          if (items.length === limit) return { items, nextCursor: cursorAfter(scope, items) }
          items.push(proposal)
        }
        if (LastEvaluatedKey === undefined) return { items, nextCursor: null }
        after = String(LastEvaluatedKey.sk)
      }
      return { items, nextCursor: encodeCursor(scope, { after: after ?? '', conversationId: 0 }) }
    },
  }
}

/** Items of earlier releases lack what was added since. */
export const proposalIn = (item: Readonly<Record<string, unknown>>): HeldProposal => ({
  ...{ draft: null, standing: null },
  ...(item.proposal as HeldProposal),
})

const cursorAfter = (scope: readonly unknown[], items: readonly HeldProposal[]): string =>
  encodeCursor(scope, { after: proposalSk(items.at(-1)?.id ?? ''), conversationId: 0 })

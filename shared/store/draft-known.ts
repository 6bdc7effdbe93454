/**
 * What may stand in an answer to one customer: digests of the numbers and addresses that the conversation has had, and the
 * addresses of articles. The texts they were found in are not kept (ADR 0018).
 */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { guardDraft, referencesIn } from '#domain/draft-guard'
import type { DraftGuard } from '#domain/draft-proposal'
import type { Question } from '#domain/question'
import { sha256Hex } from '#runtime/digest'
import { expiresAtS } from './expiry.ts'
import { conversationPk, KNOWN_SK } from './keys.ts'

type Table = { readonly client: DynamoDBDocumentClient; readonly table: string; readonly now: () => number }
type Key = { readonly account: string; readonly conversationId: number }

/** Longer than a draft holds. */
const KEPT_DAYS = 3
/** Of 16 bytes; more than that of one conversation is no conversation. */
const MOST_DIGESTS = 500
const SAME_DIGITS = 9

const digestOf = ({ account, conversationId }: Key, value: string): string =>
  sha256Hex(`${account}/${conversationId}/${value}`).slice(0, 32)

/** A telephone number is also known by its last digits: with and without its country it is the same. */
const formsOf = (value: string): string[] =>
  /^\d{9,}$/.test(value) ? [value, `…${value.slice(-SAME_DIGITS)}`] : [value]

/** Notes what a conversation has had, instead of what was noted of it before. @throws the SDK's errors. */
export const referenceNoter =
  ({ client, table, now }: Table) =>
  async (question: Question): Promise<void> => {
    const { account, conversationId, messages, contact } = question
    // What a bot or an operator has written was public already, too.
    const texts = [...messages.map(({ text }) => text), contact.email ?? '', contact.phone ?? '']
    const digests = new Set(
      texts
        .flatMap(referencesIn)
        .flatMap(formsOf)
        .map((value) => digestOf(question, value)),
    )
    const Item = {
      pk: conversationPk(account, conversationId),
      sk: KNOWN_SK,
      digests: [...digests].slice(0, MOST_DIGESTS),
      expiresAt: expiresAtS(now(), KEPT_DAYS),
    }
    await client.send(new PutCommand({ TableName: table, Item }))
  }

export type GuardDeps = Omit<Table, 'now'> & {
  /** Addresses of the account's published articles; the same list as long as they are the same. */
  readonly articleUrls: (account: string) => Promise<readonly string[]>
}

/** The guard as drafts meet it. What is not known is taken for a stranger's. @throws the SDK's errors. */
export const storedGuard =
  ({ client, table, articleUrls }: GuardDeps): DraftGuard =>
  async (draft) => {
    const Key = { pk: conversationPk(draft.account, draft.conversationId), sk: KNOWN_SK }
    const [urls, { Item }] = await Promise.all([
      articleUrls(draft.account),
      client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true })),
    ])
    const digests = new Set<unknown>(Array.isArray(Item?.digests) ? Item.digests : [])
    const isKnown = (value: string): boolean => formsOf(value).some((form) => digests.has(digestOf(draft, form)))
    const references = referencesIn(draft.text).filter(isKnown)
    return guardDraft(draft, { articleUrls: urls, contactEmails: [], contactPhones: [], references })
  }

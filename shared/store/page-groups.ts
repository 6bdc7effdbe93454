/**
 * Groups of pages in table `desk`: a head that counts, and one item a member beside it. Every change moves the head's
 * version, so a group changes one step at a time, however many work on it; its law is shared/domain/page-groups.ts.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { type GroupName, groupKey, type Member, type PageGroup, type Say } from '#domain/page-group'
import {
  type Acting,
  check,
  correction,
  type Foreseeing,
  foresee,
  type Held,
  join,
  type Leaving,
  leave,
  type Moved,
  said,
} from '#domain/page-groups'
import { fullJitterMs, type Random } from '#runtime/retry'
import { expiresAtS } from './expiry.ts'
import { pageGroupsPk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type Stepped = {
  /** As it is now; undefined where there is none. */
  readonly group: PageGroup | undefined
  /** This call changed it. */
  readonly moved: boolean
  /** This call changed when it is looked at again. */
  readonly planned: boolean
}

/** Each is the step of the law of the same name. @throws the SDK's errors, and Error when a group stays contended. */
export type PageGroupStore = {
  join(
    name: GroupName,
    joining: { readonly member: Member; readonly teamName: string | null },
    acting: Acting,
  ): Promise<Stepped>
  leave(name: GroupName, leaving: Leaving & { readonly conversationId: number }, acting: Acting): Promise<Stepped>
  foresee(name: GroupName, foreseen: Foreseeing, acting: Acting): Promise<Stepped>
  check(name: GroupName, atMs: number, acting: Acting): Promise<Stepped>
  /** Notes that it was said. Gives what has to be said instead, where the group went on meanwhile. */
  said(name: GroupName, say: Say): Promise<Say | null>
  get(name: GroupName): Promise<PageGroup | undefined>
  /** Up to so many of a group, by conversation. */
  members(name: GroupName, most: number): Promise<readonly Member[]>
}

export type PageGroupStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

type Head = { readonly group: PageGroup; readonly version: number }
/** What a step makes of a group; `gone` deletes it, null leaves it. */
type Step = (held: Held) => Moved | 'gone' | null
type Place = { readonly name: GroupName; readonly conversationId?: number }

const TRIES = 10
const BACKOFF = { baseMs: 20, capMs: 500 }
/** A group that nobody has touched for so long was forgotten by a defect; while it lives it is looked at every ten minutes. */
const KEPT_DAYS = 30

const headKey = (name: GroupName) => ({ pk: pageGroupsPk(name.account), sk: groupKey(name) })
const memberPrefix = (name: GroupName): string => `${groupKey(name)}#`
const memberKey = (name: GroupName, conversationId: number) => ({
  pk: pageGroupsPk(name.account),
  sk: `${memberPrefix(name)}${conversationId}`,
})

export function pageGroupStore(deps: PageGroupStoreDeps): PageGroupStore {
  const { client, table } = deps

  const item = async (Key: Readonly<Record<string, string>>) =>
    (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item

  async function head(name: GroupName): Promise<Head | undefined> {
    const found = await item(headKey(name))
    return found === undefined ? undefined : { group: found.group as PageGroup, version: Number(found.version) }
  }

  /** The head first: a member that is newer than its head makes the write lose, one that is older would not. */
  async function step({ name, conversationId }: Place, law: Step): Promise<Stepped> {
    for (let nth = 0; nth < TRIES; nth++) {
      if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
      const held = await head(name)
      const member = conversationId === undefined ? undefined : await item(memberKey(name, conversationId))
      const moved = law({ group: held?.group, member: member?.member as Member | undefined })
      if (moved === null) return { group: held?.group, moved: false, planned: false }
      if (!(await write(moved, { name, version: held?.version ?? 0, conversationId: conversationId ?? 0 }, deps)))
        continue
      if (moved === 'gone') return { group: undefined, moved: true, planned: false }
      return { group: moved.group, moved: true, planned: moved.group.checkAtMs !== held?.group.checkAtMs }
    }
    throw new Error('A group of pages stays contended')
  }

  return {
    join: (name, joining, acting) =>
      step({ name, conversationId: joining.member.conversationId }, (held) => join(name, held, { joining, acting })),
    leave: (name, { conversationId, ...leaving }, acting) =>
      step({ name, conversationId }, (held) => leave(held, leaving, acting)),
    foresee: (name, foreseen, acting) => step({ name }, (held) => foresee(name, held, { ...foreseen, acting })),
    check: (name, atMs, acting) => step({ name }, (held) => check(held, atMs, acting)),
    async said(name, say) {
      let next: Say | null = null
      await step({ name }, (held) => {
        next = correction(held, say)
        const after = said(held, say)
        return after === null || after === 'gone' ? after : { group: after }
      })
      return next
    },
    get: async (name) => (await head(name))?.group,

    async members(name, most) {
      const items = await queryItems(
        { client, table },
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :members)',
          ExpressionAttributeValues: { ':pk': pageGroupsPk(name.account), ':members': memberPrefix(name) },
          ConsistentRead: true,
        },
        most,
      )
      return items.map(({ member }) => member as Member)
    },
  }
}

type Target = { readonly name: GroupName; readonly version: number; readonly conversationId: number }

/** False when somebody else wrote first. */
async function write(
  moved: Moved | 'gone',
  { name, version, conversationId }: Target,
  deps: PageGroupStoreDeps,
): Promise<boolean> {
  const { client, table: TableName, now } = deps
  const condition =
    version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :held',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':held': version },
        }
  const expiresAt = expiresAtS(now(), KEPT_DAYS)
  try {
    if (moved === 'gone') {
      await client.send(new DeleteCommand({ TableName, Key: headKey(name), ...condition }))
      return true
    }
    const { group, member } = moved
    const Put = { TableName, Item: { ...headKey(name), group, version: version + 1, expiresAt }, ...condition }
    if (member === undefined) await client.send(new PutCommand(Put))
    else {
      const Key = memberKey(name, conversationId)
      const beside =
        member === null ? { Delete: { TableName, Key } } : { Put: { TableName, Item: { ...Key, member, expiresAt } } }
      await client.send(new TransactWriteCommand({ TransactItems: [{ Put }, beside] }))
    }
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionCanceledException) return false
    throw error
  }
}

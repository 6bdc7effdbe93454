/** Takes what was found out of table `desk`, so that counters, groups and seats are as if it had never been there. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { COUNT_NAMES, counts } from '#domain/counts'
import { groupName, type Member } from '#domain/page-group'
import { eachLimited } from '#runtime/retry'
import { counterUpdate, movesCounters } from '#store/counters'
import { fromItem } from '#store/item'
import { STATE } from '#store/keys'
import type { PageGroupStore } from '#store/page-groups'
import { droppedIn, type Forgotten, foreseenIn, isHis, reservedIn, type TableItem } from './places.ts'
import type { Found } from './scan-table.ts'

export type EraseDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly groups: Pick<PageGroupStore, 'leave'>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onErased: (count: number) => void
}

const AT_ONCE = 8
/** Somebody who writes the same item at the same time is first, so often. */
const TRIES = 8

/**
 * A conversation goes first: what still writes beside it comes by it. @throws the SDK's errors, and Error when an item
 * stays contended; what was erased by then stays erased.
 */
export async function eraseInTable(found: Found, of: Forgotten, deps: EraseDeps): Promise<void> {
  let erased = 0
  const done = (): void => deps.onErased(++erased)
  const isState = ({ sk, pk }: TableItem): boolean => sk === STATE && pk.startsWith('C#')
  const states = found.items.filter(({ item }) => isState(item))
  const rest = found.items.filter(({ item }) => !isState(item))
  await eachLimited(states, AT_ONCE, async ({ item }) => {
    await eraseConversation(item, deps)
    done()
  })
  await eachLimited(rest, AT_ONCE, async ({ item, fate }) => {
    if (item.pk.startsWith('G#') && fate === 'erased') await leaveGroup(item, deps)
    else if (fate === 'edited') await edit(item, of, deps)
    else await deps.client.send(new DeleteCommand({ TableName: deps.table, Key: keyOf(item) }))
    done()
  })
}

const keyOf = ({ pk, sk }: TableItem) => ({ pk, sk })

/**
 * With what it counts. `publish` derives counters from changes and takes no removal for one, because what expires counts
 * nothing; its change of the version that is taken out here is still counted, now or later, so the sum comes to nothing.
 */
async function eraseConversation(item: TableItem, { client, table }: EraseDeps): Promise<void> {
  for (let nth = 0; nth < TRIES; nth++) {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true }))
    if (Item === undefined) return
    const { conversation } = fromItem(Item)
    const counted = counts(conversation)
    const back = Object.fromEntries(COUNT_NAMES.map((name) => [name, -counted[name]])) as typeof counted
    const isAsRead = {
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': conversation.version },
    }
    const Delete = { TableName: table, Key: keyOf(item), ...isAsRead }
    try {
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            { Delete },
            ...(movesCounters(back) ? [{ Update: counterUpdate(table, conversation, back) }] : []),
          ],
        }),
      )
      return
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
    }
  }
  throw new Error('a conversation is written all the time: try again')
}

/** By the law of groups: the head counts its members, and a page that is about nobody any more is ended. */
async function leaveGroup(item: TableItem, { client, table, groups, now }: EraseDeps): Promise<void> {
  const [key = '', id] = item.sk.split('#')
  const name = groupName(key)
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true }))
  const member = Item?.member as Member | undefined
  if (name !== null && member !== undefined) {
    const leaving = { conversationId: Number(id), sinceMs: member.sinceMs, how: 'ended' as const }
    await groups.leave(name, leaving, { by: 'erase-contact', nowMs: now() })
  }
  // What the law left, because its head is gone.
  await client.send(new DeleteCommand({ TableName: table, Key: keyOf(item) }))
}

/** Takes his conversations out of an item of many, on condition of its version. */
async function edit(item: TableItem, of: Forgotten, { client, table }: EraseDeps): Promise<void> {
  for (let nth = 0; nth < TRIES; nth++) {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true }))
    if (Item === undefined) return
    if (item.pk.startsWith('DL#')) return editDropped(Item as TableItem, of, { client, table })
    const version = Number(Item.version)
    const put = new PutCommand({
      TableName: table,
      Item: { ...without(Item as TableItem, of), version: version + 1 },
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': version },
    })
    try {
      await client.send(put)
      return
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  }
  throw new Error(`an item of ${item.pk.split('#')[0]} is written all the time: try again`)
}

/** Nobody else writes it once it is there. */
async function editDropped(
  item: TableItem,
  of: Forgotten,
  { client, table }: Pick<EraseDeps, 'client' | 'table'>,
): Promise<void> {
  const dropped = droppedIn(item).filter((one) => !isHis(one, of))
  await client.send(
    new PutCommand({ TableName: table, Item: { ...item, dropped }, ConditionExpression: 'attribute_exists(pk)' }),
  )
}

function without(item: TableItem, { conversationIds }: Forgotten): TableItem {
  if (item.pk.startsWith('G#')) {
    const group = item.group as { readonly foreseen: object }
    const ids = foreseenIn(group).filter((id) => !conversationIds.has(id))
    return { ...item, group: { ...group, foreseen: { ...group.foreseen, ids } } }
  }
  const board = item.board as { readonly version: number }
  const reserved = Object.fromEntries(
    Object.entries(reservedIn(item)).filter(([id]) => !conversationIds.has(Number(id))),
  )
  // The board says its version too, for who decides upon it.
  return { ...item, board: { ...board, reserved, version: board.version + 1 } }
}

/** Walks through all of table `desk`: there is no index of contacts, and nobody needs one but for this. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { type Forgotten, fateOf, isOfAccount, placeOf, type TableItem } from './places.ts'

export type ScanDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** So many items were looked at by now. */
  readonly onLooked: (count: number) => void
}

/** Read side by side. */
const SEGMENTS = 4
/** As little of an item as tells whose it is. */
const LOOKED_AT = {
  ProjectionExpression:
    'pk, sk, #state.#snapshot.contactId, #event.#data.contactId, #group.foreseen, #board.reserved, dropped',
  ExpressionAttributeNames: {
    ...{ '#state': 'state', '#snapshot': 'snapshot', '#event': 'event', '#data': 'data' },
    ...{ '#group': 'group', '#board': 'board' },
  },
}

async function eachItem(deps: ScanDeps, use: (item: TableItem) => void): Promise<void> {
  let looked = 0
  await Promise.all(
    Array.from({ length: SEGMENTS }, async (_, Segment) => {
      let ExclusiveStartKey: Record<string, unknown> | undefined
      do {
        const page = await deps.client.send(
          new ScanCommand({
            TableName: deps.table,
            Segment,
            TotalSegments: SEGMENTS,
            ConsistentRead: true,
            ...LOOKED_AT,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          }),
        )
        for (const item of page.Items ?? []) use(item as TableItem)
        looked += page.ScannedCount ?? 0
        deps.onLooked(looked)
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey !== undefined)
    }),
  )
}

/** The conversations that are a contact's by their state, or were by their timeline. */
export async function conversationsOf(
  { account, contactId }: Pick<Forgotten, 'account' | 'contactId'>,
  deps: ScanDeps,
): Promise<ReadonlySet<number>> {
  const ids = new Set<number>()
  await eachItem(deps, (item) => {
    if (!item.pk.startsWith('C#') || !isOfAccount(item.pk, account)) return
    if (contactIn(item) === contactId) ids.add(Number(item.pk.split('#')[2]))
  })
  return ids
}

type Shown = {
  readonly state?: { readonly snapshot?: { readonly contactId?: unknown } }
  readonly event?: { readonly data?: { readonly contactId?: unknown } }
}
function contactIn(item: TableItem): unknown {
  const { state, event } = item as Shown
  return state?.snapshot?.contactId ?? event?.data?.contactId
}

export type Found = {
  /** Items with something of him, by place. */
  readonly items: readonly { readonly place: string; readonly fate: 'erased' | 'edited'; readonly item: TableItem }[]
  /** Beginnings of keys that no place explains: what is in them is not known, so nothing is proven. */
  readonly unexplained: readonly string[]
}

/** Everything in the table that has something of him, wherever it lies. */
export async function findInTable(of: Forgotten, deps: ScanDeps): Promise<Found> {
  const items: Found['items'][number][] = []
  const unexplained = new Set<string>()
  await eachItem(deps, (item) => {
    const place = placeOf(item.pk)
    if (place === undefined) {
      unexplained.add(item.pk.split('#')[0] ?? item.pk)
      return
    }
    const isNewlyHis = item.pk.startsWith('C#') && isOfAccount(item.pk, of.account) && contactIn(item) === of.contactId
    const fate = isNewlyHis ? 'erased' : fateOf(item, of)
    if (fate !== null) items.push({ place: place.name, fate, item })
  })
  return { items, unexplained: [...unexplained] }
}

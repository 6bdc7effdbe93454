/** Erases a contact everywhere, then looks everywhere again: done is what a second look does not find. */
import { randomUUID } from 'node:crypto'
import { canonicalText } from '#domain/canonical'
import { sha256Hex } from '#runtime/digest'
import type { ErasureReceipt, ErasureStore } from '#store/erasures'
import { findLines } from './erase-archive.ts'
import { lettersOf, type QueueDeps } from './erase-in-queues.ts'
import { type EraseDeps, eraseInTable } from './erase-in-table.ts'
import { eraseObjects, findObjects, type ObjectDeps } from './erase-objects.ts'
import type { Forgotten } from './places.ts'
import { conversationsOf, findInTable, type ScanDeps } from './scan-table.ts'

export type ErasureDeps = Omit<EraseDeps, 'onErased'> &
  Omit<ScanDeps, 'onLooked'> &
  Omit<ObjectDeps, 'onLooked'> &
  Pick<QueueDeps, 'sqs' | 'queues'> & {
    readonly erasures: ErasureStore
    readonly by: string
    /** Between an erasure and the look at what has come again: the stream may still have something to say. */
    readonly settle: () => Promise<void>
    readonly tell: (text: string) => void
  }

/** How often what has come again is erased, before it is left to a later run. */
const ROUNDS = 3

export type Inventory = {
  readonly conversations: number
  /** By place. */
  readonly erased: Readonly<Record<string, number>>
  readonly edited: Readonly<Record<string, number>>
  /** Of what nobody can say whether it is his: bodies and dead letters that are no JSON, items of unknown kinds. */
  readonly doubtful: readonly string[]
}
export type Erased = Inventory & { readonly receipt: ErasureReceipt }

export const totalOf = ({ erased, edited }: Pick<Inventory, 'erased' | 'edited'>): number =>
  [...Object.values(erased), ...Object.values(edited)].reduce((sum, count) => sum + count, 0)

/** Only looks. @throws the SDK's errors. */
export async function inventoryOf(of: Pick<Forgotten, 'account' | 'contactId'>, deps: ErasureDeps): Promise<Inventory> {
  const whole = await wholeOf(of, deps)
  return round(whole, { erase: false }, deps)
}

/** @throws the SDK's errors; do it again then: it goes on where it stopped. */
export async function eraseContact(of: Pick<Forgotten, 'account' | 'contactId'>, deps: ErasureDeps): Promise<Erased> {
  const startedAtMs = deps.now()
  const whole = await wholeOf(of, deps)
  const run = runDigest(of)
  await deps.erasures.begin(of.account, run, { conversationIds: [...whole.conversationIds], startedAtMs })
  let sum: Inventory = { conversations: whole.conversationIds.size, erased: {}, edited: {}, doubtful: [] }
  let last = sum
  for (let nth = 0; nth < ROUNDS; nth++) {
    last = await round(whole, { erase: true }, deps)
    sum = added(sum, last)
    await deps.settle()
    deps.tell('looking at everything again')
    last = await round(whole, { erase: false }, deps)
    if (totalOf(last) === 0) break
  }
  const leftOver = totalOf(last) + last.doubtful.length
  const receipt = receiptOf(of, { startedAtMs, endedAtMs: deps.now(), by: deps.by, inventory: sum, leftOver })
  // What is left over needs the conversations of it once more.
  if (leftOver === 0) await deps.erasures.end(receipt, run)
  return { ...sum, doubtful: last.doubtful, receipt }
}

/** Names what is under way, for who goes on with it: not a receipt, and gone with the erasure. */
const runDigest = ({ account, contactId }: Pick<Forgotten, 'account' | 'contactId'>): string =>
  sha256Hex(`${account}/contact/${contactId}`)

/** Conversations that are his now, and those that an erasure which stopped had found. */
async function wholeOf(of: Pick<Forgotten, 'account' | 'contactId'>, deps: ErasureDeps): Promise<Forgotten> {
  const onLooked = (count: number): void => deps.tell(`${count} items of the table looked at`)
  const found = await conversationsOf(of, { ...deps, onLooked })
  const begun = await deps.erasures.underWay(of.account, runDigest(of))
  return { ...of, conversationIds: new Set([...found, ...(begun?.conversationIds ?? [])]) }
}

async function round(of: Forgotten, { erase }: { readonly erase: boolean }, deps: ErasureDeps): Promise<Inventory> {
  const inTable = await findInTable(of, {
    ...deps,
    onLooked: (count) => deps.tell(`${count} items of the table looked at`),
  })
  if (erase)
    await eraseInTable(inTable, of, {
      ...deps,
      onErased: (count) => deps.tell(`${count} items taken out of the table`),
    })
  const onObject = { ...deps, onLooked: (count: number) => deps.tell(`${count} bodies in S3 looked at`) }
  const objects = await findObjects(of, onObject)
  if (erase) await eraseObjects(objects, onObject)
  const erasedKeys = new Set(objects.his.map(({ key }) => key))
  const lines = await archiveLines(of, { erase, erasedKeys }, deps)
  deps.tell('dead letters')
  const letters = await lettersOf(of, { ...deps, erasedKeys, erase })
  const fates = (fate: 'erased' | 'edited'): Record<string, number> =>
    counted(inTable.items.filter((item) => item.fate === fate).map(({ place }) => place))
  return {
    conversations: of.conversationIds.size,
    erased: {
      ...fates('erased'),
      ...counted(objects.his.map(({ place }) => `S3 ${place}/`)),
      ...(lines.his === 0 ? {} : { 'lines of the archive': lines.his }),
      ...Object.fromEntries(Object.entries(letters.his).map(([queue, count]) => [`dead letters ${queue}`, count])),
    },
    edited: fates('edited'),
    doubtful: [
      ...inTable.unexplained.map((prefix) => `items of an unknown kind: ${prefix}`),
      ...objects.unreadable.map((key) => `a body that is no JSON: ${key}`),
      ...(lines.odd === 0 ? [] : [`${lines.odd} lines of the archive that are no JSON`]),
      ...(letters.unreadable === 0 ? [] : [`${letters.unreadable} dead letters that are no JSON`]),
    ],
  }
}

async function archiveLines(
  of: Forgotten,
  { erase, erasedKeys }: { readonly erase: boolean; readonly erasedKeys: ReadonlySet<string> },
  deps: ErasureDeps,
): Promise<{ readonly his: number; readonly odd: number }> {
  let [his, odd] = [0, 0]
  const onLooked = (looked: number): void => deps.tell(`${looked} lines of the archive looked at`)
  for await (const found of findLines(of, { ...deps, erasedKeys, onLooked })) {
    his += found.his
    odd += found.odd
    if (erase && found.his > 0) await found.erase()
  }
  return { his, odd }
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const added = (a: Inventory, b: Inventory): Inventory => ({
  ...b,
  erased: sums(a.erased, b.erased),
  edited: sums(a.edited, b.edited),
})
const sums = (a: Inventory['erased'], b: Inventory['erased']): Record<string, number> => ({
  ...a,
  ...Object.fromEntries(Object.entries(b).map(([name, count]) => [name, count + (a[name] ?? 0)])),
})

type Facts = Pick<ErasureReceipt, 'startedAtMs' | 'endedAtMs' | 'by' | 'leftOver'> & { readonly inventory: Inventory }

function receiptOf({ account, contactId }: Pick<Forgotten, 'account' | 'contactId'>, facts: Facts): ErasureReceipt {
  const { inventory, ...rest } = facts
  const { conversations, erased, edited } = inventory
  const id = randomUUID()
  const contactDigest = sha256Hex(`${id}/${account}/${contactId}`)
  const receipt = { id, account, contactDigest, ...rest, conversations, erased, edited }
  return { ...receipt, hash: sha256Hex(canonicalText(receipt)) }
}

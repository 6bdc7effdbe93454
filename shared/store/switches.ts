import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { EVERY_ACCOUNT, switchesPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Something that Backdesk shall not do for now. What is not switched off is on. */
export type SwitchedOff = {
  /** A slug, or `*` for every account. */
  readonly account: string
  /** A function's name, or `act.<verb>`. */
  readonly name: string
  /** Why, in words; no customer text. */
  readonly reason: string
  readonly by: string
  readonly atMs: number
}

export type SwitchStore = {
  /** Of an account alone, or those for every account with `*`. By name. */
  list(account: string): Promise<readonly SwitchedOff[]>
  /** The same name again takes the place of what was there. */
  switchOff(off: SwitchedOff): Promise<void>
  switchOn(account: string, name: string): Promise<void>
}

/** Switches in table `desk`. Faults of DynamoDB are thrown. */
export function switchStore(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }): SwitchStore {
  const { client, table } = deps
  return {
    async list(account) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': switchesPk(account) },
      })
      return items.map((item) => item.off as SwitchedOff)
    },
    async switchOff(off) {
      const key = { pk: switchesPk(off.account), sk: off.name }
      await client.send(new PutCommand({ TableName: table, Item: { ...key, off } }))
    },
    async switchOn(account, name) {
      await client.send(new DeleteCommand({ TableName: table, Key: { pk: switchesPk(account), sk: name } }))
    },
  }
}

export type SwitchBook = {
  /** Whether this name is off for the account, or for every account. A name does not stand for those that begin with it. */
  isOff(account: string, name: string): Promise<boolean>
}
export type SwitchBookOptions = {
  readonly now: () => number
  /** A copy could not be read again, and serves on. */
  readonly onFault: (error: unknown) => void
}

const MAX_AGE_MS = 15_000

/** Switches kept in memory for 15 s. @throws the store's errors while an account's were never read. */
export function switchBook(store: Pick<SwitchStore, 'list'>, { now, onFault }: SwitchBookOptions): SwitchBook {
  const copies = new Map<string, { readonly names: ReadonlySet<string>; readonly readAtMs: number }>()
  const namesOf = async (account: string): Promise<ReadonlySet<string>> => {
    const held = copies.get(account)
    if (held !== undefined && now() - held.readAtMs < MAX_AGE_MS) return held.names
    const readAtMs = now()
    try {
      const names = new Set((await store.list(account)).map(({ name }) => name))
      copies.set(account, { names, readAtMs })
      return names
    } catch (error) {
      if (held === undefined) throw error
      onFault(error)
      copies.set(account, { names: held.names, readAtMs })
      return held.names
    }
  }
  return {
    async isOff(account, name) {
      const [own, everybodys] = await Promise.all([namesOf(account), namesOf(EVERY_ACCOUNT)])
      return own.has(name) || everybodys.has(name)
    },
  }
}

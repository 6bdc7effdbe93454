import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { expiresAtS } from './expiry.ts'
import { EVERY_ACCOUNT, switchesPk, switchHistoryPk, switchHistorySk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Something that Backdesk shall not do for now. What is not switched off is on. */
export type SwitchedOff = {
  /** A slug, or `*` for every account. */
  readonly account: string
  /** Of the table in shared/domain/switches.ts. */
  readonly name: string
  /** Why, in words; no customer text. */
  readonly reason: string
  readonly by: string
  /** Since when. */
  readonly atMs: number
}

/** One turn of a switch. */
export type SwitchTurn = SwitchedOff & {
  readonly turned: 'off' | 'on'
  /** Of what was switched on again: since when it had been off. */
  readonly sinceMs: number | null
}
export type SwitchedOn = Omit<SwitchTurn, 'turned' | 'sinceMs'>

export type SwitchStore = {
  /** Of an account alone, or those for every account with `*`. By name. */
  list(account: string): Promise<readonly SwitchedOff[]>
  /** What is off already stays off since then; the new reason takes the place of the old. Gives what is so then. */
  switchOff(off: SwitchedOff): Promise<SwitchedOff>
  /** Gives what was off; undefined: it was on, and nothing is noted. */
  switchOn(on: SwitchedOn): Promise<SwitchedOff | undefined>
  /** Who switched what, newest first. */
  history(account: string, most: number): Promise<readonly SwitchTurn[]>
}

/** Who stopped what is asked long afterwards. */
const HISTORY_DAYS = 400
const TRIES = 5

/** Switches in table `desk`, each turn with its line in the history. Faults of DynamoDB are thrown. */
export function switchStore(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }): SwitchStore {
  const { client, table } = deps
  const keyOf = ({ account, name }: Pick<SwitchedOff, 'account' | 'name'>) => ({ pk: switchesPk(account), sk: name })
  const held = async (of: Pick<SwitchedOff, 'account' | 'name'>): Promise<SwitchedOff | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(of), ConsistentRead: true }))
    return Item?.off as SwitchedOff | undefined
  }
  const asBefore = (before: SwitchedOff | undefined) =>
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(off)' }
      : {
          ConditionExpression: 'off.atMs = :since',
          ExpressionAttributeValues: { ':since': before.atMs },
        }
  const noted = (turn: SwitchTurn) => ({
    Put: {
      TableName: table,
      Item: {
        pk: switchHistoryPk(turn.account),
        sk: switchHistorySk(turn.atMs, turn.name),
        turn,
        expiresAt: expiresAtS(turn.atMs, HISTORY_DAYS),
      },
    },
  })
  return {
    async list(account) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': switchesPk(account) },
      })
      // what is on again leaves its item behind: whoever may turn a switch need not be able to delete
      return items.flatMap((item) => (item.off === undefined ? [] : [item.off as SwitchedOff]))
    },
    switchOff: (off) =>
      unlessRaced(async () => {
        const before = await held(off)
        if (before !== undefined && before.reason === off.reason && before.by === off.by) return before
        const now = { ...off, atMs: before?.atMs ?? off.atMs }
        const put = { TableName: table, Item: { ...keyOf(off), off: now }, ...asBefore(before) }
        const turn = { ...off, turned: 'off', sinceMs: before?.atMs ?? null } as const
        await client.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, noted(turn)] }))
        return now
      }),
    switchOn: (on) =>
      unlessRaced(async () => {
        const before = await held(on)
        if (before === undefined) return undefined
        const gone = { TableName: table, Key: keyOf(on), UpdateExpression: 'REMOVE off', ...asBefore(before) }
        const turn = { ...on, turned: 'on', sinceMs: before.atMs } as const
        await client.send(new TransactWriteCommand({ TransactItems: [{ Update: gone }, noted(turn)] }))
        return before
      }),
    async history(account, most) {
      const asked = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': switchHistoryPk(account) },
        ScanIndexForward: false,
      }
      return (await queryItems(deps, asked, most)).map((item) => item.turn as SwitchTurn)
    },
  }
}

/** Two people may reach for the same switch. @throws the last refusal when they do not stop. */
async function unlessRaced<Result>(turn: () => Promise<Result>): Promise<Result> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await turn()
    } catch (error) {
      if (!(error instanceof TransactionCanceledException) || nth === TRIES) throw error
    }
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

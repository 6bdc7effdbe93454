import { type Account, type Accounts, parseAccounts } from './accounts.ts'
import { type Clockwork, PLAN, tryUntil } from './budget.ts'

/**
 * The accounts, cached for a minute. An unknown key or a failed signature may mean that the secret has changed since,
 * so either asks for a fresh copy, but every 5 s at most: guesses must not become calls.
 *
 * While Secrets Manager is down, the last good copy serves, however old: a secret withdrawn meanwhile stays valid that
 * long. Without any copy no webhook can be told from a forgery, so nothing is stored and the answer is 503.
 */
export type AccountBook = {
  /** `undefined`: no account has this key. `unavailable`: the accounts cannot be read and were never read before. */
  find(accountKey: string, startMs: number): Promise<Account | undefined | 'unavailable'>
  /** As `find`, after reading the accounts again, unless they were read less than 5 s ago. */
  findAfresh(accountKey: string, startMs: number): Promise<Account | undefined | 'unavailable'>
}

export type AccountBookDeps = Clockwork & {
  /** The text of the accounts secret. */
  readonly readSecret: (signal: AbortSignal) => Promise<string>
  readonly count: (name: 'AccountsStale') => void
  readonly log: {
    error(code: string, fields: Readonly<Record<string, string | number>>): void
    fault(code: string, error: unknown): void
  }
}

const FRESH_MS = 60_000
const REREAD_MS = 5_000

/** A book that reads the secret when it is first asked. `startMs` is the start of the invocation that asks. */
export function accountBook(deps: AccountBookDeps): AccountBook {
  let held: Accounts | undefined
  let triedAtMs = Number.NEGATIVE_INFINITY
  let freshUntilMs = Number.NEGATIVE_INFINITY

  const read = async (startMs: number): Promise<void> => {
    const untilMs = startMs + (held ? PLAN.accountsStaleMs : PLAN.accountsMs)
    triedAtMs = deps.now()
    const tried = await tryUntil(untilMs, deps.readSecret, deps)
    if (!tried.ok) deps.log.fault('accounts_unreadable', tried.error)
    const { accounts, problems } = tried.ok ? parseAccounts(tried.value) : { accounts: undefined, problems: [] }
    for (const problem of problems) deps.log.error('accounts_ill_formed', { problem })
    if (accounts === undefined) return deps.count('AccountsStale')
    held = accounts
    freshUntilMs = deps.now() + FRESH_MS
  }
  const mayRead = (): boolean => held === undefined || deps.now() - triedAtMs >= REREAD_MS
  const answer = (accountKey: string): Account | undefined | 'unavailable' =>
    held === undefined ? 'unavailable' : held.find(accountKey)

  return {
    async find(accountKey, startMs) {
      if (deps.now() >= freshUntilMs && mayRead()) await read(startMs)
      const found = answer(accountKey)
      if (found !== undefined || !mayRead()) return found
      await read(startMs)
      return answer(accountKey)
    },
    async findAfresh(accountKey, startMs) {
      if (mayRead()) await read(startMs)
      return answer(accountKey)
    },
  }
}

import { type ChatwootAccess, parseAccess } from '#chatwoot/access'

/**
 * How each account's Chatwoot is reached: the secret, cached for a minute. An account without an entry asks for a fresh
 * copy, every 5 s at most, since the entry may just have been made. While Secrets Manager is down, the last good copy
 * serves, however old.
 */
export type AccessBook = {
  /** `undefined`: the account has no entry. `unavailable`: the secret cannot be read and was never read before. */
  find(account: string): Promise<ChatwootAccess | undefined | 'unavailable'>
  /** Chatwoot refused a token: the next `find` reads again, as it may have been replaced. */
  doubt(): void
}

export type AccessBookDeps = {
  /** The secret's text. */
  readonly readSecret: () => Promise<string>
  readonly now: () => number
  readonly log: {
    error(code: string, fields: Readonly<Record<string, string>>): void
    fault(code: string, error: unknown): void
  }
}

const FRESH_MS = 60_000
const REREAD_MS = 5_000

/** A book that reads the secret when it is first asked. */
export function accessBook(deps: AccessBookDeps): AccessBook {
  let held: ReadonlyMap<string, ChatwootAccess> | undefined
  let triedAtMs = Number.NEGATIVE_INFINITY
  let freshUntilMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    triedAtMs = deps.now()
    try {
      const { access, problems } = parseAccess(await deps.readSecret())
      for (const problem of problems) deps.log.error('chatwoot_access_ill_formed', { problem })
      if (access === undefined) return
      held = access
      freshUntilMs = deps.now() + FRESH_MS
    } catch (error) {
      deps.log.fault('chatwoot_access_unreadable', error)
    }
  }
  /** One reading at a time, whoever asks meanwhile. */
  const readOnce = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const mayRead = (): boolean => held === undefined || deps.now() - triedAtMs >= REREAD_MS

  return {
    async find(account) {
      if (reading !== undefined || (deps.now() >= freshUntilMs && mayRead())) await readOnce()
      if (held !== undefined && !held.has(account) && mayRead()) await readOnce()
      return held === undefined ? 'unavailable' : held.get(account)
    },
    doubt() {
      freshUntilMs = Number.NEGATIVE_INFINITY
    },
  }
}

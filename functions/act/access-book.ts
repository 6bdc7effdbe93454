import { type ChatwootAccess, parseAccess } from '#chatwoot/access'
import { secretBook } from '#runtime/secret-book'

/** How each account's Chatwoot is reached: the secret as secret-book.ts keeps it. */
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

export function accessBook({ readSecret, now, log }: AccessBookDeps): AccessBook {
  const book = secretBook({
    now,
    readSecret,
    parse: (text) => {
      const { access: value, problems } = parseAccess(text)
      return { value, problems }
    },
    onUnreadable: (error) => log.fault('chatwoot_access_unreadable', error),
    onProblem: (problem) => log.error('chatwoot_access_ill_formed', { problem }),
  })
  return {
    async find(account) {
      const held = await book.read((all) => !all.has(account))
      return held === undefined ? 'unavailable' : held.get(account)
    },
    doubt: book.doubt,
  }
}

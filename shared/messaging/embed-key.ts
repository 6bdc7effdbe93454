import { secretBook } from '#runtime/secret-book'

export type EmbedKeyDeps = {
  readonly now: () => number
  readonly readSecret: () => Promise<string>
  readonly log: { error(code: string): void; fault(code: string, error: unknown): void }
}

/** As CloudFormation makes it: shorter is none. */
const KEY = /^[A-Za-z0-9]{32,128}$/

/** What embed tokens are signed with, as secret-book.ts keeps it; undefined: it cannot be read, and never could. */
export function embedKey({ now, readSecret, log }: EmbedKeyDeps): () => Promise<string | undefined> {
  const book = secretBook<string>({
    now,
    readSecret,
    parse: (text) => (KEY.test(text) ? { value: text, problems: [] } : { value: undefined, problems: ['no key'] }),
    onUnreadable: (error) => log.fault('embed_key_unreadable', error),
    onProblem: () => log.error('embed_key_ill_formed'),
  })
  return () => book.read(() => false)
}

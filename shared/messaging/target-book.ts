import { secretBook } from '#runtime/secret-book'
import { parseTargets, type TargetConfig } from './target-config.ts'

/** Where notices go: the secret as secret-book.ts keeps it. */
export type TargetBook = { find(name: string): Promise<TargetConfig | Absent> }

/** `unreadable`: the targets cannot be read and were never read before. */
export type Absent = 'unknown' | 'ill-formed' | 'unreadable'

export type TargetBookDeps = {
  readonly now: () => number
  /** The text of the targets secret; an empty one stands for no targets. */
  readonly readSecret: () => Promise<string>
  readonly log: {
    error(code: string, fields: Readonly<Record<string, string | number>>): void
    fault(code: string, error: unknown): void
  }
}

export function targetBook({ readSecret, now, log }: TargetBookDeps): TargetBook {
  const book = secretBook({
    now,
    readSecret,
    parse: (text) => {
      const { targets: value, problems } = parseTargets(text || '{}')
      return { value, problems }
    },
    onUnreadable: (error) => log.fault('targets_unreadable', error),
    onProblem: (problem) => log.error('targets_ill_formed', { problem }),
  })
  return {
    async find(name) {
      const held = await book.read((all) => !all.has(name))
      return held === undefined ? 'unreadable' : (held.get(name) ?? 'unknown')
    },
  }
}

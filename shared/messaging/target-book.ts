import { parseTargets, type TargetConfig } from './target-config.ts'

/**
 * The targets, cached for a minute. An unknown name may have been added since, so it asks for a fresh copy, but every
 * 5 s at most. While Secrets Manager is down the last good copy serves, however old.
 */
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

const FRESH_MS = 60_000
const REREAD_MS = 5_000

/** A book that reads the secret when it is first asked. */
export function targetBook(deps: TargetBookDeps): TargetBook {
  let held: ReturnType<typeof parseTargets>['targets']
  let triedAtMs = Number.NEGATIVE_INFINITY
  let freshUntilMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    triedAtMs = deps.now()
    const text = await deps.readSecret().catch((error: unknown) => {
      deps.log.fault('targets_unreadable', error)
      return undefined
    })
    if (text === undefined) return
    const { targets, problems } = parseTargets(text || '{}')
    for (const problem of problems) deps.log.error('targets_ill_formed', { problem })
    if (targets === undefined) return
    held = targets
    freshUntilMs = deps.now() + FRESH_MS
  }
  /** Those who ask meanwhile wait for the same answer. */
  const reread = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const mayRead = (): boolean => reading !== undefined || held === undefined || deps.now() - triedAtMs >= REREAD_MS
  const answer = (name: string): TargetConfig | Absent => held?.get(name) ?? (held ? 'unknown' : 'unreadable')

  return {
    async find(name) {
      if (deps.now() >= freshUntilMs && mayRead()) await reread()
      const found = answer(name)
      if (found !== 'unknown' || !mayRead()) return found
      await reread()
      return answer(name)
    },
  }
}

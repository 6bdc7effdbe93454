/**
 * What stands in a secret, cached for a minute. Whoever misses something asks for a fresh copy, every 5 s at most, since
 * it may just have been put there. While Secrets Manager is down, or the secret is ill-formed, the last good copy serves,
 * however old.
 */
export type SecretBook<Value> = {
  /** `undefined`: the secret cannot be read, and never could. `lacks`: whether a copy is without what is sought. */
  read(lacks: (held: Value) => boolean): Promise<Value | undefined>
  /** What is held may be outdated: the next `read` asks for a fresh copy. */
  doubt(): void
}

export type SecretBookDeps<Value> = {
  /** The secret's text. */
  readonly readSecret: () => Promise<string>
  /** `value` is undefined where the text is of no use at all; problems never quote it. */
  readonly parse: (text: string) => { readonly value: Value | undefined; readonly problems: readonly string[] }
  readonly now: () => number
  readonly onUnreadable: (error: unknown) => void
  readonly onProblem: (problem: string) => void
}

const FRESH_MS = 60_000
const REREAD_MS = 5_000

/** A book that reads the secret when it is first asked. */
export function secretBook<Value>(deps: SecretBookDeps<Value>): SecretBook<Value> {
  let held: Value | undefined
  let triedAtMs = Number.NEGATIVE_INFINITY
  let freshUntilMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const take = async (): Promise<void> => {
    triedAtMs = deps.now()
    try {
      const { value, problems } = deps.parse(await deps.readSecret())
      for (const problem of problems) deps.onProblem(problem)
      if (value === undefined) return
      held = value
      freshUntilMs = deps.now() + FRESH_MS
    } catch (error) {
      deps.onUnreadable(error)
    }
  }
  /** One reading at a time, whoever asks meanwhile. */
  const takeOnce = (): Promise<void> => {
    reading ??= take().finally(() => {
      reading = undefined
    })
    return reading
  }
  const mayRead = (): boolean => held === undefined || deps.now() - triedAtMs >= REREAD_MS

  return {
    async read(lacks) {
      if (reading !== undefined || (deps.now() >= freshUntilMs && mayRead())) await takeOnce()
      if (held !== undefined && lacks(held) && mayRead()) await takeOnce()
      return held
    },
    doubt() {
      freshUntilMs = Number.NEGATIVE_INFINITY
    },
  }
}

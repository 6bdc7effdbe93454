/**
 * A function's environment variables, declared once in its `env.ts` and checked on both sides: `infra` must give
 * exactly these names (`EnvOf`), and the function refuses to start when one is missing or ill-formed.
 */

/** Reads one variable's text. Throws an Error whose message says what was expected, never what was given. */
export type Reader<Value> = (raw: string) => Value
export type Spec = Readonly<Record<string, Reader<unknown>>>
/** What `infra` must set: every variable of the spec, as text. */
export type EnvOf<S extends Spec> = { readonly [Name in keyof S & string]: string }
/** What the function works with. */
export type SettingsOf<S extends Spec> = { readonly [Name in keyof S]: ReturnType<S[Name]> }

/** Any text that is not blank. */
export const text: Reader<string> = (raw) => {
  if (raw.trim() === '') throw new Error('must not be blank')
  return raw
}

/** Any text that is not blank; `-` is none. */
export const optionalText: Reader<string | undefined> = (raw) => {
  const given = text(raw)
  return given === '-' ? undefined : given
}

/** A whole number of 0 or more, in decimal digits. */
export const integer: Reader<number> = (raw) => {
  const value = Number(raw)
  if (!/^\d{1,16}$/.test(raw) || !Number.isSafeInteger(value)) throw new Error('must be a whole number')
  return value
}

/** Words separated by spaces; `-` is none. */
export const words: Reader<readonly string[]> = (raw) => {
  const found = raw.trim().split(/\s+/)
  if (found[0] === '') throw new Error('must not be blank; use - for none')
  if (!found.includes('-')) return found
  if (found.length > 1) throw new Error('must be words, or - alone for none')
  return []
}

/**
 * Reads every variable of `spec` from `env`.
 * @throws Error naming all missing and ill-formed variables at once; values are never part of the message.
 */
export function settings<S extends Spec>(spec: S, env: Readonly<Record<string, string | undefined>>): SettingsOf<S> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(spec)) {
    const raw = env[name]
    if (raw === undefined) {
      problems.push(`${name} is missing`)
      continue
    }
    try {
      values[name] = read(raw)
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'is ill-formed'}`)
    }
  }
  if (problems.length > 0) throw new Error(`Environment: ${problems.join('; ')}`)
  return values as SettingsOf<S>
}

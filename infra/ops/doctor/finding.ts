/** What the doctor says of one thing it looked at. */
export const STATES = ['ok', 'note', 'unknown', 'warning', 'wrong'] as const
/**
 * `note`: worth knowing, nothing to mend. `unknown`: it could not be looked at. `warning`: it works, and should be put right.
 * `wrong`: something does not work, or is about to be lost.
 */
export type State = (typeof STATES)[number]

export type Looked = {
  readonly state: State
  /** Stable, for scripts and for `--except`; `ok` where all is well. */
  readonly code: string
  /** A sentence without secrets. */
  readonly found: string
  /** What to do, a line each; one that begins with `npm` or `aws` is a command. */
  readonly mend: readonly string[]
}

export const ok = (found: string): Looked => ({ state: 'ok', code: 'ok', found, mend: [] })
export const note = (code: string, found: string): Looked => ({ state: 'note', code, found, mend: [] })
export const unknown = (code: string, found: string, ...mend: readonly string[]): Looked => ({
  state: 'unknown',
  code,
  found,
  mend,
})
export const warning = (code: string, found: string, ...mend: readonly string[]): Looked => ({
  state: 'warning',
  code,
  found,
  mend,
})
export const wrong = (code: string, found: string, ...mend: readonly string[]): Looked => ({
  state: 'wrong',
  code,
  found,
  mend,
})

/** One thing that is looked at, of the deployment or of one account. */
export type Check = {
  readonly name: string
  /** Null: of the deployment. */
  readonly account: string | null
  /** What it throws is told as unknown. */
  look(): Promise<readonly Looked[]>
}
export type Line = Looked & Pick<Check, 'name' | 'account'>

export const isFinding = ({ state }: Pick<Looked, 'state'>): boolean => state === 'warning' || state === 'wrong'

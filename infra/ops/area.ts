/** What every area of the operator's command line is made of. `areas.ts` lists them, `ops.ts` runs them. */

/** A sentence for the person at the command line; exit code 2. */
export class UsageFault extends Error {}

export type Answer = {
  /** For people, on standard output. */
  readonly text: string
  /** With `--json`, instead of the text. */
  readonly json: unknown
  /** 0 unless given. */
  readonly exitCode?: number
}

/** Options every area takes. */
export const commonOptions = {
  env: { type: 'string', default: 'dev' },
  endpoint: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export type Values = {
  /** dev, staging or prod. */
  readonly env: string
  /** A local runner's engineUrl; AWS without it. */
  readonly endpoint: string | undefined
  readonly json: boolean
  /** What was given of the area's own options, by name; `wantedText` and `isSet` read them. */
  readonly given: Readonly<Record<string, string | boolean | undefined>>
}

export type Area = {
  /** One command per line, indented by two blanks. */
  readonly usage: string
  /** Its own options by name; areas may share one if its type is the same. */
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>
  /** By command, the names of the options it takes besides the common ones. An area that is one command has it under ''. */
  readonly takes: Readonly<Record<string, readonly string[]>>
  /**
   * @param words what follows the area's name: a command, and what the command takes.
   * @throws UsageFault for wrong usage; anything else counts as a refusal by AWS or the runner.
   */
  run(words: readonly string[], values: Values): Promise<Answer>
}

/** Its name alone is the command, such as `doctor`. */
export const isOneCommand = ({ takes }: Pick<Area, 'takes'>): boolean => Object.hasOwn(takes, '')

type Command = { readonly name: string; readonly area: Area; readonly command: string }

/**
 * Silently ignored, an option would mislead. What is no command is the area's to refuse.
 * @throws UsageFault when an option belongs to another area or another command.
 */
export function refuseOtherOptions({ name, area, command }: Command, given: Values['given']): void {
  const taken = Object.hasOwn(area.takes, command) ? area.takes[command] : undefined
  for (const option of Object.keys(given)) {
    if (!Object.hasOwn(area.options, option)) throw new UsageFault(`--${option} is no option here`)
    if (taken?.includes(option) === false)
      throw new UsageFault(`${[name, command].join(' ').trim()} takes no --${option}`)
  }
}

/** The text of an option. @throws UsageFault when it is missing. `as` names what is wanted, such as `--account SLUG`. */
export function wantedText(values: Values, as: string): string {
  const text = givenText(values, as.replace(/^--/, '').split(' ')[0] ?? '')
  if (text === undefined) throw new UsageFault(`${as} is missing`)
  return text
}

/** The text of an option, if it was given. */
export function givenText(values: Values, name: string): string | undefined {
  const value = values.given[name]
  return typeof value === 'string' ? value : undefined
}

export const isSet = (values: Values, name: string): boolean => values.given[name] === true

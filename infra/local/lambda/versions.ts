/** One published version of a function: its code as it was then. Settings are the template's in every version. */
export type Version = { readonly version: string; readonly codeDir: string; readonly publishedAtMs: number }

/** Of a function without an alias: whoever calls it calls what was uploaded last. */
export const LATEST = '$LATEST'

/**
 * The published versions of a function's code, and where its alias leads. The template's is the first. Nothing of it
 * outlives the runner.
 */
export class Versions {
  /** Undefined when the template has no alias for the function. */
  readonly alias: string | undefined
  readonly #published: Version[]
  #current: Version

  constructor(template: { codeDir: string; alias: string | undefined; nowMs: number }) {
    const { alias, codeDir, nowMs } = template
    this.alias = alias
    this.#current = { version: alias === undefined ? LATEST : '1', codeDir, publishedAtMs: nowMs }
    this.#published = alias === undefined ? [] : [this.#current]
  }

  /** Where the alias leads. */
  get current(): Version {
    return this.#current
  }

  /** The version published last, wherever the alias leads. */
  get newest(): string {
    return this.#published.at(-1)?.version ?? LATEST
  }

  list(): readonly Version[] {
    return [...this.#published]
  }

  /** Numbers count up, as Lambda's do. The alias stays where it is. @throws Error without an alias. */
  publish(codeDir: string, nowMs: number): Version {
    if (this.alias === undefined) throw new Error('the template has no alias for this function: it has no versions')
    const published = { version: String(this.#published.length + 1), codeDir, publishedAtMs: nowMs }
    this.#published.push(published)
    return published
  }

  /** Points the alias at a version. Gives false when there is no such version. */
  point(version: string): boolean {
    const found = this.#published.find((one) => one.version === version)
    if (found !== undefined) this.#current = found
    return found !== undefined
  }
}

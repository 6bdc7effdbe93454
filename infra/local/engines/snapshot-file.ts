import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const VERSION = 1
const FILE = 'engines.json'

/** One file with the state of all engines, as they were at one instant. */
export class SnapshotFile {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Undefined when there is none yet. A snapshot of another version or a broken one throws: nothing is thrown away silently. */
  async read(): Promise<Record<string, unknown> | undefined> {
    const path = join(this.#folder, FILE)
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
      throw cause
    }
    const saved = JSON.parse(text) as { readonly version?: number; readonly state?: Record<string, unknown> }
    if (saved.version !== VERSION || !saved.state) {
      throw new Error(`${path} was written by another version: move it away to start empty`)
    }
    return saved.state
  }

  /** A crash while writing leaves the last snapshot whole. */
  async write(state: Record<string, unknown>): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const path = join(this.#folder, FILE)
    // secrets and customers' messages are in it
    await writeFile(`${path}.new`, JSON.stringify({ version: VERSION, state }), { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
}

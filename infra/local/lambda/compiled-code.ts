import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What V8 made of a function's bundle, by the bundle's content: compiling a megabyte again costs each cold start more than
 * all the rest of it. V8 looks at version and flags itself, and takes no code that does not fit them.
 */
export type CompiledCode = {
  /** Undefined as long as nobody has kept any. */
  find(path: string): Uint8Array | undefined
  keep(path: string, compiled: Uint8Array): void
}

const HOME = fileURLToPath(new URL('../../../.build/compiled', import.meta.url))
const UNUSED_FOR_MS = 86_400_000
/** Below this, compiling is not worth a file. */
const LEAST_BYTES = 50_000

export function compiledCode(home = HOME, now: () => number = Date.now): CompiledCode {
  const known = new Map<string, Uint8Array | undefined>()
  return {
    find(path) {
      const name = digestOf(path)
      if (name === undefined) return undefined
      if (!known.has(name)) known.set(name, readFrom(join(home, name), now()))
      return known.get(name)
    },
    keep(path, compiled) {
      const name = digestOf(path)
      if (name === undefined || known.get(name) !== undefined) return
      known.set(name, compiled)
      mkdirSync(home, { recursive: true })
      removeUnused(home, now())
      // whole or not at all: other runs read it meanwhile
      const written = join(home, `${name}.${process.pid}`)
      writeFileSync(written, compiled)
      renameSync(written, join(home, name))
    },
  }
}

/** Each time: V8 itself would take the code of any source of the same length. */
function digestOf(path: string): string | undefined {
  const source = readFileSync(path)
  if (source.length < LEAST_BYTES) return undefined
  return createHash('sha256').update(`${process.version} ${process.arch} `).update(source).digest('hex').slice(0, 32)
}

function readFrom(file: string, nowMs: number): Uint8Array | undefined {
  try {
    const compiled = readFileSync(file)
    utimesSync(file, nowMs / 1000, nowMs / 1000)
    return compiled
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function removeUnused(home: string, nowMs: number): void {
  for (const name of readdirSync(home)) {
    const file = join(home, name)
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats !== undefined && nowMs - stats.mtimeMs > UNUSED_FOR_MS) rmSync(file, { force: true })
  }
}

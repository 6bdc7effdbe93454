import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What an assembly is made from. The runner itself and the command line are not part of it. */
const SOURCES = ['functions', 'shared', 'infra', 'cdk.json', 'package-lock.json', 'tsconfig.json']
const NOT_SOURCES = [join('infra', 'local'), join('infra', 'ops')]
/** Somebody may still run on one that others have replaced. */
const UNUSED_FOR_MS = 86_400_000

/** Assemblies by what they were made from: a second run of the same sources is ready seconds earlier. */
export type AssemblyCache = {
  /** The folder, if these sources were synthesized before. It is shared: nobody writes to it. */
  find(): string | undefined
  /** Takes a folder over, and tells where it is now. */
  keep(dir: string): string
}

/** Reads the sources once, at the beginning: what is changed while a synthesis runs belongs to the next one. */
export function assemblyCache(
  root: string,
  now: () => number,
  home = join(root, '.build', 'assemblies'),
): AssemblyCache {
  const kept = join(home, digestOf(root))
  const touch = (): string => {
    utimesSync(kept, now() / 1000, now() / 1000)
    return kept
  }
  return {
    find: () => (existsSync(kept) ? touch() : undefined),
    keep(dir) {
      mkdirSync(home, { recursive: true })
      removeUnused(home, now())
      try {
        renameSync(dir, kept)
      } catch (error) {
        // another run was first with the same sources
        if (!existsSync(kept)) throw error
        rmSync(dir, { recursive: true, force: true })
      }
      return touch()
    },
  }
}

function removeUnused(home: string, nowMs: number): void {
  for (const name of readdirSync(home)) {
    const dir = join(home, name)
    if (nowMs - statSync(dir).mtimeMs > UNUSED_FOR_MS) rmSync(dir, { recursive: true, force: true })
  }
}

function digestOf(root: string): string {
  const hash = createHash('sha256').update(process.version)
  for (const path of SOURCES.flatMap((source) => filesAt(root, source)).sort())
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex').slice(0, 32)
}

function filesAt(root: string, path: string): string[] {
  const at = join(root, path)
  if (!existsSync(at)) return []
  if (statSync(at).isFile()) return [path]
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !NOT_SOURCES.some((folder) => file.startsWith(`${folder}/`)))
}

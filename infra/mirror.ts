import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** Contents by path below the folder. */
export type Files = ReadonlyMap<string, Uint8Array>

/**
 * Makes `folder` hold exactly `files`. What is right already is not touched, and the rest is swapped in by a rename, so
 * that whoever reads meanwhile sees the file before or the file after.
 */
export async function mirror(folder: string, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true })
  await Promise.all([...files].map(([path, contents]) => place(join(folder, path), contents)))
  const present = await readdir(folder, { recursive: true, withFileTypes: true })
  const stale = present
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !files.has(path) && !path.endsWith(UNFINISHED))
  await Promise.all(stale.map((path) => rm(join(folder, path), { force: true })))
}

const UNFINISHED = '.unfinished'

async function place(path: string, contents: Uint8Array): Promise<void> {
  if (await holds(path, contents)) return
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}${UNFINISHED}`
  await writeFile(unfinished, contents)
  await rename(unfinished, path)
}

async function holds(path: string, contents: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(contents)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

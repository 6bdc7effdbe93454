import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const RETRY_MS = 50
const LIMIT_MS = 60_000

/**
 * Waits until no other living process holds the folder, then holds it; two runs started together would otherwise
 * delete each other's bundles. Gives the function that lets go.
 * @throws Error after a minute.
 */
export const lockFolder = async (folder: string): Promise<() => void> => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, '.lock')
  const endsAt = performance.now() + LIMIT_MS
  while (!taken(file)) {
    if (performance.now() > endsAt)
      throw new Error(`${file} is held by another process for a minute; delete it if none runs`)
    await sleep(RETRY_MS)
  }
  return () => rmSync(file, { force: true })
}

/**
 * Holds a folder with state for this process, or says at once that another one does: two would overwrite each other.
 * Gives the function that lets go; the end of the process lets go too.
 * @throws Error naming the process that holds it.
 */
export const holdFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, '.lock')
  // the first look removes the lock of a dead process
  if (!taken(file) && !taken(file)) {
    throw new Error(`${folder} is in use by process ${holderOf(file)}: one folder serves one runner at a time`)
  }
  let held = true
  const release = (): void => {
    if (held) rmSync(file, { force: true })
    held = false
    process.off('exit', release)
  }
  process.once('exit', release)
  return release
}

/** Whether the lock is now this process's. */
const taken = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (!isAlive(holderOf(file))) rmSync(file, { force: true })
    return false
  }
}

/** 0 when the file has gone or is not written yet: whoever made it a moment ago is alive. */
const holderOf = (file: string): number => {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    // let go between our two looks
    return 0
  }
}

/** Whether a process with this id runs; 0 counts as alive. */
export const isAlive = (pid: number): boolean => {
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Ended, but not fetched by its parent, which in a container may never happen. Told by Linux only. */
const isZombie = (pid: number): boolean => {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  // the name before the state is in brackets and may hold anything
  return readFileSync(file, 'utf8').replace(/^.*\)/s, '').trimStart().startsWith('Z')
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

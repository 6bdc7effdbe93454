/** Learning signals as JSON lines: into a file, or an object a day. */
import { open, rename, rm } from 'node:fs/promises'
import type { LearningSignal } from '#domain/learning-signal'

export type Exported = { readonly count: number; readonly to: readonly string[] }

const DAY_MS = 86_400_000
const SHOWN_EVERY = 500
const line = (signal: LearningSignal): string => `${JSON.stringify(signal)}\n`

/** From midnight to midnight, UTC: an object of a day that holds a part of it would hide the rest. */
export const wholeDays = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) => ({
  fromMs: Math.floor(fromMs / DAY_MS) * DAY_MS,
  toMs: Math.ceil(toMs / DAY_MS) * DAY_MS,
})

/** Beside its place and moved there when it is whole: a file that is there is not half of one. @throws where it is there. */
export async function signalsIntoFile(
  signals: AsyncIterable<LearningSignal>,
  { path, show }: { readonly path: string; readonly show: (text: string) => void },
): Promise<Exported> {
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'wx', 0o600)
  let count = 0
  try {
    let lines: string[] = []
    const write = async (): Promise<void> => {
      if (lines.length > 0) await file.appendFile(lines.join(''))
      lines = []
    }
    for await (const signal of signals) {
      lines.push(line(signal))
      count += 1
      if (count % SHOWN_EVERY !== 0) continue
      await write()
      show(`${count} signals`)
    }
    await write()
    await file.close()
    await rename(unfinished, path)
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(unfinished, { force: true })
    throw error
  }
  return { count, to: [path] }
}

type Days = { readonly put: (day: string, lines: string) => Promise<string>; readonly show: (text: string) => void }

/** An object a day of ends, so that the next export of a day takes its place. Signals come oldest first. */
export async function signalsIntoDays(signals: AsyncIterable<LearningSignal>, { put, show }: Days): Promise<Exported> {
  const to: string[] = []
  let [count, day] = [0, '']
  let lines: string[] = []
  const finish = async (): Promise<void> => {
    if (lines.length > 0) to.push(await put(day, lines.join('')))
    lines = []
  }
  for await (const signal of signals) {
    const its = new Date(signal.endedAtMs).toISOString().slice(0, 10)
    if (its !== day) await finish()
    day = its
    lines.push(line(signal))
    count += 1
    if (count % SHOWN_EVERY === 0) show(`${count} signals, ${day}`)
  }
  await finish()
  return { count, to }
}

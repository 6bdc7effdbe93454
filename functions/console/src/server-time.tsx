/** The server's time for everything on screen that counts: one timer for all, and only the figures render again. */
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { duration, relative, spokenDuration } from './format.ts'
import type { ServerClock } from './server-clock.ts'

const SECOND_MS = 1_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** Calls back each second as long as anybody listens. */
function onSecond(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, SECOND_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

export const ServerTime = createContext<ServerClock>({ now: () => Date.now(), sync: () => undefined })

/** The server's time in epoch milliseconds, anew each second. */
export function useNow(): number {
  const clock = useContext(ServerTime)
  const [nowMs, setNow] = useState(() => clock.now())
  useEffect(() => onSecond(() => setNow(clock.now())), [clock])
  return nowMs
}

/** Counts up from an instant. Read out without the seconds: nobody wants to hear them. */
export function Since({ atMs }: { atMs: number }) {
  const elapsed = useNow() - atMs
  return (
    <time dateTime={new Date(atMs).toISOString()}>
      <span aria-hidden="true">{duration(elapsed)}</span>
      <span class="sr">{spokenDuration(elapsed)}</span>
    </time>
  )
}

export function Ago({ atMs }: { atMs: number }) {
  return <>{relative(atMs, useNow())}</>
}

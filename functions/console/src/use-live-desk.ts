/** Ties the live state to the page: polling, background tabs, lost connections. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { type DeskState, EMPTY, type LiveDesk, liveDesk } from './live-desk.ts'
import { type Poller, poller } from './poller.ts'
import type { ServerClock } from './server-clock.ts'
import type { View } from './view-state.ts'

const INTERVAL_MS = 2_500
/** In a tab that nobody sees: its title still says how many wait. */
const BACKGROUND_MS = 30_000
const SLOWEST_MS = 30_000

export type UsedDesk = {
  readonly state: DeskState
  readonly desk: LiveDesk
  readonly offline: boolean
  readonly refreshNow: () => void
  readonly more: () => void
  readonly olderEvents: () => void
}

export function useLiveDesk(api: Api, clock: ServerClock, view: View): UsedDesk {
  const [state, setState] = useState<DeskState>(EMPTY)
  const [offline, setOffline] = useState(!navigator.onLine)
  const first = useRef(view)
  const { desk, polling } = useMemo(
    () => startDesk({ api, clock, view: first.current, onChange: setState }),
    [api, clock],
  )

  useEffect(() => {
    const onVisible = (): void => {
      if (!document.hidden) polling.kick()
    }
    const onOnline = (): void => {
      setOffline(!navigator.onLine)
      if (navigator.onLine) polling.kick()
    }
    document.addEventListener('visibilitychange', onVisible)
    addEventListener('online', onOnline)
    addEventListener('offline', onOnline)
    return () => {
      document.removeEventListener('visibilitychange', onVisible)
      removeEventListener('online', onOnline)
      removeEventListener('offline', onOnline)
      polling.stop()
    }
  }, [polling])

  useEffect(() => {
    desk.show(view)
    polling.kick()
  }, [desk, polling, view])

  const refreshNow = useCallback(() => polling.kick(), [polling])
  return {
    state,
    desk,
    offline,
    refreshNow,
    more() {
      desk.more()
      polling.kick()
    },
    olderEvents: () => void desk.olderEvents(),
  }
}

type Start = {
  readonly api: Api
  readonly clock: ServerClock
  readonly view: View
  readonly onChange: (state: DeskState) => void
}

function startDesk({ api, clock, view, onChange }: Start): { desk: LiveDesk; polling: Poller } {
  const desk = liveDesk({ api, clock, now: Date.now, onChange }, view)
  const polling = poller({
    task: () => desk.refresh(),
    intervalMs: () => (document.hidden ? BACKGROUND_MS : INTERVAL_MS),
    slowestMs: SLOWEST_MS,
    timers: { set: (work, afterMs) => window.setTimeout(work, afterMs), clear: (timer) => window.clearTimeout(timer) },
    random: Math.random,
  })
  return { desk, polling }
}

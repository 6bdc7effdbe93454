/** An answer of the API that is read while it is on screen, again and again. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Api, ApiFailure, ApiResult } from './api-client.ts'

export type UsedAnswer<Body> = {
  /** The newest, kept over failures; null before the first. */
  readonly body: Body | null
  readonly failure: ApiFailure | null
  readonly readAgain: () => void
}

type Read<Body> = { readonly path: string; readonly body: Body | null; readonly failure: ApiFailure | null }

export type Pace = {
  readonly everyMs: number
  /** Reads at once whenever it changes. */
  readonly changesWith?: unknown
}

/** A `path` of null reads nothing. In a tab that nobody sees nothing is read either. */
export function useAnswer<Body extends object>(api: Api, path: string | null, pace: Pace): UsedAnswer<Body> {
  const read = useCallback((from: string) => api.get<Body>(from), [api])
  return useReading(read, path, pace)
}

/** The same for what takes more than one request. Another `reading` reads at once; what the one before brings is dropped. */
export function useReading<Body extends object>(
  reading: (path: string) => Promise<ApiResult<Body>>,
  path: string | null,
  pace: Pace,
): UsedAnswer<Body> {
  const [read, setRead] = useState<Read<Body> | null>(null)
  const current = useRef({ path, reading })
  current.current = { path, reading }
  const readAgain = useCallback(() => {
    if (path === null) return
    void reading(path).then((result) => {
      if (current.current.path !== path || current.current.reading !== reading) return
      setRead((before) =>
        result.ok
          ? { path, body: result.body, failure: null }
          : { path, body: before?.path === path ? before.body : null, failure: result.failure },
      )
    })
  }, [reading, path])
  useEffect(() => {
    readAgain()
    const timer = setInterval(() => {
      if (!document.hidden) readAgain()
    }, pace.everyMs)
    return () => clearInterval(timer)
  }, [readAgain, pace.everyMs, pace.changesWith])
  const known = read?.path === path ? read : null
  return { body: known?.body ?? null, failure: known?.failure ?? null, readAgain }
}

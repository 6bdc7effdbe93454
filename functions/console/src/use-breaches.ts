/** The breaches that may be excused, as long as they are on screen. */
import { useCallback, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { type Breaches, breachesPath, MOST_PAGES, readBreaches } from './read-breaches.ts'
import { type Pace, type UsedAnswer, useReading } from './use-answer.ts'

export type UsedBreaches = UsedAnswer<Breaches> & {
  /** Looks through as many pages again, further back; from then on every round does. */
  readonly showOlder: () => void
  readonly isReadingOlder: boolean
}

export function useBreaches(api: Api, account: string | null, pace: Pace): UsedBreaches {
  const path = breachesPath(account)
  const [asked, setAsked] = useState({ path, pages: MOST_PAGES })
  const pages = asked.path === path ? asked.pages : MOST_PAGES
  const read = useCallback((from: string) => readBreaches(api, from, pages), [api, pages])
  const answer = useReading<Breaches>(read, path, pace)
  const { body, failure, readAgain } = answer
  const known = body?.pages ?? 0
  return {
    ...answer,
    // asked for before, without an answer: the same once more
    showOlder: () => (known < pages ? readAgain() : setAsked({ path, pages: known + MOST_PAGES })),
    isReadingOlder: known < pages && failure === null,
  }
}

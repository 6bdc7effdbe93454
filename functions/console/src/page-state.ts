/** What the page knows of itself: whether it is seen, covered, or shows what has become old. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { QueueItem } from './api-shapes.ts'
import { NO_OPTIONS, type Options, withSeen } from './seen-options.ts'
import { useNow } from './server-time.tsx'
import { NO_DRAWER, type View, writeView } from './view-state.ts'

/** Without an answer for this long, what is on screen is marked as old; a tab that nobody sees asks less often. */
const OUTDATED_AFTER_MS = 20_000
const OUTDATED_UNSEEN_AFTER_MS = 150_000

/** With the drawer goes its focus: back to the link it was opened by, or to the list when that has gone. */
export function useReturnedFocus(view: View, isOpen: boolean): void {
  const opened = useRef<Pick<View, 'conversation' | 'escalation'> | null>(null)
  useEffect(() => {
    const { conversation, escalation } = view
    if (isOpen && conversation !== null) opened.current = { conversation, escalation }
    if (isOpen || opened.current === null || document.activeElement !== document.body) return
    const link = (to: Partial<View>): HTMLElement | null =>
      document.querySelector<HTMLElement>(`a[href="${CSS.escape(writeView({ ...view, ...NO_DRAWER, ...to }))}"]`)
    const target = link(opened.current) ?? link({ conversation: opened.current.conversation })
    opened.current = null
    ;(target ?? document.querySelector<HTMLElement>('main'))?.focus()
  }, [view, isOpen])
}

/** What the filters offer. Another account has other teams under the same ids. */
export function useSeenOptions(account: string | null, items: readonly QueueItem[] | null): Options {
  const seen = useRef({ account, options: NO_OPTIONS })
  return useMemo(() => {
    const before = seen.current.account === account ? seen.current.options : NO_OPTIONS
    seen.current = { account, options: withSeen(before, items ?? []) }
    return seen.current.options
  }, [account, items])
}

/** True on screens where the drawer covers the queue: see drawer.css. What is covered cannot be reached by keyboard. */
export function useCovers(): boolean {
  const query = useMemo(() => matchMedia('(max-width: 68.74rem)'), [])
  const [covers, setCovers] = useState(query.matches)
  useEffect(() => {
    const onChange = (): void => setCovers(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [query])
  return covers
}

/** True when nothing new has come for a while, whatever the reason. */
export function useOutdated(refreshedAtMs: number | null): boolean {
  useNow()
  const limitMs = document.hidden ? OUTDATED_UNSEEN_AFTER_MS : OUTDATED_AFTER_MS
  return refreshedAtMs !== null && Date.now() - refreshedAtMs > limitMs
}

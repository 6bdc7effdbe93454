import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** The heading of what was opened: it has the focus once there is something to read. */
export function useReadHeading(isRead: boolean): RefObject<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isRead) heading.current?.focus()
  }, [isRead])
  return heading
}

/** What Backdesk tells people, before it is put into the words of PagerDuty, Slack, Teams or a topic. */
export type Notice = {
  /** Groups repeats at the receiver: PagerDuty's dedup_key. Its part before the first `:` says what it is about. */
  readonly key: string
  readonly action: 'trigger' | 'acknowledge' | 'resolve'
  readonly severity: 'critical' | 'error' | 'warning' | 'info'
  /** One line, plain text, no customer text. */
  readonly title: string
  readonly lines: readonly string[]
  readonly links: readonly { readonly text: string; readonly href: string }[]
  readonly atMs: number
  /** A drill says so at the start of its title. */
  readonly drill?: boolean
}

const OPENING = { trigger: '', acknowledge: 'Acknowledged: ', resolve: 'Resolved: ' } as const

/** The title as every receiver shows it: `[Drill] Resolved: 12 will breach in 15 min`. */
export const headline = ({ drill, action, title }: Notice): string =>
  `${drill === true ? '[Drill] ' : ''}${OPENING[action]}${oneLine(title)}`

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** At most `max` UTF-16 units; a cut is marked and splits no character in two. */
export function clipped(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** A line that alone is longer hides the others. */
export const LINE_CHARACTERS = 500

/**
 * The first lines, as many as fit; what is left out is counted in a last line. Receivers refuse a message that is too
 * large as a whole, and a page that says less is better than none.
 * @param limits `bytes` in UTF-8, line breaks included
 */
export function fittingLines(lines: readonly string[], limits: { readonly count: number; readonly bytes: number }) {
  const clean = lines.map((line) => clipped(oneLine(line), LINE_CHARACTERS)).filter((line) => line !== '')
  const kept: string[] = []
  let bytes = 0
  for (const line of clean) {
    bytes += Buffer.byteLength(line) + 1
    if (kept.length === limits.count || bytes > limits.bytes) break
    kept.push(line)
  }
  return kept.length === clean.length ? kept : [...kept, `… and ${clean.length - kept.length} more`]
}

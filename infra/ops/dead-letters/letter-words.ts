/** Dead letters in lines. */
import type { DeadLetter, LetterFilter, Tally } from '#domain/dead-letter'
import { instantText } from '../policy-words.ts'

/** Two units at most: `3d 4h`, `12m`. */
export function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)]
  if (days > 0) return hours === 0 ? `${days}d` : `${days}d ${hours}h`
  if (hours > 0) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`
  return minutes === 0 ? 'under a minute' : `${minutes}m`
}

export const reasonsText = ({ reasons }: Tally): string =>
  reasons.map(({ reason, letters }) => `${reason} ${letters}`).join(', ')

export function letterLines(letter: DeadLetter, nowMs: number): string[] {
  const { id, reason, detail, atMs, account, conversationId, correlationId, attributes, groupId, bytes } = letter
  const { reason: _r, detail: _d, account: _a, correlationId: _c, ...others } = attributes
  return [
    id,
    `  reason        ${reason}${detail === null ? '' : `: ${detail}`}`,
    `  here for      ${ageText(nowMs - atMs)}, since ${instantText(atMs)}`,
    `  account       ${account ?? 'unknown'}${conversationId === null ? '' : `, conversation ${conversationId}`}`,
    ...(correlationId === null ? [] : [`  correlation   ${correlationId}`]),
    ...(groupId === null ? [] : [`  group         ${groupId}`]),
    ...Object.entries(others).map(([name, value]) => `  ${name.padEnd(13)} ${value}`),
    `  body          ${bytes} bytes`,
  ]
}

export function filterText({ reason, account, sinceMs, untilMs, ids }: LetterFilter): string {
  const words = [
    ...(reason === undefined ? [] : [`reason ${reason}`]),
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(sinceMs === undefined ? [] : [`since ${instantText(sinceMs)}`]),
    ...(untilMs === undefined ? [] : [`until ${instantText(untilMs)}`]),
    ...(ids === undefined ? [] : [`${ids.length} by id`]),
  ]
  return words.join(', ') || 'all'
}

/** A bar for whoever watches. */
export function barText(what: string, done: number, of: number): string {
  const width = 24
  const filled = of === 0 ? width : Math.min(width, Math.round((done / of) * width))
  return `${what} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done} of about ${of}`
}

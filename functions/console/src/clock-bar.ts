/** Where the stretches of a clock stand on its bar. */
import { isCounted, TURN_WORDS } from './clock-words.ts'
import type { Stretch } from './watch-shapes.ts'

/** Both in percent of the bar. */
export type Piece = { readonly stretch: Stretch; readonly from: number; readonly width: number }
export type Bar = {
  readonly pieces: readonly Piece[]
  /** Time that did not count is drawn shorter than it was. */
  readonly isSqueezed: boolean
}

/** A second of an hour can still be seen; with very many stretches, half of the bar is for lengths. */
const LEAST_PERCENT = 0.8
const MOST_FOR_LEAST_PERCENT = 50

/**
 * As long as they were, but a night that did not count takes no more room than all that did: otherwise nothing would be
 * seen of what happened by day.
 */
export function barOf(stretches: readonly Stretch[]): Bar {
  const counted = total(stretches.filter(isCounted))
  const idle = total(stretches.filter((stretch) => !isCounted(stretch)))
  const isSqueezed = counted > 0 && idle > counted
  const weightOf = (stretch: Stretch): number =>
    lengthOf(stretch) * (isSqueezed && !isCounted(stretch) ? counted / idle : 1)
  const whole = isSqueezed ? 2 * counted : counted + idle
  const least = Math.min(LEAST_PERCENT, MOST_FOR_LEAST_PERCENT / stretches.length)
  const forLengths = 100 - least * stretches.length
  const pieces: Piece[] = []
  let from = 0
  for (const stretch of stretches) {
    const share = whole === 0 ? 1 / stretches.length : weightOf(stretch) / whole
    const width = least + forLengths * share
    pieces.push({ stretch, from, width })
    from += width
  }
  return { pieces, isSqueezed }
}

/** Where an instant stands; null when it is before or after the bar. */
export function placeOf({ pieces }: Bar, atMs: number): number | null {
  const piece = pieces.find(({ stretch }) => stretch.fromMs <= atMs && atMs <= stretch.toMs)
  if (piece === undefined) return null
  const length = lengthOf(piece.stretch)
  return piece.from + (length === 0 ? 0 : (piece.width * (atMs - piece.stretch.fromMs)) / length)
}

export type Legend = { readonly turns: readonly Stretch['turn'][]; readonly hasIdle: boolean }

/** What the bars show, and no more. */
export function legendOf(stretches: readonly Stretch[]): Legend {
  const seen = new Set(stretches.map(({ turn }) => turn))
  const turns = (Object.keys(TURN_WORDS) as Stretch['turn'][]).filter((turn) => seen.has(turn))
  return { turns, hasIdle: stretches.some((stretch) => !isCounted(stretch)) }
}

const lengthOf = ({ fromMs, toMs }: Stretch): number => toMs - fromMs
const total = (stretches: readonly Stretch[]): number => stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0)

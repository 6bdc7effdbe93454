import { describe, expect, it } from 'vitest'
import { barOf, legendOf, placeOf } from '#functions/console/src/clock-bar'
import { isCounted } from '#functions/console/src/clock-words'
import type { Stretch } from '#functions/console/src/watch-shapes'
import { assertProperty, fc } from '#tests/support/property'

const M = 60_000
const TURNS = ['queue', 'operator', 'bot', 'customer', 'nobody', 'our_outage'] as const
const WHYS = ['running', 'closed', 'pending', 'snoozed', 'waiting_on_customer'] as const

type Part = { readonly lengthMs: number; readonly turn: Stretch['turn']; readonly why: Stretch['why'] }

/** Stretches one after another. */
function stretchesOf(parts: readonly Part[]): Stretch[] {
  let fromMs = 0
  return parts.map(({ lengthMs, turn, why }) => {
    const toMs = fromMs + lengthMs
    const stretch = { fromMs, toMs, turn, why, countedMs: why === 'running' ? lengthMs : 0 }
    fromMs = toMs
    return stretch
  })
}

const parts = fc.array(
  fc.record({
    lengthMs: fc.integer({ min: 0, max: 5 * 86_400_000 }),
    turn: fc.constantFrom(...TURNS),
    why: fc.constantFrom(...WHYS),
  }),
  { minLength: 1, maxLength: 120 },
)

describe('the bar of a clock', () => {
  it('is full, without gaps, and every stretch can be seen', () => {
    assertProperty(
      fc.property(parts, (given) => {
        const { pieces } = barOf(stretchesOf(given))
        let from = 0
        for (const piece of pieces) {
          expect(piece.from).toBeCloseTo(from, 6)
          expect(piece.width).toBeGreaterThan(0)
          from += piece.width
        }
        expect(from).toBeCloseTo(100, 6)
      }),
    )
  })

  it('draws of two stretches that both counted, or both did not, the longer one longer', () => {
    assertProperty(
      fc.property(parts, (given) => {
        const { pieces } = barOf(stretchesOf(given))
        for (const kind of [true, false]) {
          const same = pieces
            .filter(({ stretch }) => isCounted(stretch) === kind)
            .sort((a, b) => a.stretch.toMs - a.stretch.fromMs - (b.stretch.toMs - b.stretch.fromMs))
          for (const [n, piece] of same.entries())
            expect(piece.width).toBeGreaterThanOrEqual((same[n - 1]?.width ?? 0) - 1e-9)
        }
      }),
    )
  })

  it('leaves half of it to what counted, however long the night was', () => {
    const { pieces, isSqueezed } = barOf(
      stretchesOf([
        { lengthMs: 20 * M, turn: 'operator', why: 'running' },
        { lengthMs: 14 * 60 * M, turn: 'operator', why: 'closed' },
        { lengthMs: 10 * M, turn: 'operator', why: 'running' },
      ]),
    )
    expect(isSqueezed).toBe(true)
    expect(pieces[1]?.width).toBeCloseTo(49.6, 1)
  })

  it('is true to the time when little of it did not count, and when nothing did', () => {
    const short = [
      { lengthMs: 30 * M, turn: 'queue', why: 'running' },
      { lengthMs: 10 * M, turn: 'customer', why: 'pending' },
    ] as const
    expect(barOf(stretchesOf(short)).isSqueezed).toBe(false)
    expect(barOf(stretchesOf(short.slice(1))).isSqueezed).toBe(false)
    expect(barOf([])).toEqual({ pieces: [], isSqueezed: false })
  })

  it('shows an instant where it belongs', () => {
    const bar = barOf(
      stretchesOf([
        { lengthMs: 10 * M, turn: 'queue', why: 'running' },
        { lengthMs: 10 * M, turn: 'operator', why: 'running' },
      ]),
    )
    expect(placeOf(bar, 0)).toBe(0)
    expect(placeOf(bar, 10 * M)).toBeCloseTo(50, 6)
    expect(placeOf(bar, 15 * M)).toBeCloseTo(75, 6)
    expect(placeOf(bar, 21 * M)).toBeNull()
  })

  it('has a legend of what it shows, and no more', () => {
    const shown = stretchesOf([
      { lengthMs: M, turn: 'our_outage', why: 'running' },
      { lengthMs: M, turn: 'queue', why: 'running' },
    ])
    expect(legendOf(shown)).toEqual({ turns: ['queue', 'our_outage'], hasIdle: false })
    expect(legendOf(stretchesOf([{ lengthMs: M, turn: 'bot', why: 'closed' }])).hasIdle).toBe(true)
  })
})

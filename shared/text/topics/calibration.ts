/** From margins to probabilities that can be trusted: how sure a message may make us, learnt from messages held out. */

export type Calibration = {
  /** What a unit of margin is worth among topics. */
  readonly sharpness: number
  /** A message whose familiarity is this is half believed; the slope says how fast belief grows with it. */
  readonly familiarAt: number
  readonly familiarSlope: number
}

/** A message as the machines see it: a margin per topic, and the share of its features that are known, 0 to 1. */
export type Judged = { readonly margins: ArrayLike<number>; readonly knownShare: number }
export type HeldOut = Judged & { readonly topic: number }

/** The best margin by itself, not its lead, tells what belongs to no topic; what was never read before does so too. */
const KNOWN_COUNTS = 0.5
const SHARPNESSES = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]
const SLOPES = [2, 4, 6, 9]
const PLACES = [-2, -1.2, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6]

export const UNCALIBRATED: Calibration = { sharpness: 3, familiarAt: -0.2, familiarSlope: 4 }

/** By topic; the sum is less than 1 by what speaks for none of them. */
export function probabilitiesOf(judged: Judged, { sharpness, ...belief }: Calibration): Float64Array {
  const { margins } = judged
  const believed = believedOf(familiarityOf(judged), belief)
  const highest = highestOf(margins)
  const shares = Float64Array.from(margins, (margin) => Math.exp(sharpness * (margin - highest)))
  const total = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => (believed * share) / total)
}

/**
 * The likeliest of a grid: whether the best topic was the right one, and, as if every fifth message were of a topic nobody
 * taught, how sure the others would have been of a message whose own topic they do not know.
 */
export function calibrate(heldOut: readonly HeldOut[]): Calibration {
  if (heldOut.length === 0) return UNCALIBRATED
  const cases = heldOut.flatMap((judged): Case[] => [
    { ...judged, isRight: judged.margins[judged.topic] === highestOf(judged.margins), weight: 1 },
    { ...judged, margins: without(judged), isRight: false, weight: STRANGE_WEIGHT },
  ])
  const familiar = Float64Array.from(cases, familiarityOf)
  let best = { fit: Number.NEGATIVE_INFINITY, calibration: UNCALIBRATED }
  for (const sharpness of SHARPNESSES) {
    const shares = Float64Array.from(cases, ({ margins }) => bestShareOf(margins, sharpness))
    for (const familiarSlope of SLOPES)
      for (const familiarAt of PLACES) {
        const belief = { familiarAt, familiarSlope }
        let fit = 0
        cases.forEach(({ isRight, weight }, at) => {
          const sure = (shares[at] ?? 0) * believedOf(familiar[at] ?? 0, belief)
          fit += weight * Math.log(Math.max(LEAST_LIKELY, isRight ? sure : 1 - sure))
        })
        if (fit > best.fit) best = { fit, calibration: { sharpness, ...belief } }
      }
  }
  return best.calibration
}

type Case = Judged & { readonly isRight: boolean; readonly weight: number }
const STRANGE_WEIGHT = 0.25
const LEAST_LIKELY = 0.001

const without = ({ margins, topic }: HeldOut): Float64Array =>
  Float64Array.from(margins, (margin, at) => (at === topic ? Number.NEGATIVE_INFINITY : margin))

const familiarityOf = ({ margins, knownShare }: Judged): number => highestOf(margins) + KNOWN_COUNTS * knownShare

const believedOf = (familiarity: number, belief: Omit<Calibration, 'sharpness'>): number =>
  1 / (1 + Math.exp(-belief.familiarSlope * (familiarity - belief.familiarAt)))

function highestOf(margins: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let at = 0; at < margins.length; at++) highest = Math.max(highest, margins[at] ?? highest)
  return highest
}

function bestShareOf(margins: ArrayLike<number>, sharpness: number): number {
  const highest = highestOf(margins)
  let total = 0
  for (let at = 0; at < margins.length; at++) total += Math.exp(sharpness * ((margins[at] ?? 0) - highest))
  return 1 / total
}

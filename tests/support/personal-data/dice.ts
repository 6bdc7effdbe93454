/** Seeded chance (mulberry32): the same corpus everywhere, and another one for each seed. */
export type Dice = {
  below(most: number): number
  oneOf<T>(things: readonly T[]): T
  digits(count: number): string
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number): number => Math.floor(next() * most)
  return {
    below,
    oneOf: <T>(things: readonly T[]): T => {
      const thing = things[below(things.length)]
      if (thing === undefined) throw new Error('nothing to choose from')
      return thing
    },
    digits: (count) => Array.from({ length: count }, (_, index) => (index === 0 ? 1 + below(9) : below(10))).join(''),
  }
}

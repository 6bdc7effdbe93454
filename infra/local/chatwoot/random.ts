/** Seeded randomness: the same seed gives the same names, ids, secrets, faults and story. Not for real secrets. */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** Whole number, both ends included. */
  between(least: number, most: number): number
  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T
  /** Shaped as a version 4 UUID. */
  uuid(): string
  /** Base 58 token, Chatwoot's alphabet for secrets. */
  token(length: number): string
  /** An independent stream, so that one consumer's draws do not shift another's. */
  fork(name: string): Random
  /** Goes on as if begun with this seed. */
  reseed(seed: number): void
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

function hashOf(text: string): number {
  let hash = 2166136261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619)
  return hash >>> 0
}

/** mulberry32: 32 bits of state, good enough to scatter a demo, and reproducible on any machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join('')
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new RangeError('cannot pick from an empty list')
      return item
    },
    uuid() {
      const hex = (length: number) => text('0123456789abcdef', length)
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${text('89ab', 1)}${hex(3)}-${hex(12)}`
    },
    token: (length) => text(BASE58, length),
    fork: (name) => seededRandom(hashOf(`${seed}:${name}`)),
    reseed(other) {
      state = hashOf(String(other))
    },
  }
}

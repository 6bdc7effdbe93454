/**
 * Signed bytes, most of them near nothing, in few bits (Rice's code): a row tells how many low bits its numbers have, and
 * each number what is above them in ones, a zero, and its low bits. The same on every machine, which a zipper is not.
 */
const LOW_BITS = [0, 1, 2, 3, 4, 5, 6, 7] as const
const WIDTH_OF_LOW_BITS = 3

export function packed(numbers: Int8Array, perRow: number): Uint8Array {
  const bytes: number[] = []
  let used = 8
  const put = (bit: number): void => {
    if (used === 8) {
      bytes.push(0)
      used = 0
    }
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) | (bit << used)
    used += 1
  }
  const putLow = (value: number, width: number): void => {
    for (let at = 0; at < width; at++) put((value >> at) & 1)
  }
  for (let from = 0; from < numbers.length; from += perRow) {
    const row = Array.from(numbers.subarray(from, from + perRow), folded)
    const low = leastOf(row)
    putLow(low, WIDTH_OF_LOW_BITS)
    for (const value of row) {
      for (let above = value >> low; above > 0; above--) put(1)
      put(0)
      putLow(value, low)
    }
  }
  return Uint8Array.from(bytes)
}

/** @throws RangeError where the bytes do not hold so many numbers, or hold more. */
export function unpacked(
  bytes: Uint8Array,
  { count, perRow }: { readonly count: number; readonly perRow: number },
): Int8Array {
  const numbers = new Int8Array(count)
  const end = bytes.length * 8
  let at = 0
  const bit = (): number => {
    if (at >= end) throw new RangeError('The numbers end too early')
    const one = ((bytes[at >> 3] as number) >> (at & 7)) & 1
    at += 1
    return one
  }
  const low = (width: number): number => {
    let value = 0
    for (let nth = 0; nth < width; nth++) value |= bit() << nth
    return value
  }
  for (let from = 0; from < count; from += perRow) {
    const width = low(WIDTH_OF_LOW_BITS)
    for (let place = from; place < from + perRow && place < count; place++) {
      let above = 0
      while (bit() === 1) above += 1
      numbers[place] = unfolded((above << width) | low(width))
    }
  }
  if (end - at >= 8) throw new RangeError('There is more than the numbers')
  return numbers
}

/** 0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ... */
const folded = (number: number): number => (number < 0 ? -2 * number - 1 : 2 * number)
const unfolded = (value: number): number => (value & 1 ? -(value + 1) / 2 : value / 2)

/** The low bits that make a row shortest. */
function leastOf(row: readonly number[]): number {
  let best = { low: 0, bits: Number.POSITIVE_INFINITY }
  for (const low of LOW_BITS) {
    const bits = row.reduce((sum, value) => sum + (value >> low) + 1 + low, 0)
    if (bits < best.bits) best = { low, bits }
  }
  return best.low
}

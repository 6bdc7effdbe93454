/** Chatwoot writes instants as unix seconds (whole or with decimals), as ISO 8601, or as 0 or null for "never". */

const ISO_8601 = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/

/** Epoch microseconds, an integer; null for "never", and for what is no instant after 1970 and before 2255. */
export function microseconds(value: number | string | null | undefined): number | null {
  const us = typeof value === 'number' ? Math.round(value * 1_000_000) : isoMicroseconds(value)
  return us > 0 && us <= Number.MAX_SAFE_INTEGER ? us : null
}

/** Epoch milliseconds, an integer: the parts below are cut off, as Chatwoot does with seconds. */
export function milliseconds(value: number | string | null | undefined): number | null {
  const us = microseconds(value)
  return us === null ? null : Math.floor(us / 1000)
}

const isoMicroseconds = (value: string | null | undefined): number =>
  typeof value === 'string' && ISO_8601.test(value) ? Date.parse(value.replace(' ', 'T')) * 1000 : Number.NaN

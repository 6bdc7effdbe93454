/** Keeps what is costly to compute again, but no more than `limit` entries of it: beyond, the oldest goes. */
export function remember<Key, Value>(kept: Map<Key, Value>, entry: readonly [Key, Value], limit: number): Value {
  kept.set(...entry)
  for (const oldest of kept.keys()) {
    if (kept.size <= limit) break
    kept.delete(oldest)
  }
  return entry[1]
}

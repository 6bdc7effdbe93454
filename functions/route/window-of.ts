/** Of a window: the first. */
const FIRST = 100
const BY_CHANCE = 100

/**
 * Those that a pass looks at, as not all may fit into one. If the first of a queue can go to nobody, others behind them
 * still may: a stretch of the rest is drawn, so that each is looked at within a few passes, however many wait.
 */
export function windowOf<One>(queue: readonly One[], random: () => number, byChance = BY_CHANCE): readonly One[] {
  if (queue.length <= FIRST + byChance) return queue
  const rest = queue.slice(FIRST)
  const from = Math.floor(random() * rest.length)
  return [...queue.slice(0, FIRST), ...[...rest.slice(from), ...rest.slice(0, from)].slice(0, byChance)]
}

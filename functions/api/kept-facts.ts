import { remember } from '#domain/remember'
import type { ForecastDeps } from './forecast.ts'

/** Every console asks twice a minute, and a full reading costs some ninety read units. */
const KEPT_MS = 10_000
const KEPT = 100

type Read = ForecastDeps['forecastFacts']

/** The same facts for everybody who asks within ten seconds; what could not be read is read anew. */
export function keptFacts(read: Read): Read {
  const kept = new Map<string, { readonly atMs: number; readonly facts: ReturnType<Read> }>()
  return (account, time) => {
    const name = `${account} ${time.untilMs - time.nowMs}`
    const known = kept.get(name)
    if (known !== undefined && Math.abs(time.nowMs - known.atMs) < KEPT_MS) return known.facts
    const facts = read(account, time)
    facts.catch(() => kept.delete(name))
    return remember(kept, [name, { atMs: time.nowMs, facts }], KEPT).facts
  }
}

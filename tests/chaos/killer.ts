/** Ends functions in the middle of what they do. */
import type { Random } from '#infra/local/chatwoot/random'
import type { Runner } from '#infra/local/runner'

export type Killer = {
  /** One more is to be cut off, as soon as something runs. */
  want(): void
  /** Invocations that were cut off, by function. */
  readonly counts: Readonly<Record<string, number>>
  stop(): void
}

const LOOK_MS = 10

/** Each function that runs is as likely as any other, however seldom it does. */
export function killer({ pool }: Pick<Runner, 'pool'>, random: Random): Killer {
  const counts: Record<string, number> = {}
  let wanted = 0
  const timer = setInterval(() => {
    const running = pool.all().filter(({ busy }) => busy)
    if (wanted === 0 || running.length === 0 || random.chance(0.5)) return
    wanted--
    const victim = random.pick(running)
    const name = victim.logicalId.replace(/[0-9A-F]{8}$/, '').replace(/Function$/, '')
    counts[name] = (counts[name] ?? 0) + 1
    void victim.cutOff()
  }, LOOK_MS)
  return {
    counts,
    want: () => void wanted++,
    stop: () => clearInterval(timer),
  }
}

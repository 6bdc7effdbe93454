/** What goes wrong at Chatwoot's API: too many requests, 5xx before and after the effect, slow answers. */
import type { Random } from '#infra/local/chatwoot/random'
import type { ApiFault, ApiRequest } from '#infra/local/chatwoot/request-handler'

const WRONGS = [
  { name: '429', share: 0.04, fault: { status: 429 } },
  { name: '500', share: 0.03, fault: { status: 500 } },
  { name: '500 after it was done', share: 0.02, fault: { status: 500, when: 'after' } },
  { name: '502 after it was done', share: 0.01, fault: { status: 502, when: 'after' } },
  { name: 'slow', share: 0.04, fault: { delayMs: 1_200 } },
] as const satisfies readonly { name: string; share: number; fault: ApiFault }[]

export type ApiFaults = {
  next(request: ApiRequest): ApiFault | undefined
  /** From now on nothing goes wrong, or everything goes wrong again. */
  set(on: boolean): void
  readonly counts: Readonly<Record<string, number>>
}

export function apiFaults(random: Random): ApiFaults {
  const counts: Record<string, number> = {}
  let on = false
  return {
    counts,
    set(next) {
      on = next
    },
    next() {
      if (!on) return undefined
      let draw = random.next()
      for (const { name, share, fault } of WRONGS) {
        draw -= share
        if (draw >= 0) continue
        counts[name] = (counts[name] ?? 0) + 1
        return fault
      }
      return undefined
    },
  }
}

/** By whose clocks an account's days are told: the API says so, and is asked once. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'
import type { AnalyticsAnswer } from './figure-shapes.ts'
import { queryOf } from './read-pages.ts'

type Zone = { readonly timeZone: string }
const zones = new WeakMap<Pick<Api, 'get'>, Map<string, Zone>>()

export async function zoneOf(api: Pick<Api, 'get'>, account: string | null): Promise<ApiResult<Zone>> {
  const known = zones.get(api) ?? new Map<string, Zone>()
  zones.set(api, known)
  const zone = known.get(account ?? '')
  if (zone !== undefined) return { ok: true, body: zone }
  const answer = await api.get<AnalyticsAnswer>(`/v1/analytics${queryOf({ account, figures: 'opened' })}`)
  if (answer.ok) known.set(account ?? '', { timeZone: answer.body.timeZone })
  return answer
}

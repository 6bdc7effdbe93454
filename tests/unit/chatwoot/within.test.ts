import { expect, it } from 'vitest'
import { chatwootClient } from '#chatwoot/client'
import type { HttpRequest, HttpResult } from '#chatwoot/http-call'
import { within } from '#chatwoot/within'

const access = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const S = 1_789_376_400

/** Each call takes `callMs`, and finds a page of somebody's messages. */
function aSlowChatwoot(callMs: number) {
  const clock = { nowMs: 0 }
  const requests: HttpRequest[] = []
  const http = async (request: HttpRequest): Promise<HttpResult> => {
    requests.push(request)
    clock.nowMs += Math.min(callMs, request.withinMs ?? callMs)
    return { kind: 'answered', status: 200, body: JSON.stringify({ payload: [{ id: 5, created_at: S }] }) }
  }
  const client = chatwootClient(access, {
    http: within(http, { now: () => clock.nowMs, untilMs: 40_000 }),
    pace: async () => undefined,
  })
  return { client, clock, requests }
}

it('a try ends in its time however many pages a slow Chatwoot would have to be asked for', async () => {
  const { client, clock, requests } = aSlowChatwoot(7_000)
  const ended = await client.findOwn(12, { key: 'k1', sinceMs: S * 1000 })
  expect(ended).toEqual({ kind: 'passing', code: 'out_of_time', mayHaveHappened: false })
  expect(requests.map(({ withinMs }) => withinMs)).toEqual([40_000, 33_000, 26_000, 19_000, 12_000, 5_000])
  expect(clock.nowMs).toBe(40_000)
})

it('what is not begun any more has certainly not arrived', async () => {
  const { client, clock, requests } = aSlowChatwoot(1)
  clock.nowMs = 40_000
  const ended = await client.sendReply(12, { text: 'On its way.', key: 'k1' })
  expect([ended, requests]).toEqual([{ kind: 'passing', code: 'out_of_time', mayHaveHappened: false }, []])
})

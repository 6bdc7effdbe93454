import { describe, expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import { conversationIn, decidePoint, disputableOf, disputePoint } from '#functions/console/src/point-requests'
import { pointsWords } from '#functions/console/src/standing-words'

const point = (changes: object = {}) => ({
  ...{ measure: 'held_operator', day: '2026-09-14', value: 540_000, operatorId: 11, disputable: true },
  ...changes,
})

function apiThat(failure?: ApiFailure) {
  const sent: { path: string; body: object | undefined }[] = []
  const post: Api['post'] = async <Body extends object>(path: string, body?: object) => {
    sent.push({ path, body })
    return failure === undefined ? { ok: true as const, body: {} as Body } : { ok: false as const, failure }
  }
  return { api: { post }, sent }
}

describe('what was counted of an operator', () => {
  it.each([
    ['1042', 1042],
    [' #1042 ', 1042],
    ['0', null],
    ['10 42', null],
    ['99999999999', null],
    ['', null],
  ])('is asked for by %j as %s', (text, id) => {
    expect(conversationIn(text)).toBe(id)
  })

  it('is disputed by measure: of the operator, and what may be disputed still', () => {
    const items = [
      point(),
      point({ value: 60_000 }),
      point({ measure: 'csat', value: 2_000, disputable: false }),
      point({ measure: 'escalations', value: 1, operatorId: 12 }),
    ]
    expect(disputableOf(items, 11)).toEqual([{ measure: 'held_operator', points: items.slice(0, 2) }])
    expect(disputableOf(items, null)).toEqual([])
  })

  it('reads with its values where they say something, and with its days', () => {
    expect(pointsWords('held_operator', [point(), point({ value: 60_000 })])).toMatch(
      /^Time in hand: 9\.0 min and 1\.0 min, .*14/,
    )
    expect(pointsWords('csat', [point({ value: 2_000 })])).toMatch(/^Rating by the customer: 2\.00, /)
    expect(pointsWords('escalations', [point({ value: 1 })])).toMatch(/^Escalated, .*14/)
    expect(pointsWords('some_new_measure', [])).toBe('some new measure')
  })
})

describe('a dispute of it', () => {
  it('is sent as the API takes it, and decided with a reason', async () => {
    const { api, sent } = apiThat()
    const disputing = { conversationId: 1042, measure: 'held_operator', reason: 'On the phone.' }
    expect((await disputePoint(api, 'shop', disputing)).ok).toBe(true)
    const decision = { decision: 'exclude', reason: 'So it was.' } as const
    expect((await decidePoint(api, { account: 'shop', id: '1042-11-held_operator' }, decision)).words).toMatch(
      /^Left out/,
    )
    expect(sent).toEqual([
      { path: '/v1/operators/performance/disputes?account=shop', body: disputing },
      { path: '/v1/operators/performance/disputes/1042-11-held_operator/resolve?account=shop', body: decision },
    ])
  })

  it('says why it was not taken, and that it may have been', async () => {
    const refused = apiThat({ kind: 'refused', code: 'too_late', detail: 'The time to dispute this has passed.' })
    const disputing = { conversationId: 1042, measure: 'csat', reason: 'No.' }
    expect(await disputePoint(refused.api, null, disputing)).toEqual({
      ok: false,
      words: 'The time to dispute this has passed.',
    })
    const lost = apiThat({ kind: 'unreachable', code: 'network', detail: 'No answer.' })
    expect((await disputePoint(lost.api, null, disputing)).words).toMatch(/may have been done or not/)
  })
})

import { describe, expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import {
  dispute,
  giveReview,
  readDisputes,
  readGrade,
  readRubric,
  resolveDispute,
} from '#functions/console/src/quality-requests'
import type { OpenGrade, Rubric } from '#functions/console/src/quality-shapes'
import {
  cannotWords,
  chanceWords,
  countedWords,
  findingWords,
  gateWords,
  meanWords,
  missingWords,
} from '#functions/console/src/quality-words'
import { aGrade, aMachineGrade, aQualityDocument } from '#tests/support/grades'

const shown = (changes: Partial<OpenGrade> = {}): OpenGrade => {
  const { account: _account, correlationId: _id, ...grade } = aGrade()
  return { ...grade, id: '7-1789380000000', humanScore: null, chatwootUrl: null, blind: false, ...changes }
}
const rubric: Rubric = {
  version: 3,
  categories: [
    { id: 'tone', title: 'Tone', weight: 20 },
    { id: 'upsell', title: 'Upsell', weight: 0 },
  ],
  criticals: [],
}

describe('a grade in words', () => {
  it('is what counts: a correction, else people, else the rubric', () => {
    const machine = aMachineGrade(4, 75)
    const correction = { categories: {}, criticals: [], score: 90, by: 'Lee', atMs: 1 }
    expect(countedWords(shown({ machine }))).toBe('75 of 100, by the rubric')
    expect(countedWords(shown({ machine, humanScore: 82.25 }))).toBe('82.3 of 100, by people')
    expect(countedWords(shown({ machine, humanScore: 82.25, correction }))).toBe('90 of 100, corrected')
  })

  it('says why there is none', () => {
    expect(countedWords(shown({ machine: { kind: 'cannot_grade', reason: 'no_answer' } }))).toBe(
      'Cannot grade: no person has answered',
    )
    expect(cannotWords('some_new_reason')).toBe('Cannot grade: some new reason')
    expect(findingWords({ code: 'question_answered_failed' })).toBe('the question was not answered')
    expect(findingWords({ code: 'some_new_code' })).toBe('some new code')
  })

  it('of all is no number without reviews, and is told with how sure it is', () => {
    const score = { mean: null, interval: null, n: 0, by: 'people' } as const
    expect(meanWords({ score })).toBe('Nobody has reviewed anything in these weeks.')
    expect(meanWords({ score: { ...score, mean: 81.4, n: 4 } })).toMatch(/too few to say how sure/)
    expect(meanWords({ score: { ...score, mean: 81.4, n: 46, interval: { from: 78.9, to: 83.9 } } })).toBe(
      'By 46 reviews; 95 % sure: 78.9 to 83.9.',
    )
  })

  it('of the rubric counts or does not, with the reason', () => {
    const agreement = { n: 4, kappa: 0.2, atLeast: null, same: 0.5 }
    expect(gateWords({ counts: true, agreement })).toBe('counts')
    expect(gateWords({ counts: false, why: 'agreement_too_low', agreement })).toBe(
      'does not count: agrees too little with people',
    )
    expect(chanceWords(1)).toBe('drawn for certain')
    expect(chanceWords(0.05)).toBe('1 in 20 of its like are drawn')
  })
})

describe('a scorecard', () => {
  it('wants every category, where "does not apply" is an answer, and one that weighs', () => {
    expect(missingWords({}, rubric)).toBe('Still to be graded: tone, upsell.')
    expect(missingWords({ tone: null, upsell: 5 }, rubric)).toBe('Grade at least one category that weighs something.')
    expect(missingWords({ tone: 4, upsell: null }, rubric)).toBeNull()
  })

  it('asks for what the conversation was graded by', async () => {
    const document = aQualityDocument({ categories: [{ id: 'upsell', title: 'Upsell', weight: 5 }] })
    const { api, asked } = apiThat({ document })
    expect(await readRubric(api, { account: 'shop', version: 3 })).toMatchObject({
      body: {
        version: 3,
        categories: [{ id: 'tone' }, { id: 'accuracy' }, { id: 'policy' }, { id: 'process' }, { id: 'upsell' }],
      },
    })
    expect(asked).toEqual(['/v1/policies/quality/versions/3?account=shop'])
  })
})

type Sent = { readonly path: string; readonly body: object | undefined }

function apiThat(answer: object, failure?: ApiFailure) {
  const asked: string[] = []
  const sent: Sent[] = []
  const told = <Body extends object>() =>
    failure === undefined ? { ok: true as const, body: answer as Body } : { ok: false as const, failure }
  const api: Pick<Api, 'get' | 'post'> = {
    get: async <Body extends object>(path: string) => {
      asked.push(path)
      return told<Body>()
    },
    post: async <Body extends object>(path: string, body?: object) => {
      sent.push({ path, body })
      return told<Body>()
    },
  }
  return { api, asked, sent }
}

describe('what people do to grades', () => {
  const of = { account: 'shop', id: '7-1789380000000' }

  it('is sent as the API takes it: no empty note, no correction that is none', async () => {
    const { api, sent } = apiThat({ grade: shown() })
    const card = { categories: { tone: 4 }, criticals: [] }
    await giveReview(api, of, { ...card, coaching: '' })
    await giveReview(api, of, { ...card, coaching: 'Good.' })
    await dispute(api, of, 'I did greet.')
    await resolveDispute(api, of, { reason: 'So it is.', correction: null })
    await resolveDispute(api, of, { reason: 'So it is.', correction: card })
    expect(sent).toEqual([
      { path: '/v1/reviews/7-1789380000000?account=shop', body: card },
      { path: '/v1/reviews/7-1789380000000?account=shop', body: { ...card, coaching: 'Good.' } },
      { path: '/v1/grades/7-1789380000000/dispute?account=shop', body: { reason: 'I did greet.' } },
      { path: '/v1/grades/7-1789380000000/resolve-dispute?account=shop', body: { reason: 'So it is.' } },
      {
        path: '/v1/grades/7-1789380000000/resolve-dispute?account=shop',
        body: { reason: 'So it is.', correction: card },
      },
    ])
  })

  it('says what was not done, and what may have been', async () => {
    const refused = apiThat({}, { kind: 'refused', code: 'own_review', detail: 'Somebody else decides.' })
    expect(await dispute(refused.api, of, 'No.')).toEqual({ ok: false, words: 'Somebody else decides.', grade: null })
    const lost = apiThat({}, { kind: 'unreachable', code: 'network', detail: 'No answer.' })
    expect((await dispute(lost.api, of, 'No.')).words).toMatch(/may have been done or not/)
  })

  it('is found again: one grade among those of its conversation, disputes among the newest, open ones first', async () => {
    const told = { by: 'Amelia', atMs: 1, reason: 'No.', resolved: null }
    const items = [
      shown({ id: '1-1789380000000' }),
      shown({ id: '2-1789380000000', dispute: { ...told, state: 'upheld' } }),
      shown({ id: '3-1789380000000', dispute: { ...told, state: 'open' } }),
    ]
    const { api, asked } = apiThat({ items, nextCursor: null })
    expect(await readGrade(api, { account: 'shop', id: '2-1789380000000' })).toMatchObject({
      body: { grade: items[1] },
    })
    expect(await readGrade(api, { account: 'shop', id: '9-1789380000000' })).toMatchObject({ body: { grade: null } })
    expect(asked[0]).toBe('/v1/grades/2?account=shop')
    const disputes = await readDisputes(api, { account: 'shop', most: 100, nowMs: 1_789_380_000_001 })
    // days that are named, so that a cursor goes on in the same
    expect(asked.at(-1)).toBe('/v1/grades?account=shop&fromMs=1786788060000&toMs=1789380060000&limit=50')
    expect(disputes).toMatchObject({ body: { looked: 3, hasMore: false } })
    expect(disputes.ok && disputes.body.items.map(({ id }) => id)).toEqual(['3-1789380000000', '2-1789380000000'])
  })
})

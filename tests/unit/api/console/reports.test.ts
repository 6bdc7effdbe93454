import { describe, expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import { checkReport, copyOfReport, readReports, reportPath } from '#functions/console/src/report-requests'
import { causeWords, topicWords, weekName, weekWords } from '#functions/console/src/report-words'

function apiThat(answer: object | ApiFailure) {
  const asked: string[] = []
  const get: Api['get'] = async <Body extends object>(path: string) => {
    asked.push(path)
    return 'kind' in answer
      ? { ok: false as const, failure: answer as ApiFailure }
      : { ok: true as const, body: answer as Body }
  }
  return { api: { get }, asked }
}
const W38 = { account: 'shop', week: '2026-W38' }

describe('weekly reports', () => {
  it('are listed and opened within the account', async () => {
    const { api, asked } = apiThat({ items: [{ week: '2026-W38' }], nextCursor: null })
    expect(await readReports(api, { account: 'shop', most: 13 })).toMatchObject({ body: { hasMore: false } })
    expect(asked).toEqual(['/v1/reports?account=shop&limit=13'])
    expect(reportPath('2026-W38', 'shop')).toBe('/v1/reports/2026-W38?account=shop')
    // the week is whatever stands in the address
    expect(reportPath('../me', null)).toBe('/v1/reports/..%2Fme')
  })

  it('are kept under a name that says whose and when', async () => {
    const { api, asked } = apiThat({ week: '2026-W38', format: 'md', text: '# Support health' })
    expect(await copyOfReport(api, { ...W38, format: 'md' })).toMatchObject({
      ok: true,
      file: { name: 'support-health-shop-2026-W38.md', text: '# Support health' },
    })
    expect(asked).toEqual(['/v1/reports/2026-W38?account=shop&format=md'])
  })

  it('are worked out again, and a report that does not hold says so', async () => {
    const found = { week: '2026-W38', verdict: 'tampered', isAsWritten: false, numbers: 63, differences: [], asOfMs: 1 }
    const { api, asked } = apiThat(found)
    expect(await checkReport(api, W38)).toEqual({
      ok: true,
      words: 'Something was changed after this report was made. Do not rely on it.',
      found,
    })
    expect(asked).toEqual(['/v1/reports/2026-W38/verification?account=shop'])
    const refused = apiThat({ kind: 'refused', code: 'no_such_report', detail: 'There is no report of this week.' })
    expect(await checkReport(refused.api, W38)).toMatchObject({ ok: false, found: null })
    expect(await copyOfReport(refused.api, { ...W38, format: 'html' })).toMatchObject({ ok: false, file: null })
  })

  it('name their week by its days', () => {
    expect(weekName('2026-W08')).toBe('Week 8, 2026')
    expect(weekWords('2026-W38')).toMatch(/14.* to .*20.*2026/)
    expect(weekWords('2026-W99')).toBe('2026-W99')
  })

  it('show what others have named as plain words', () => {
    expect(topicWords('none')).toBe('no known topic')
    expect(topicWords('late_delivery')).toBe('late delivery')
    expect(causeWords({ of: 'refused', reason: 'bad_signature', n: 3 })).toBe('Turned away: bad signature')
  })
})

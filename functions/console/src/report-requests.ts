/** Weekly reports: reading them, keeping a copy, having their numbers worked out again. Knows no DOM. */
import type { Api, ApiResult } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type { ListedReport, ReportTextAnswer, VerificationAnswer } from './figure-shapes.ts'
import { type Pages, queryOf, readPages } from './read-pages.ts'

/** The API hands out so many at once. */
const PAGE = 50

export const readReports = (
  api: Pick<Api, 'get'>,
  { account, most }: { readonly account: string | null; readonly most: number },
): Promise<ApiResult<Pages<ListedReport>>> =>
  readPages<ListedReport>(api, `/v1/reports${queryOf({ account, limit: Math.min(most, PAGE) })}`, most)

export const reportPath = (week: string, account: string | null): string =>
  `/v1/reports/${encodeURIComponent(week)}${queryOf({ account })}`

export type Copy = Outcome & {
  readonly file: { readonly name: string; readonly type: string; readonly text: string } | null
}

const TYPES = { html: 'text/html', md: 'text/markdown' } as const

/** As the stored file has it. */
export async function copyOfReport(
  api: Pick<Api, 'get'>,
  { week, account, format }: { readonly week: string; readonly account: string | null; readonly format: 'html' | 'md' },
): Promise<Copy> {
  const path = `/v1/reports/${encodeURIComponent(week)}${queryOf({ account, format })}`
  const result = await api.get<ReportTextAnswer>(path)
  if (!result.ok) return { ok: false, words: result.failure.detail, file: null }
  const name = `support-health-${account === null ? '' : `${account}-`}${week}.${format}`
  return {
    ok: true,
    words: `Saved as ${name}.`,
    file: { name, type: `${TYPES[format]};charset=utf-8`, text: result.body.text },
  }
}

export type Checked = Outcome & { readonly found: VerificationAnswer | null }

export async function checkReport(
  api: Pick<Api, 'get'>,
  { week, account }: { readonly week: string; readonly account: string | null },
): Promise<Checked> {
  const path = `/v1/reports/${encodeURIComponent(week)}/verification${queryOf({ account })}`
  const result = await api.get<VerificationAnswer>(path)
  return result.ok
    ? { ok: true, words: VERDICT_WORDS[result.body.verdict], found: result.body }
    : { ok: false, words: result.failure.detail, found: null }
}

export const VERDICT_WORDS: Readonly<Record<VerificationAnswer['verdict'], string>> = {
  same: 'Worked out again: every number is the same.',
  corrected: 'Late news have corrected some numbers since. An admin can have the report made again.',
  tampered: 'Something was changed after this report was made. Do not rely on it.',
}
export const DIFFERENCE_WORDS: Readonly<Record<string, string>> = {
  tampered: 'changed by somebody',
  corrected: 'corrected since',
  missing: 'no longer made',
  added: 'made since',
  other_law: 'made by other rules',
}

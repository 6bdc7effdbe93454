/** GET /v1/reports, one of them, and whether its numbers still hold: weekly reports of the account, for leads. */
import * as z from 'zod/mini'
import { daysOfWeek } from '#domain/report/iso-week'
import type { Report } from '#domain/report/report'
import { type Difference, verdictOf } from '#domain/report/verify-report'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { account, cursor, limit } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

const FORMATS = ['json', 'html', 'md'] as const
type Format = (typeof FORMATS)[number]

type Stored = {
  readonly account: string
  readonly week: string
  readonly madeAtMs: number
  readonly sha256: string
  readonly heads: readonly Readonly<Record<string, unknown>>[]
  readonly toldAtMs: number | null
}

export type ReportDeps = {
  readonly reports: {
    list(
      account: string,
      page: PageAsked,
    ): Promise<{ readonly reports: readonly Stored[]; readonly nextCursor: string | null } | BadCursor>
    find(account: string, week: string): Promise<Stored | undefined>
    /** As it lies there; undefined: it does not. */
    text(account: string, week: string, format: Format): Promise<string | undefined>
    /** Reads anew what it was made of, and works every number out again. */
    verify(account: string, week: string): Promise<Verified | undefined>
  }
  readonly now: () => number
}
type Verified = {
  readonly report: Pick<Report, 'figures' | 'series'>
  readonly isAsWritten: boolean
  readonly differences: readonly Pick<Difference, 'id' | 'what'>[]
}

const listQuery = z.strictObject({ account, cursor, limit: limit(25) })
const verifyQuery = z.strictObject({ account })
const oneQuery = z.strictObject({
  account,
  format: z._default(z.enum(FORMATS, `must be one of ${FORMATS.join(', ')}`), 'json'),
})

export const reportRoutes = (deps: RouteDeps & ReportDeps): readonly HttpRoute[] => [
  inAccount<z.output<typeof listQuery>>(deps, {
    path: '/v1/reports',
    least: 'lead',
    query: listQuery,
    answer: ({ account: of, query }) => listReports(of, query, deps),
  }),
  inAccount<z.output<typeof oneQuery>>(deps, {
    path: '/v1/reports/{week}',
    least: 'lead',
    query: oneQuery,
    answer: ({ account: of, path, query }) =>
      readReport({ account: of, week: path.week ?? '', format: query.format }, deps),
  }),
  inAccount<z.output<typeof verifyQuery>>(deps, {
    path: '/v1/reports/{week}/verification',
    least: 'lead',
    query: verifyQuery,
    answer: ({ account: of, path }) => verifyReport(of, path.week ?? '', deps),
  }),
]

async function listReports(of: string, query: z.output<typeof listQuery>, { reports }: ReportDeps): Promise<Answer> {
  const page = await reports.list(of, { cursor: query.cursor ?? null, limit: query.limit })
  if ('badCursor' in page) return BAD_CURSOR
  const items = page.reports.map(({ account: _same, ...report }) => report)
  return { kind: 'json', body: { account: of, items, nextCursor: page.nextCursor } }
}

type Asked = { readonly account: string; readonly week: string; readonly format: Format }

const NO_REPORT = refused(404, 'no_such_report', 'There is no report of this week.')

async function readReport({ account: of, week, format }: Asked, { reports }: ReportDeps): Promise<Answer> {
  // the index is asked first: what is no week never becomes part of an object's name
  if (!isWeek(week) || (await reports.find(of, week)) === undefined) return NO_REPORT
  const text = await reports.text(of, week, format)
  if (text === undefined) return NO_REPORT
  // the pages come as text in JSON: whoever asks shows them where nothing of them can run
  if (format === 'json') return { kind: 'json', body: { account: of, week, report: JSON.parse(text) } }
  return { kind: 'json', body: { account: of, week, format, text } }
}

async function verifyReport(of: string, week: string, { reports, now }: ReportDeps): Promise<Answer> {
  const verified = isWeek(week) ? await reports.verify(of, week) : undefined
  if (verified === undefined) return NO_REPORT
  const { report, isAsWritten } = verified
  const body = {
    ...{ account: of, week, verdict: verdictOf(verified), isAsWritten },
    numbers: report.figures.length + report.series.length,
    differences: verified.differences.map(({ id, what }) => ({ id, what })),
  }
  return { kind: 'json', body, fresh: { asOfMs: now() } }
}

function isWeek(text: string): boolean {
  try {
    return daysOfWeek(text).fromDay !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

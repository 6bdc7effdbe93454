/** GET /v1/health/intake: what came in, how fast, and what no webhook had told. */
import * as z from 'zod/mini'
import {
  addCounts,
  INTAKE_COUNTS,
  type IntakeDay,
  intakeDay,
  LAG_NAMES,
  type LagHistogram,
  percentilesOf,
} from '#domain/intake'
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type IntakeStandingDeps, readIntakeStanding } from './intake-standing.ts'
import { accountQuery, cursor, limit, number } from './queries.ts'
import { BAD_CURSOR } from './refusals.ts'

export type IntakeDeps = IntakeStandingDeps

const intakeQuery = z.extend(accountQuery, {
  days: z.prefault(number(/^([1-9]|[12]\d|3[01])$/, 'must be a whole number from 1 to 31'), '7'),
  cursor,
  limit: limit(25),
})
type IntakeQuery = z.output<typeof intakeQuery>

export const intakeRoutes = (deps: RouteDeps & IntakeDeps): readonly HttpRoute[] => [
  inAccount<IntakeQuery>(deps, {
    path: '/v1/health/intake',
    query: intakeQuery,
    answer: ({ account, query }) => readIntake(account, query, deps),
  }),
]

const DAY_MS = 86_400_000

async function readIntake(account: string, query: IntakeQuery, deps: IntakeDeps): Promise<Answer> {
  const nowMs = deps.now()
  const asked = Array.from({ length: query.days }, (_, nth) => intakeDay(nowMs - nth * DAY_MS))
  const fromDay = asked[asked.length - 1] ?? intakeDay(nowMs)
  const toMs = Date.parse(intakeDay(nowMs)) + DAY_MS - 1
  const [standing, known, page] = await Promise.all([
    readIntakeStanding(account, deps),
    deps.intakeDays(account, { fromDay, toDay: intakeDay(nowMs) }),
    deps.findings(account, {
      // both ends are of the day, so that a cursor holds while the clock goes on
      ...{ fromMs: Date.parse(fromDay), toMs },
      ...{ cursor: query.cursor ?? null, limit: query.limit },
    }),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  const byDay = new Map(known.map((day) => [day.day, day]))
  const body = {
    account,
    ...standing,
    days: asked.map((day) => dayView(day, byDay.get(day))),
    total: {
      counts: countsOf(known),
      lags: lagsOf((name) => addCounts(...known.map(({ lags }) => lags[name]))),
    },
    findings: page.findings,
    nextCursor: page.nextCursor,
  }
  return { kind: 'json', body, fresh: { asOfMs: nowMs } }
}

/** A day of which nothing is known is not a day on which nothing came. */
const dayView = (day: string, known: IntakeDay | undefined) => ({
  day,
  counts: known?.counts ?? null,
  reasons: known?.reasons ?? null,
  lags: lagsOf((name) => known?.lags[name] ?? {}),
})

const countsOf = (days: readonly IntakeDay[]) => ({
  ...Object.fromEntries(INTAKE_COUNTS.map((name) => [name, 0])),
  ...addCounts(...days.map(({ counts }) => counts)),
})

const lagsOf = (histogram: (name: (typeof LAG_NAMES)[number]) => LagHistogram) =>
  Object.fromEntries(LAG_NAMES.map((name) => [name, percentilesOf(histogram(name))]))

/** Reading grades, giving them, disputing them. Knows no DOM. */

import type { QualityDocument } from '#domain/quality/quality-policy'
import { categoriesOf } from '#domain/quality/scorecard'
import type { Api, ApiFailure, ApiResult } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type { GradeAnswer, GradesOfAnswer, ListedGrade, OpenGrade, ReviewsAnswer, Rubric } from './quality-shapes.ts'
import { type Pages, queryOf, readPages } from './read-pages.ts'

const PAGE = 50

const MINUTE_MS = 60_000
const DAYS_MS = 30 * 86_400_000

export type GradesAsked = { readonly account: string | null; readonly most: number; readonly nowMs: number }

/** Of the last 30 days. A cursor goes on in the same days only, which are therefore named. */
export function readGrades(
  api: Pick<Api, 'get'>,
  { account, most, nowMs }: GradesAsked,
): Promise<ApiResult<Pages<ListedGrade>>> {
  const toMs = Math.ceil((nowMs + 1) / MINUTE_MS) * MINUTE_MS
  return readPages(api, `/v1/grades${queryOf({ account, fromMs: toMs - DAYS_MS, toMs, limit: PAGE })}`, most)
}

export type Disputed = { readonly items: readonly OpenGrade[]; readonly looked: number; readonly hasMore: boolean }

/** Of the last 30 days. The API has no list of its own for them: there are few, and they are found among the newest. */
export async function readDisputes(api: Pick<Api, 'get'>, asked: GradesAsked): Promise<ApiResult<Disputed>> {
  const read = await readGrades(api, asked)
  if (!read.ok) return read
  const { items, hasMore } = read.body
  const open = items.flatMap((grade) => (!grade.blind && grade.dispute !== null ? [grade] : []))
  const openFirst = open.toSorted((a, b) => Number(b.dispute?.state === 'open') - Number(a.dispute?.state === 'open'))
  return { ok: true, body: { items: openFirst, looked: items.length, hasMore } }
}

export async function readGrade(
  api: Pick<Api, 'get'>,
  { account, id }: { readonly account: string | null; readonly id: string },
): Promise<ApiResult<{ readonly grade: ListedGrade | null }>> {
  const conversation = id.split('-')[0] ?? ''
  const answer = await api.get<GradesOfAnswer>(`/v1/grades/${encodeURIComponent(conversation)}${queryOf({ account })}`)
  if (!answer.ok) return answer
  return { ok: true, body: { grade: answer.body.items.find((one) => one.id === id) ?? null } }
}

/** What a conversation was graded by, which may be an older document than the one in force. */
export async function readRubric(
  api: Pick<Api, 'get'>,
  { account, version }: { readonly account: string | null; readonly version: number },
): Promise<ApiResult<Rubric>> {
  const path = `/v1/policies/quality/versions/${version}${queryOf({ account })}`
  const answer = await api.get<{ readonly document: QualityDocument }>(path)
  if (!answer.ok) return answer
  const { document } = answer.body
  return { ok: true, body: { version, categories: categoriesOf(document), criticals: document.criticals } }
}

export const reviewsPath = (account: string | null): string => `/v1/reviews${queryOf({ account })}`
export type Worklist = ReviewsAnswer

/** By category; null: does not apply here. */
export type Card = {
  readonly categories: Readonly<Record<string, number | null>>
  readonly criticals: readonly string[]
}
/** `grade`: how it stands by then; null: as before. */
export type Given = Outcome & { readonly grade: ListedGrade | null }

type Of = { readonly account: string | null; readonly id: string }

export const giveReview = (
  api: Pick<Api, 'post'>,
  of: Of,
  card: Card & { readonly coaching: string },
): Promise<Given> => {
  const { coaching, ...grades } = card
  const body = { ...grades, ...(coaching === '' ? {} : { coaching }) }
  return sent(api, `/v1/reviews/${encodeURIComponent(of.id)}${queryOf({ account: of.account })}`, {
    body,
    done: 'Thank you: your grades are kept.',
  })
}

export const dispute = (api: Pick<Api, 'post'>, { account, id }: Of, reason: string): Promise<Given> =>
  sent(api, `/v1/grades/${encodeURIComponent(id)}/dispute${queryOf({ account })}`, {
    body: { reason },
    done: 'Disputed. Somebody decides who has not graded it.',
  })

export const resolveDispute = (
  api: Pick<Api, 'post'>,
  { account, id }: Of,
  { reason, correction }: { readonly reason: string; readonly correction: Card | null },
): Promise<Given> =>
  sent(api, `/v1/grades/${encodeURIComponent(id)}/resolve-dispute${queryOf({ account })}`, {
    body: { reason, ...(correction === null ? {} : { correction }) },
    done: correction === null ? 'Decided: the grade stands.' : 'Decided: the grade is corrected, in every figure.',
  })

async function sent(
  api: Pick<Api, 'post'>,
  path: string,
  { body, done }: { readonly body: object; readonly done: string },
): Promise<Given> {
  const result = await api.post<GradeAnswer>(path, body)
  return result.ok
    ? { ok: true, words: done, grade: result.body.grade }
    : { ok: false, words: problemWords(result.failure), grade: null }
}

function problemWords({ kind, detail, problems }: ApiFailure): string {
  if (kind === 'unreachable') return `${detail} It may have been done or not: look again in a moment.`
  const [first] = problems ?? []
  return first === undefined ? detail : `${first.path} ${first.message}`
}

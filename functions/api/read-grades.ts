/** Grades, what is to be reviewed, and the figures of quality. */
import type { ChatwootLinks } from '#domain/chatwoot-links'
import { conversationUrl } from '#domain/chatwoot-links'
import type { ConversationGrade } from '#domain/quality/grade'
import { qualityFigures, type WeekTally } from '#domain/quality/quality-figures'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { blind, isOpenFor, type Person } from '#domain/quality/reviewing'
import { isoWeek, weekStartMs, weeksUntil } from '#domain/quality/sampling'
import { categoriesOf } from '#domain/quality/scorecard'
import type { Activated } from '#domain/sla-policy'
import type { Answer } from '#runtime/http-answer'
import { allows } from './access.ts'
import type { Asked } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import type { GradesQuery, QualityQuery } from './grade-inputs.ts'
import { gradeView, type Looking, maySee } from './grade-view.ts'
import type { AccountQuery } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR, badParameter, NO_SUCH_CONVERSATION } from './refusals.ts'
import { type Span, spanOf } from './span.ts'

export type GradeReadDeps = {
  readonly gradePage: (
    account: string,
    asked: PageAsked & Span & { readonly operatorId: number | null },
  ) => Promise<{ readonly items: readonly ConversationGrade[]; readonly nextCursor: string | null } | BadCursor>
  readonly gradesOf: (account: string, conversationId: number) => Promise<readonly ConversationGrade[]>
  readonly drawnIn: (account: string, weeks: readonly string[]) => Promise<readonly ConversationGrade[]>
  readonly weekTallies: (account: string, weeks: readonly string[]) => Promise<readonly WeekTally[]>
  readonly qualityInForce: (account: string) => Promise<Activated<QualityDocument>>
  readonly links: ChatwootLinks
  readonly now: () => number
}

export const personOf = ({ by, operatorId }: Pick<Asked<unknown>, 'by' | 'operatorId'>): Person => ({
  name: by,
  operatorId,
})

export const lookingOf = async (asked: Asked<unknown>, deps: GradeReadDeps): Promise<Looking> => ({
  person: personOf(asked),
  role: asked.role,
  nowMs: deps.now(),
  document: (await deps.qualityInForce(asked.account)).document,
  links: deps.links,
})

/** GET /v1/grades. Operators are shown theirs, whatever they ask for. */
export async function readGrades(asked: Asked<GradesQuery>, deps: GradeReadDeps): Promise<Answer> {
  const { account, role, operatorId: own, query } = asked
  const looking = await lookingOf(asked, deps)
  const span = spanOf(query, looking.nowMs)
  const isLead = allows(role, 'lead')
  const operatorId = isLead ? (query.operator ?? null) : own
  const nothing = { items: [], nextCursor: null }
  const page =
    !isLead && (own === null || (query.operator ?? own) !== own)
      ? nothing
      : await deps.gradePage(account, { ...span, operatorId, cursor: query.cursor ?? null, limit: query.limit })
  if ('badCursor' in page) return BAD_CURSOR
  const items = page.items.filter((one) => maySee(one, looking)).map((one) => gradeView(one, looking))
  return {
    kind: 'json',
    body: { account, items, ...span, nextCursor: page.nextCursor },
    fresh: { asOfMs: looking.nowMs },
  }
}

/** GET /v1/grades/{id}: all grades of a conversation, one for each time that it was resolved. */
export async function readGradesOf(asked: Asked<AccountQuery>, deps: GradeReadDeps): Promise<Answer> {
  const { account } = asked
  const conversationId = conversationIdIn(asked.path)
  const looking = await lookingOf(asked, deps)
  const found = conversationId === null ? [] : await deps.gradesOf(account, conversationId)
  const items = found.filter((one) => maySee(one, looking)).map((one) => gradeView(one, looking))
  if (items.length === 0) return NO_SUCH_CONVERSATION
  return { kind: 'json', body: { account, conversationId, items }, fresh: { asOfMs: looking.nowMs } }
}

/** Who has not come to a review in so many weeks will not. */
const REVIEW_WEEKS = 4

/** GET /v1/reviews: what may be reviewed by whoever asks, oldest first, and what is asked for. */
export async function readReviews(asked: Asked<AccountQuery>, deps: GradeReadDeps): Promise<Answer> {
  const { account } = asked
  const nowMs = deps.now()
  const { document, version } = await deps.qualityInForce(account)
  const person = personOf(asked)
  const drawn = await deps.drawnIn(account, weeksUntil(nowMs, REVIEW_WEEKS))
  const open = drawn.filter((grade) => isOpenFor(grade, person))
  const items = open.map((grade) => ({
    ...blind(grade),
    chatwootUrl: conversationUrl(deps.links, account, grade.conversationId),
  }))
  return {
    kind: 'json',
    body: {
      account,
      items,
      rubric: { version, categories: categoriesOf(document), criticals: document.criticals },
    },
    fresh: { asOfMs: nowMs },
  }
}

/** GET /v1/quality: what the sample says of all, and whether the machine counts. */
export async function readQualityFigures(asked: Asked<QualityQuery>, deps: GradeReadDeps): Promise<Answer> {
  const { account, query } = asked
  const nowMs = deps.now()
  const untilMs = query.week === undefined ? nowMs : weekStartMs(query.week)
  if (untilMs === null) return badParameter('week', 'is no week of that year')
  const { document, version } = await deps.qualityInForce(account)
  const weeks = weeksUntil(untilMs, query.weeks)
  const compared = weeksUntil(untilMs, Math.max(document.gate.weeks, query.weeks))
  const [tallies, drawn] = await Promise.all([deps.weekTallies(account, weeks), deps.drawnIn(account, compared)])
  const figures = qualityFigures(
    { tallies, drawn: drawn.filter(({ sample }) => weeks.includes(sample.week)), compared: drawn },
    document,
  )
  const isRunning = weeks.includes(isoWeek(nowMs))
  return {
    kind: 'json',
    body: { account, weeks, isRunning, rubricVersion: version, ...figures },
    fresh: { asOfMs: nowMs },
  }
}

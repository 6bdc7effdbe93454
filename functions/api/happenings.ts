/** What happened, as others tell it and as Backdesk knows of itself: candidates beside a spike, and nothing more. */
import * as z from 'zod/mini'
import {
  HAPPENING_ID,
  HAPPENING_URL,
  type Happening,
  isTooEarly,
  TITLE_CHARACTERS,
  TOLD_KINDS,
  type ToldHappening,
  withoutTeller,
} from '#domain/happening'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { type Asked, inAccount, type RouteDeps } from './account-route.ts'
import { instant } from './bodies.ts'
import type { OutageDeps } from './outages.ts'
import { type AccountQuery, account, accountQuery } from './queries.ts'
import { inOrder, isInOrder, spanMs } from './sla-inputs.ts'
import { type Span, spanOf } from './span.ts'

export type HappeningDeps = Pick<OutageDeps, 'digest'> & {
  readonly happenings: {
    tell(happening: ToldHappening): Promise<{ readonly kept: ToldHappening; readonly isNew: boolean }>
  }
  /** With Backdesk's own, oldest first. */
  readonly whatHappened: (account: string, span: Span) => Promise<readonly Happening[]>
  readonly now: () => number
}

/** What a pipeline is given that may tell what happened and nothing else: a group beside the roles. */
export const REPORTER = 'reporter'

const happeningsQuery = z.strictObject({ account, fromMs: spanMs, toMs: spanMs }).check(z.refine(isInOrder, inOrder))
type HappeningsQuery = z.output<typeof happeningsQuery>

const TITLE = `must be a text of 1 to ${TITLE_CHARACTERS} characters`
const URL_TEXT = 'must be an address that begins with https://, of at most 500 characters'
export const happeningBody = z
  .strictObject({
    id: z.optional(
      z.string().check(z.regex(HAPPENING_ID, 'must be 1 to 100 letters, digits or any of . : / @ # + - _')),
    ),
    kind: z.enum(TOLD_KINDS, `must be one of ${TOLD_KINDS.join(', ')}`),
    title: z.string(TITLE).check(
      z.trim(),
      z.refine((text) => text.length >= 1 && text.length <= TITLE_CHARACTERS, TITLE),
    ),
    atMs: instant,
    untilMs: z.optional(instant),
    url: z.optional(z.string(URL_TEXT).check(z.regex(HAPPENING_URL, URL_TEXT))),
  })
  .check(
    z.refine(({ atMs, untilMs }) => untilMs === undefined || untilMs >= atMs, {
      path: ['untilMs'],
      error: 'must not be before "atMs"',
    }),
  )
export type HappeningBody = z.output<typeof happeningBody>

export const happeningRoutes = (deps: RouteDeps & HappeningDeps): readonly HttpRoute[] => [
  inAccount<HappeningsQuery>(deps, {
    path: '/v1/happenings',
    query: happeningsQuery,
    answer: (asked) => readHappenings(asked, deps),
  }),
  inAccount<AccountQuery, HappeningBody>(deps, {
    method: 'POST',
    path: '/v1/happenings',
    least: 'lead',
    orGroup: REPORTER,
    query: accountQuery,
    body: happeningBody,
    answer: (asked) => tellHappening(asked, deps),
  }),
]

/** GET /v1/happenings, newest first. */
async function readHappenings(asked: Asked<HappeningsQuery>, deps: HappeningDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const span = spanOf(asked.query, asOfMs)
  const items = (await deps.whatHappened(asked.account, span)).toSorted((a, b) => b.atMs - a.atMs)
  return { kind: 'json', body: { account: asked.account, items, ...span }, fresh: { asOfMs } }
}

/** POST /v1/happenings. What is known already is answered as it was told first, or with the end that it has now. */
async function tellHappening(asked: Asked<unknown, HappeningBody>, deps: HappeningDeps): Promise<Answer> {
  const { account: of, by, body } = asked
  const { kind, title, atMs, untilMs = null, url = null } = body
  const id = body.id ?? deps.digest(JSON.stringify([of, kind, title, atMs])).slice(0, 12)
  const toldAtMs = deps.now()
  if (isTooEarly(atMs, toldAtMs)) return NOT_YET
  const told = { account: of, id, kind, title, atMs, untilMs, url, by, toldAtMs }
  const { kept, isNew } = await deps.happenings.tell(told)
  if (isNew) asked.done('happening.tell', { happeningId: id, happeningKind: kind, atMs })
  return {
    kind: 'json',
    status: isNew ? 201 : 200,
    body: { account: of, happening: withoutTeller(kept) },
    fresh: { asOfMs: toldAtMs },
  }
}

const NOT_YET = refused(422, 'bad_happening', '"atMs" must not be in the future: tell it when it happens.')

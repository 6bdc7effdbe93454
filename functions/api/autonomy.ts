/** GET /v1/autonomy: what writers of drafts have earned, for leads. */
import * as z from 'zod/mini'
import { autonomyStanding } from '#domain/autonomy'
import type { Track } from '#domain/autonomy-track'
import type { AutonomyTurn } from '#domain/autonomy-turn'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { account, cursor, limit } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'
import type { SwitchDeps } from './switches.ts'

export type AutonomyDeps = Pick<SwitchDeps, 'switchedOff'> & {
  readonly activeDrafts: (account: string) => Promise<{ readonly version: number; readonly document: DraftsDocument }>
  /** By intent and writer. */
  readonly trackPage: (
    account: string,
    asked: PageAsked,
  ) => Promise<{ readonly items: readonly Track[]; readonly nextCursor: string | null } | BadCursor>
  /** Newest first. */
  readonly autonomyTurns: (account: string, most: number) => Promise<readonly AutonomyTurn[]>
  readonly now: () => number
}

const autonomyQuery = z.strictObject({ account, cursor, limit: limit(25) })
type AutonomyQuery = z.output<typeof autonomyQuery>

export const autonomyRoutes = (deps: RouteDeps & AutonomyDeps): readonly HttpRoute[] => [
  inAccount<AutonomyQuery>(deps, {
    path: '/v1/autonomy',
    least: 'lead',
    query: autonomyQuery,
    answer: ({ account: of, query }) => readAutonomy(of, query, deps),
  }),
]

const TURNS = 20
const EVERY_ACCOUNT = '*'

async function readAutonomy(of: string, query: AutonomyQuery, deps: AutonomyDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const [{ version, document }, page, turns, off, offForAll] = await Promise.all([
    deps.activeDrafts(of),
    deps.trackPage(of, { cursor: query.cursor ?? null, limit: query.limit }),
    deps.autonomyTurns(of, TURNS),
    deps.switchedOff(of),
    deps.switchedOff(EVERY_ACCOUNT),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  return {
    kind: 'json',
    body: {
      account: of,
      policy: `drafts@${version}`,
      ...document.autonomy,
      switchedOff: [...off, ...offForAll].some(({ name }) => name === 'autonomy'),
      items: page.items.map((track) => autonomyStanding(track, document.autonomy)),
      turns: turns.map(({ account: _same, ...turn }) => turn),
      nextCursor: page.nextCursor,
    },
    fresh: { asOfMs },
  }
}

/** GET /v1/signals: what approvals that ended have taught, for leads. */
import * as z from 'zod/mini'
import { EDIT_CLASSES } from '#domain/edit-class'
import { type LearningSignal, SIGNAL_OUTCOMES } from '#domain/learning-signal'
import { completenessOf, type SignalDay } from '#domain/signal-completeness'
import type { SignalFilter } from '#domain/signal-filter'
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { account, cursor, limit, text } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'
import { inOrder, isInOrder, spanMs } from './sla-inputs.ts'
import { type Span, spanOf } from './span.ts'

export type SignalDeps = {
  /** Newest first. */
  readonly signalPage: (
    account: string,
    asked: SignalFilter & Span & PageAsked,
  ) => Promise<{ readonly items: readonly LearningSignal[]; readonly nextCursor: string | null } | BadCursor>
  /** Days as yyyy-mm-dd, UTC, both included; those without an end are left out. */
  readonly signalDays: (
    account: string,
    span: { readonly from: string; readonly to: string },
  ) => Promise<readonly SignalDay[]>
  readonly now: () => number
}

const oneOf = <Value extends string>(values: readonly Value[]) =>
  z.optional(z.enum(values, `must be one of ${values.join(', ')}`))

const signalsQuery = z
  .strictObject({
    account,
    outcome: oneOf(SIGNAL_OUTCOMES),
    class: oneOf(EDIT_CLASSES),
    intent: z.optional(text(/^[^\p{C}]{1,100}$/u, 'must be 1 to 100 characters')),
    fromMs: spanMs,
    toMs: spanMs,
    cursor,
    limit: limit(25),
  })
  .check(z.refine(isInOrder, inOrder))
type SignalsQuery = z.output<typeof signalsQuery>

export const signalRoutes = (deps: RouteDeps & SignalDeps): readonly HttpRoute[] => [
  inAccount<SignalsQuery>(deps, {
    path: '/v1/signals',
    least: 'lead',
    query: signalsQuery,
    answer: ({ account: of, query }) => readSignals(of, query, deps),
  }),
]

async function readSignals(of: string, query: SignalsQuery, deps: SignalDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const span = spanOf(query, asOfMs)
  const { outcome = null, class: kind = null, intent = null, cursor: from = null, limit: most } = query
  const [page, days] = await Promise.all([
    deps.signalPage(of, { ...span, outcome, class: kind, intent, cursor: from, limit: most }),
    deps.signalDays(of, { from: dayOf(span.fromMs), to: dayOf(span.toMs) }),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  return {
    kind: 'json',
    body: {
      account: of,
      items: page.items.map(({ account: _same, ...signal }) => signal),
      completeness: { ...completenessOf(days), days },
      ...span,
      nextCursor: page.nextCursor,
    },
    fresh: { asOfMs },
  }
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

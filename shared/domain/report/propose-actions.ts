/** What the numbers ask somebody to do, by rules that anybody can read; and what became of last week's. */
import type { BreachCause } from './make-figures.ts'
import type { ActionEffect, ReportAction, ReportFigure } from './report.ts'

type Known = { readonly figures: readonly ReportFigure[]; readonly week: string; readonly dueDay: string }
type Rule = Pick<ReportAction, 'what' | 'owner' | 'figureId' | 'wanted'> & {
  readonly asks: (of: (id: string) => number | null) => string | null
}

const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`
const SLA_BAR = 0.9
const GRADE_BAR = 4.5
const ESCALATION_BAR = 0.1

const causeRule = (cause: BreachCause, terms: Pick<Rule, 'what' | 'owner'>): Rule => ({
  ...terms,
  figureId: `breaches_${cause}`,
  wanted: 'less',
  asks: (of) => {
    const n = of(`breaches_${cause}`) ?? 0
    const all = ALL_CAUSES.reduce((sum, one) => sum + (of(`breaches_${one}`) ?? 0), 0)
    const net = of('sla_net')
    if (net === null || net >= SLA_BAR || n * 3 < all) return null
    return `${n} of ${all} broken promises, and ${percent(net)} were kept where ${percent(SLA_BAR)} should be`
  },
})
const ALL_CAUSES: readonly BreachCause[] = ['outage', 'approval', 'unassigned', 'operator', 'bot', 'other']

const RULES: readonly Rule[] = [
  causeRule('unassigned', {
    what: 'Put more people on at the hours in which conversations lie with nobody (heat map), or widen routing’s skills',
    owner: 'support lead',
  }),
  causeRule('operator', {
    what: 'Look at capacity per operator, and have conversations taken back earlier',
    owner: 'support lead',
  }),
  causeRule('approval', {
    what: 'Name a second person who approves drafts, or let fewer be drafted at busy hours',
    owner: 'support lead',
  }),
  causeRule('outage', {
    what: 'Go through the outages of the week, and note what ends each',
    owner: 'platform engineer',
  }),
  {
    what: 'Read twenty conversations that were opened again, and name what had not been answered',
    owner: 'support lead',
    figureId: 'reopened_7d',
    wanted: 'less',
    asks: (of) => above(of('reopened_7d'), 0.15, 'of all resolutions did not hold for seven days'),
  },
  {
    what: 'Coach by the lowest graded conversations of the week',
    owner: 'support lead',
    figureId: 'grade',
    wanted: 'more',
    asks: (of) => {
      const grade = of('grade')
      return grade === null || grade >= GRADE_BAR ? null : `the mean grade is ${grade.toFixed(2)}, the bar ${GRADE_BAR}`
    },
  },
  {
    what: 'Tighten the escalation rules that were called wrong most often',
    owner: 'support lead',
    figureId: 'escalation_precision',
    wanted: 'more',
    asks: (of) => {
      const precision = of('escalation_precision')
      return precision === null || precision >= 0.5 ? null : `${percent(precision)} of escalations were called right`
    },
  },
  {
    what: 'Look at what is escalated, and settle the commonest cause before it gets there',
    owner: 'support lead',
    figureId: 'escalation_rate',
    wanted: 'less',
    asks: (of) => above(of('escalation_rate'), ESCALATION_BAR, 'of all conversations were escalated'),
  },
  {
    what: 'Decide on the proposed changes of articles',
    owner: 'knowledge owner',
    figureId: 'knowledge_openProposals',
    wanted: 'less',
    asks: (of) => atLeast(of('knowledge_openProposals'), 5, 'proposals wait'),
  },
  {
    what: 'Write articles for the themes that have none',
    owner: 'knowledge owner',
    figureId: 'knowledge_themes',
    wanted: 'less',
    asks: (of) => atLeast(of('knowledge_themes'), 3, 'themes were asked about and have no article'),
  },
  {
    what: 'Find out why Chatwoot’s webhooks do not arrive: `ops doctor`, then the loss ledger',
    owner: 'platform engineer',
    figureId: 'intake_reconciled',
    wanted: 'less',
    asks: (of) => {
      const [found, received] = [of('intake_reconciled'), of('intake_received')]
      if (found === null || received === null || found === 0 || found < received / 1000) return null
      return `${found} conversations were found only by asking, beside ${received} webhooks`
    },
  },
  {
    what: 'Redrive or drop what lies in the dead letters, by its reason',
    owner: 'on-call engineer',
    figureId: 'intake_deadLettered',
    wanted: 'less',
    asks: (of) => atLeast(of('intake_deadLettered'), 1, 'webhooks were laid aside'),
  },
  {
    what: 'Send a drill page, and see it arrive',
    owner: 'on-call engineer',
    figureId: 'last_proven_page',
    wanted: 'more',
    asks: (of) => (of('last_proven_page') === null ? 'no page is proven to arrive' : null),
  },
]

const above = (share: number | null, bar: number, words: string): string | null =>
  share === null || share <= bar ? null : `${percent(share)} ${words}`
const atLeast = (n: number | null, bar: number, words: string): string | null =>
  n === null || n < bar ? null : `${n} ${words}`

export function proposeActions({ figures, week, dueDay }: Known): readonly ReportAction[] {
  const of = valueIn(figures)
  return RULES.flatMap(({ asks, ...rule }) => {
    const because = asks(of)
    return because === null
      ? []
      : [{ id: `${week}/${rule.figureId}`, ...rule, because, dueDay, from: of(rule.figureId) }]
  })
}

const valueIn =
  (figures: readonly ReportFigure[]) =>
  (id: string): number | null =>
    figures.find((figure) => figure.id === id)?.value ?? null

export function effectsOf(
  proposed: readonly ReportAction[],
  figures: readonly ReportFigure[],
): readonly ActionEffect[] {
  const of = valueIn(figures)
  return proposed.map((action) => {
    const now = of(action.figureId)
    return { ...action, now, effect: effectOf(action, now) }
  })
}

function effectOf({ from, wanted, figureId }: ReportAction, now: number | null): ActionEffect['effect'] {
  // a page that was never proven and now is has no number to begin from
  if (from === null && figureId === 'last_proven_page' && now !== null) return 'better'
  if (from === null || now === null) return 'unknown'
  if (from === now) return 'unchanged'
  return now > from === (wanted === 'more') ? 'better' : 'worse'
}

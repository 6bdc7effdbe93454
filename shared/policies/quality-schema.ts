/** The form of a quality document. What it means: shared/domain/quality/quality-policy.ts. */
import * as z from 'zod/mini'
import { CHECKS, DIMENSIONS, type QualityDocument, type RISKS } from '#domain/quality/quality-policy'
import { memberOf } from './loose-reading.ts'
import { distinct, exact, list, mustBe, oneOf, text, textThat, whole } from './plain-schemas.ts'
import { type Problem, shown } from './problem.ts'

const ID = /^[a-z][a-z0-9_]{0,39}$/
const id = textThat('an id such as `product_knowledge`', (given) =>
  ID.test(given) ? undefined : `must be 1 to 40 lowercase letters, digits and underscores, not ${shown(given)}`,
)
const weight = whole(0, 100)
const times = z.exactOptional(whole(1, 100))

export const qualitySchema = exact(
  {
    kind: z.literal('quality', mustBe('`quality`')),
    description: z.exactOptional(text(500)),
    weights: exact(
      { tone: weight, accuracy: weight, policy: weight, process: weight },
      'an object with the weights `tone`, `accuracy`, `policy` and `process`',
    ),
    checks: distinct(oneOf(CHECKS), 'checks', { max: CHECKS.length }),
    categories: list(
      exact({ id, title: text(100), weight }, 'a category: an object with `id`, `title` and `weight`'),
      'categories',
      { max: 12 },
    ),
    criticals: list(exact({ id, title: text(100) }, 'a critical fail: an object with `id` and `title`'), 'criticals', {
      max: 20,
    }),
    sample: exact(
      {
        percent: whole(1, 100, 'percent'),
        times: exact(
          { critical: times, low_score: times, unhappy: times, cannot_grade: times, unsure: times } satisfies Record<
            (typeof RISKS)[number],
            unknown
          >,
          'an object with any of the risks `critical`, `low_score`, `unhappy`, `cannot_grade` and `unsure`',
        ),
        twicePercent: whole(0, 100, 'percent'),
      },
      'an object with `percent`, `times` and `twicePercent`',
    ),
    gate: exact(
      {
        atLeastKappaPercent: whole(20, 95, 'percent'),
        atLeastReviews: whole(10, 1_000),
        weeks: whole(1, 26, 'weeks'),
      },
      'an object with `atLeastKappaPercent`, `atLeastReviews` and `weeks`',
    ),
    operatorFirstHours: whole(0, 168, 'hours'),
    disputeDays: whole(1, 60, 'days'),
  },
  'a quality document: an object with `kind`, `weights`, `checks`, `categories`, `criticals`, `sample`, `gate`, `operatorFirstHours` and `disputeDays`',
) satisfies z.ZodMiniType<QualityDocument>

/** What its parts say of each other. */
export function qualityReferenceProblems(raw: unknown): Problem[] {
  const weights = DIMENSIONS.map((name) => memberOf(memberOf(raw, 'weights'), name))
  const problems: Problem[] = []
  if (weights.every((one) => one === 0))
    problems.push({ path: 'weights', message: 'are all 0: nothing of a conversation would count' })
  for (const kind of ['categories', 'criticals']) problems.push(...twiceIn(memberOf(raw, kind), kind))
  return problems
}

function twiceIn(given: unknown, kind: string): Problem[] {
  const seen = new Set<unknown>(kind === 'categories' ? DIMENSIONS : [])
  return (Array.isArray(given) ? given : []).flatMap((one, at): Problem[] => {
    const name = memberOf(one, 'id')
    if (typeof name !== 'string') return []
    const isKnown = seen.has(name)
    seen.add(name)
    const message = DIMENSIONS.some((dimension) => dimension === name)
      ? `${shown(name)} is graded in every conversation anyway; its weight stands in \`weights\``
      : `${shown(name)} stands twice; give one another id`
    return isKnown ? [{ path: `${kind}[${at}].id`, message }] : []
  })
}

/** What may be meant, but often is not. */
export function qualityNotes({ weights, checks, sample, gate }: QualityDocument): Problem[] {
  const notes: Problem[] = []
  if (weights.process > 0 && checks.length === 0)
    notes.push({
      path: 'checks',
      message: 'is empty: `process` is never graded by the machine, and weighs nothing there',
    })
  if (sample.percent < 100 && Object.keys(sample.times).length === 0)
    notes.push({ path: 'sample.times', message: 'is empty: bad conversations are drawn as rarely as good ones' })
  if (gate.atLeastKappaPercent < 40)
    notes.push({ path: 'gate.atLeastKappaPercent', message: 'is low: below 40 people call it poor agreement' })
  return notes
}

/** In lines, for the command line. */
export const describeQuality = ({
  weights,
  checks,
  categories,
  criticals,
  sample,
  gate,
}: QualityDocument): readonly string[] => [
  `weights: ${[...Object.entries(weights), ...categories.map(({ id: of, weight: by }) => [of, by] as const)].map(([of, by]) => `${of} ${by}`).join(', ')}`,
  `checks: ${checks.join(', ') || 'none'}`,
  `critical fails: ${criticals.map((one) => one.id).join(', ') || 'none'}`,
  `drawn for a reviewer: ${sample.percent} %, ${
    Object.entries(sample.times)
      .map(([risk, by]) => `${risk} x${by}`)
      .join(', ') || 'whatever the risk'
  }; ${sample.twicePercent} % of these for two`,
  `the machine counts from kappa ${(gate.atLeastKappaPercent / 100).toFixed(2)} in ${gate.atLeastReviews} reviews of ${gate.weeks} weeks`,
]

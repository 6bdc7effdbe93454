/** The figures of some weeks, from what was graded and reviewed in them: the same for API, report and tile. */
import { type Agreement, agreementOf, type Gate, gateOf, type Pair } from './agreement.ts'
import { assistedMean, type Estimate, hajekMean } from './estimate.ts'
import { type ConversationGrade, humanScore, machineScore } from './grade.ts'
import { DIMENSIONS, type Dimension, type QualityDocument } from './quality-policy.ts'
import { isGrade } from './scorecard.ts'

/** What is counted of all that was graded in a week. */
export type WeekTally = {
  readonly week: string
  readonly graded: number
  readonly cannotGrade: number
  /** Of the machine's scores, corrected ones as corrected. */
  readonly scoreSum: number
}

export type QualityFigures = {
  /** What people would say of all, 0 to 100, as the sample tells. */
  readonly score: Estimate & {
    /** `people`: by the sample alone; `assisted`: with the machine's grades, which agree well enough. */
    readonly by: 'people' | 'assisted'
  }
  readonly drawn: number
  readonly reviewed: number
  readonly machine: { readonly mean: number | null; readonly n: number; readonly cannotGrade: number }
  readonly gates: Readonly<Record<Dimension, Gate>>
  /** Whether the machine's score counts: each dimension that weighs has to pass. */
  readonly machineCounts: boolean
  /** Between two reviewers of the same conversation. */
  readonly calibration: Readonly<Record<Dimension, Agreement>>
  readonly disputes: { readonly open: number; readonly upheld: number; readonly corrected: number }
}

export type FigureInputs = {
  readonly tallies: readonly WeekTally[]
  /** Drawn in these weeks. */
  readonly drawn: readonly ConversationGrade[]
  /** Drawn in the weeks that the gate looks at, these among them. */
  readonly compared: readonly ConversationGrade[]
}

export function qualityFigures({ tallies, drawn, compared }: FigureInputs, document: QualityDocument): QualityFigures {
  const { gates, machineCounts } = machineStanding(compared, document)
  const graded = tallies.reduce((sum, one) => sum + one.graded, 0)
  const scoreSum = tallies.reduce((sum, one) => sum + one.scoreSum, 0)
  const cannotGrade = tallies.reduce((sum, one) => sum + one.cannotGrade, 0)
  const machine = { mean: graded === 0 ? null : scoreSum / graded, n: graded, cannotGrade }
  const looked = drawn.flatMap((grade) => {
    const value = humanScore(grade)
    return value === null ? [] : [{ grade, value, probability: grade.sample.probability }]
  })
  return {
    score: scoreOf(looked, { machine, machineCounts }),
    drawn: drawn.length,
    reviewed: looked.length,
    machine,
    gates,
    machineCounts,
    calibration: byDimension((dimension) => agreementOf(reviewerPairs(compared, dimension))),
    disputes: {
      open: countOf(drawn, 'open'),
      upheld: countOf(drawn, 'upheld'),
      corrected: countOf(drawn, 'corrected'),
    },
  }
}

/** Whether a machine's grades count beside people's, by what both said of the same conversations. */
export function machineStanding(
  compared: readonly ConversationGrade[],
  { gate, weights }: QualityDocument,
): Pick<QualityFigures, 'gates' | 'machineCounts'> {
  const gates = byDimension((dimension) => gateOf(machinePairs(compared, dimension), gate))
  return {
    gates,
    machineCounts: DIMENSIONS.every((dimension) => weights[dimension] === 0 || gates[dimension].counts),
  }
}

type Looked = { readonly grade: ConversationGrade; readonly value: number; readonly probability: number }

function scoreOf(
  looked: readonly Looked[],
  { machine, machineCounts }: Pick<QualityFigures, 'machine' | 'machineCounts'>,
): QualityFigures['score'] {
  if (!machineCounts || machine.mean === null || looked.length === 0) return { ...hajekMean(looked), by: 'people' }
  const { mean } = machine
  // Any guess will do where the machine has none, as long as it is the same for those that were not drawn.
  const differing = looked.map(({ grade, value, probability }) => ({
    human: value,
    machine: machineScore(grade) ?? mean,
    probability,
  }))
  return { ...assistedMean(differing, { mean, population: machine.n + machine.cannotGrade }), by: 'assisted' }
}

const byDimension = <Value>(of: (dimension: Dimension) => Value): Record<Dimension, Value> => ({
  tone: of('tone'),
  accuracy: of('accuracy'),
  policy: of('policy'),
  process: of('process'),
})

/** The machine against the first reviewer, who had not seen it. */
export function machinePairs(grades: readonly ConversationGrade[], dimension: Dimension): Pair[] {
  return grades.flatMap(({ machine, reviews }): Pair[] => {
    const guess = machine.kind === 'graded' ? machine.dimensions[dimension].grade : null
    const human = reviews[0]?.grades.categories[dimension]
    return guess !== null && isGrade(human) ? [[guess, human]] : []
  })
}

export function reviewerPairs(grades: readonly ConversationGrade[], dimension: Dimension): Pair[] {
  return grades.flatMap(({ reviews: [one, other] }): Pair[] => {
    const [a, b] = [one?.grades.categories[dimension], other?.grades.categories[dimension]]
    return isGrade(a) && isGrade(b) ? [[a, b]] : []
  })
}

const countOf = (grades: readonly ConversationGrade[], state: 'open' | 'upheld' | 'corrected'): number =>
  grades.filter(({ dispute }) => dispute?.state === state).length

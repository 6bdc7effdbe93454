import { describe, expect, it } from 'vitest'
import { ambiguousIn, doubtLines, reportLines, reportOf } from '#infra/ops/training-report'

const trial = (topic: string, best: string, confidence: number) => ({ topic, best, confidence })
const report = reportOf([
  trial('billing', 'billing', 0.92),
  trial('billing', 'returns', 0.45),
  trial('returns', 'returns', 0.71),
  trial('returns', 'billing', 0.3),
  trial('returns', 'billing', 0.2),
])

describe('what a training tells', () => {
  it('is how often it was right, by message and by topic', () => {
    expect(report).toMatchObject({ examples: 5, topics: 2, accuracy: 0.4 })
    expect(report.macroF1).toBeCloseTo((2 / 5 + 2 / 5) / 2)
  })

  it('is the abstention curve: the surer it has to be, the fewer it answers', () => {
    expect(report.curve.find(({ atLeastPercent }) => atLeastPercent === 0)).toMatchObject({ answered: 1, right: 0.4 })
    expect(report.curve.find(({ atLeastPercent }) => atLeastPercent === 50)).toMatchObject({ answered: 0.4, right: 1 })
  })

  it('is how each topic fares, the weakest first', () => {
    expect(report.byTopic.map(({ topic, examples, found, right }) => ({ topic, examples, found, right }))).toEqual([
      { topic: 'billing', examples: 2, found: 0.5, right: 1 / 3 },
      { topic: 'returns', examples: 3, found: 1 / 3, right: 0.5 },
    ])
    expect(reportLines(report)).toContain('  billing: 2, 50.0 %, 33.3 %')
  })

  it('is what no classifier can learn: the same words under two topics', () => {
    const examples = [
      { text: 'A refund, please!', topic: 'billing' },
      { text: 'a refund please', topic: 'returns' },
      { text: 'a refund please', topic: 'returns' },
      { text: 'My parcel', topic: 'delivery' },
    ]
    expect(ambiguousIn(examples)).toBe(1)
    expect(doubtLines({ wordless: 0, ambiguous: 0 })).toEqual([])
    expect(doubtLines({ wordless: 2, ambiguous: 1 }).join(' ')).toMatch(/no word: 2\..*more than one topic: 1\./)
  })

  it('is what is taken for what, most frequent first', () => {
    expect(report.confused).toEqual([
      { topic: 'returns', takenFor: 'billing', times: 2 },
      { topic: 'billing', takenFor: 'returns', times: 1 },
    ])
    expect(reportLines(report).join('\n')).toContain('  returns for billing: 2')
  })
})

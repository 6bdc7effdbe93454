/** The hand-worked cases of tests/fixtures/clocks: lived through write by write, and explained from the ledger. */
import { describe, expect, it } from 'vitest'
import { CLOCK_NAMES, type SlaDocument } from '#domain/sla-policy'
import { clockCases, compared, type Lived, liveThrough, told } from '#tests/support/clock-cases'
import { accountOf, explained, runsOf, type Written } from '#tests/support/watch-writes'

const cases = clockCases()
const named = cases.map((one) => [`${one.file}: ${one.title}`, one] as const)

const documentOf = ({ documents }: Lived, { after }: Written): SlaDocument => {
  const found = documents.find(({ version }) => version === after?.watch?.slaVersion)?.document
  if (found === undefined) throw new Error('no document')
  return found
}

describe('the table of clock cases', () => {
  it('is as large as promised, and no two cases have one title', () => {
    expect(cases.length).toBeGreaterThanOrEqual(45)
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length)
  })

  it.each(named)('%s', (_, clockCase) => {
    const lived = liveThrough(clockCase)
    const last = lived.writes.at(-1)
    const checks = [...lived.checks, ...(last === undefined ? [] : [{ written: last, clocks: clockCase.expect }])]
    for (const { written, clocks } of checks) {
      const upTo = lived.writes.slice(0, lived.writes.indexOf(written) + 1)
      const runs = [...runsOf(upTo).values()]
      for (const clock of CLOCK_NAMES) {
        const texts = [clocks[clock] ?? []].flat()
        const found = runs.filter((one) => one.clock === clock)
        expect(found, `runs of ${clock}`).toHaveLength(texts.length)
        for (const [index, text] of texts.entries()) {
          const run = found[index]?.run
          if (run === undefined) throw new Error(`no run ${index + 1} of ${clock}`)
          const pair = compared(
            text,
            { run, document: documentOf(lived, written), nowMs: written.nowMs },
            clockCase.zone,
          )
          expect(pair.found, `${clock} ${run.run}`).toEqual(pair.expected)
        }
      }
    }
    if (clockCase.tells !== undefined)
      expect(lived.writes.flatMap(({ events }) => events.flatMap(told))).toEqual(clockCase.tells)
  })
})

describe('the ledger of each case', () => {
  it.each(named)('explains the same runs: %s', (_, clockCase) => {
    const { writes, documents } = liveThrough(clockCase)
    const runs = runsOf(writes)
    const stories = explained(writes, documents)
    expect([...stories.keys()].sort()).toEqual([...runs.keys()].sort())
    for (const [key, { run }] of runs) {
      const { startedAtMs, targetMs, policyId, calendar, breachedAtMs, dueAtMs, warned = [], outcome, pausedFor } = run
      expect(stories.get(key), key).toMatchObject({
        startedAtMs,
        targetMs,
        policyId,
        calendar,
        breachedAtMs: breachedAtMs ?? null,
        dueAtMs: dueAtMs ?? null,
        warned: warned.map(([percent, atMs]) => ({ percent, atMs })),
        outcome: outcome ?? (pausedFor === undefined ? 'running' : 'paused'),
        ...(outcome === undefined && pausedFor === undefined ? {} : { countedMs: run.countedMs }),
      })
    }
  })

  it.each(named)('accounts for every second: %s', (_, clockCase) => {
    const { writes, documents } = liveThrough(clockCase)
    for (const story of explained(writes, documents).values())
      expect(accountOf(story)).toEqual({
        gaps: [],
        fromMs: story.startedAtMs,
        untilMs: story.endedAtMs ?? writes.at(-1)?.nowMs,
        countedMs: story.countedMs,
      })
  })
})

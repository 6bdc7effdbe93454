import { describe, expect, it } from 'vitest'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { isOver } from '#domain/watch'
import { parseEvent } from '#events/catalogue'
import { assertLives, type History, lifelike, live, wild } from '#tests/support/clock-histories'
import { fc } from '#tests/support/property'
import { accountOf, explained, isWhollyTold, runsOf, type Written } from '#tests/support/watch-writes'

const kinds = [
  ['lifelike', lifelike],
  ['wild', wild],
] as const

const holdsFor = (arbitrary: fc.Arbitrary<History>, check: (writes: readonly Written[], history: History) => void) =>
  assertLives(fc.property(arbitrary, (history) => check(live(history).writes, history)))

describe.each(kinds)('the clocks of a %s history', (_, histories) => {
  it('are the same when explained from the ledger', () => {
    assertLives(
      fc.property(histories, (history) => {
        const { writes, versions } = live(history)
        // Facts that come after newer ones give no events (derive-events.ts): a wait whose beginning is known better
        // now, an earlier answer that only a row tells. Where the ledger lacks such a fact it explains without it.
        if (!isWhollyTold(writes)) return
        const stories = explained(writes, versions)
        const runs = runsOf(writes)
        expect([...stories.keys()].sort()).toEqual([...runs.keys()].sort())
        for (const [key, { run }] of runs) {
          const told = stories.get(key)
          const { startedAtMs, targetMs, policyId, calendar, breachedAtMs, dueAtMs, warned = [], outcome } = run
          expect(told, key).toMatchObject({ startedAtMs, targetMs, policyId, calendar, dueAtMs: dueAtMs ?? null })
          expect(told?.breachedAtMs).toBe(breachedAtMs ?? null)
          expect(told?.warned).toEqual(warned.map(([percent, atMs]) => ({ percent, atMs })))
          expect(told?.outcome).toBe(outcome ?? (run.pausedFor === undefined ? 'running' : 'paused'))
          if (outcome !== undefined || run.pausedFor !== undefined) expect(told?.countedMs).toBe(run.countedMs)
        }
      }),
    )
  })

  it('account for every millisecond of every run', () => {
    assertLives(
      fc.property(histories, (history) => {
        const { writes, versions } = live(history)
        for (const story of explained(writes, versions).values())
          expect(accountOf(story), `${story.clock} ${story.run}`).toEqual({
            gaps: [],
            fromMs: story.startedAtMs,
            untilMs: story.endedAtMs ?? writes.at(-1)?.nowMs,
            countedMs: story.countedMs,
          })
      }),
    )
  })

  it('never have two response runs at once', () => {
    holdsFor(histories, (writes) => {
      for (const { after } of writes) {
        const { first_response: first, next_response: next } = after?.watch?.runs ?? {}
        expect([first, next].filter((run) => run !== undefined && !isOver(run)).length).toBeLessThanOrEqual(1)
      }
    })
  })

  it('count no more than the time that went by, and never backwards', () => {
    holdsFor(histories, (writes) => {
      for (const { run } of runsOf(writes).values()) {
        expect(run.countedMs).toBeGreaterThanOrEqual(0)
        expect(run.countedMs).toBeLessThanOrEqual(run.sinceMs - run.startedAtMs)
      }
    })
  })

  it('warn in rising order, and never after the breach', () => {
    holdsFor(histories, (writes) => {
      for (const { run } of runsOf(writes).values()) {
        const warned = run.warned ?? []
        for (const [index, [percent, atMs]] of warned.entries()) {
          const [nextPercent, nextMs] = warned[index + 1] ?? [100, run.breachedAtMs ?? Number.POSITIVE_INFINITY]
          expect(nextPercent).toBeGreaterThan(percent)
          expect(nextMs).toBeGreaterThanOrEqual(atMs)
        }
      }
    })
  })

  it('leave a run alone once it is over, but for a note that the conversation was resolved since', () => {
    holdsFor(histories, (writes) => {
      for (const [index, { after }] of writes.entries())
        for (const clock of CLOCK_NAMES) {
          const run = after?.watch?.runs[clock]
          const next = writes[index + 1]?.after?.watch?.runs[clock]
          if (run === undefined || !isOver(run)) continue
          if (next?.run === run.run) expect(next).toEqual(next.resolved === true ? { ...run, resolved: true } : run)
          else expect(next === undefined || next.run > run.run).toBe(true)
        }
    })
  })

  it('keep runs that gave way for the write in which they ended, no longer', () => {
    holdsFor(histories, (writes) => {
      for (const { before, after } of writes)
        for (const { clock, run } of before === after ? [] : (after?.watch?.replaced ?? [])) {
          const known = before?.watch?.runs[clock]
          expect(isOver(run)).toBe(true)
          if (known?.run === run.run) expect(isOver(known)).toBe(false)
        }
    })
  })

  it('tell each breach once, and each that is taken back', () => {
    holdsFor(histories, (writes) => {
      const events = writes.flatMap((written) => written.events)
      for (const [key, { clock, run }] of runsOf(writes)) {
        let told: number | undefined
        for (const event of events) {
          if (event.type !== 'sla.breached.v1' && event.type !== 'sla.breach_withdrawn.v1') continue
          if (event.data.clock !== clock || event.data.run !== run.run) continue
          if (event.type === 'sla.breached.v1') {
            expect(told, key).toBeUndefined()
            told = event.occurredAtMs
          } else {
            expect(event.data.breachedAtMs, key).toBe(told)
            told = undefined
          }
        }
        expect(told, key).toBe(run.breachedAtMs)
      }
    })
  })

  it('tell nothing that the catalogue does not know', () => {
    holdsFor(histories, (writes) => {
      for (const event of writes.flatMap((written) => written.events)) expect(parseEvent(event)).toEqual(event)
    })
  })

  it('stay as they are when somebody looks twice', () => {
    holdsFor(histories, (writes, history) => {
      const twice = live(history.flatMap((turn) => [turn, { nowMs: turn.nowMs }])).writes
      expect(twice.filter((_one, index) => index % 2 === 0).map(standOf)).toEqual(writes.map(standOf))
      for (const [index, again] of twice.entries())
        if (index % 2 === 1) expect(standOf(again)).toEqual(standOf(twice[index - 1]))
    })
  })

  it('do not depend on when, or how often, somebody looks', () => {
    assertLives(
      fc.property(histories, fc.array(fc.nat({ max: 200 * 3_600_000 }), { maxLength: 12 }), (history, moments) => {
        const firstMs = history[0]?.nowMs ?? 0
        const looks = moments.map((afterMs) => ({ nowMs: firstMs + afterMs }))
        const more = [...history, ...looks].sort((a, b) => a.nowMs - b.nowMs)
        const lastMs = Math.max(...more.map(({ nowMs }) => nowMs))
        const [plain, watched] = [history, more].map((one) => live([...one, { nowMs: lastMs }]).writes.at(-1))
        expect(standOf(watched)).toEqual(standOf(plain))
      }),
    )
  })

  it('name a next instant that is still to come', () => {
    holdsFor(histories, (writes) => {
      for (const { after, nowMs } of writes)
        expect(after?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(nowMs)
    })
  })

  it('do nothing before the instant that they name', () => {
    holdsFor(histories, (writes, history) => {
      const slept = live(history.filter((turn, index) => isNews(turn) || !sleeps(writes[index - 1], turn.nowMs)))
      expect(standOf(slept.writes.at(-1))).toEqual(standOf(writes.at(-1)))
      for (const [index, { events, before, nowMs }] of writes.entries()) {
        const turn = history[index]
        if (turn === undefined || isNews(turn) || nowMs >= (before?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY))
          continue
        expect(events).toEqual([])
      }
    })
  })
})

describe('lifelike histories', () => {
  it('are nearly all told wholly by their ledgers', () => {
    const sampled = fc.sample(lifelike, { numRuns: 500, seed: 7 })
    const told = sampled.filter((history) => isWhollyTold(live(history).writes))
    expect(told.length / sampled.length).toBeGreaterThan(0.9)
  })
})

const standOf = (written: Written | undefined) => ({
  runs: written?.after?.watch?.runs,
  nextAtMs: written?.after?.watch?.nextAtMs,
})

const isNews = ({ observations, document }: History[number]): boolean =>
  observations !== undefined || document !== undefined

const sleeps = (before: Written | undefined, nowMs: number): boolean =>
  nowMs < (before?.after?.watch?.nextAtMs ?? Number.POSITIVE_INFINITY)

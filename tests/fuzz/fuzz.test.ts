import { describe, expect, it } from 'vitest'
import { fuzz, type Game, TARGETS, type Target } from './fuzz-run.ts'
import { messageOf, type OpenerCase, openerCase } from './opener-case.ts'

/** `FUZZ_SEED` repeats a run; `npm run fuzz` plays a hundred thousand. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const RUNS: Readonly<Record<Target, number>> = { webhooks: 1_000, queues: 2_000, readings: 600 }
const LIMIT_MS = 120_000

describe(`spoiled messages, seed ${seed}`, () => {
  for (const target of Object.keys(RUNS) as Target[]) {
    it(
      `${target}: each is refused with a reason or kept whole, and none crashes`,
      async () => {
        const { outcomes, failure } = await TARGETS[target]({ seed, runs: RUNS[target] })
        expect(failure).toBeUndefined()
        // a run in which nothing is taken, or nothing refused, would prove nothing
        expect(outcomes.size).toBeGreaterThan(8)
      },
      LIMIT_MS,
    )
  }

  it('what does not hold is shrunk to what matters, and can be played again by its path', async () => {
    const game: Game<OpenerCase> = {
      cases: openerCase,
      play: async ({ changes }) => {
        if (changes.some(({ how }) => how === 'wrap')) throw new Error('planted')
        return 'held'
      },
      show: (one) => Buffer.from(messageOf(one)),
    }
    const found = await fuzz({ seed: 1, runs: 400 }, game)
    expect(found.failure?.error).toContain('planted')
    expect(found.failure?.shrunk).toMatchObject({ sample: 0, changes: [{ how: 'wrap', place: 0 }] })
    const again = await fuzz({ seed: 1, runs: 1, path: found.failure?.path ?? '' }, game)
    expect(again.failure?.shrunk).toEqual(found.failure?.shrunk)
  })
})

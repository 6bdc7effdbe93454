/**
 * Settings of all property tests: 1,000 runs each (`FC_RUNS` for more) and one printed seed. A failing run is repeated
 * with `FC_SEED=<seed> npx vitest run <file>`.
 */
import * as fc from 'fast-check'

const seed = Number(process.env.FC_SEED ?? Date.now())
const numRuns = Number(process.env.FC_RUNS ?? 1_000)

fc.configureGlobal({ seed, numRuns })
console.info(`property tests: FC_SEED=${seed}, ${numRuns} runs each`)

export { fc }

/** Throws with the smallest counterexample found. For synchronous properties. */
export function assertProperty<Values>(property: fc.IProperty<Values>): void {
  void fc.assert(property)
}

import { describe, expect, it } from 'vitest'
import type { Law } from '#domain/advance-watch'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta } from '#domain/counts'
import { EARLY_MS } from '#domain/deadline-message'
import { derive } from '#domain/derive-events'
import { stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { parseEvent } from '#events/catalogue'
import { type CommitDeps, commitObservations } from '#functions/process/commit-observations'
import { moveOn, reevaluate } from '#functions/sla/reevaluate'
import { observationArbitrary } from '#tests/support/arbitraries'
import { CONVERSATION_ID, SHIPPED_LAW, START_MS } from '#tests/support/builders'
import { fc } from '#tests/support/property'
import { STORY_LAW } from '#tests/support/watch-law'
import { aDeadline, aWatcher } from './a-watcher.ts'

type Step =
  | { readonly webhooks: readonly [Observation, ...Observation[]] }
  /** So much later than the next instant. */
  | { readonly deadline: number }
  | { readonly wait: number }
  /** Another document is activated, or the one before again. */
  | { readonly activate: Law }

const MINUTE_MS = 60_000
const lateness = fc.constantFrom(0, 1, 999, 3_000, 90 * MINUTE_MS)
/** Observations tell of the first minute, however late they are learned: facts come after the deadlines they concern. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(observationArbitrary).map((webhooks): Step => ({ webhooks })) },
  {
    weight: 1,
    arbitrary: fc.tuple(observationArbitrary, observationArbitrary).map((webhooks): Step => ({ webhooks })),
  },
  { weight: 4, arbitrary: lateness.map((deadline): Step => ({ deadline })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }).map((minutes): Step => ({ wait: minutes * MINUTE_MS })) },
  { weight: 1, arbitrary: fc.constantFrom(SHIPPED_LAW, STORY_LAW).map((activate): Step => ({ activate })) },
)

type Write = { readonly before: Conversation | undefined; readonly after: Conversation }

/** A conversation that the two functions write to, and every write of it. */
function aLife() {
  let law = SHIPPED_LAW
  const lawFor = async (_account: string, watch: Conversation['watch']) => {
    const formerly = [SHIPPED_LAW, STORY_LAW].find(({ sla }) => sla.version === watch?.slaVersion)?.sla
    return formerly === undefined || formerly.version === law.sla.version ? { law } : { law, formerly }
  }
  const watcher = aWatcher(START_MS, { lawFor })
  const { deps, time, announced, store } = watcher
  const processing: CommitDeps = { ...deps, commit: (draft, over) => store.commit(draft, over), count: () => undefined }
  const held = () => watcher.held(CONVERSATION_ID)
  const writes: Write[] = []
  const noting = async (work: () => Promise<unknown>): Promise<void> => {
    const before = held()?.conversation
    await work()
    const after = held()?.conversation
    if (after !== undefined && after.version !== before?.version) writes.push({ before, after })
  }
  return {
    ...watcher,
    held,
    writes,
    async live(one: Step): Promise<void> {
      if ('activate' in one) {
        const activatedAtMs = time.nowMs
        const { sla, escalation } = one.activate
        law = { sla: { ...sla, activatedAtMs }, escalation: { ...escalation, activatedAtMs } }
      }
      if ('wait' in one) time.nowMs += one.wait
      if ('webhooks' in one) {
        time.nowMs += 700
        const [first, ...rest] = one.webhooks
        const observed = (observation: Observation) => ({ observation, state: stateOf(observation) })
        await noting(() => commitObservations([observed(first), ...rest.map(observed)], held(), processing))
      }
      if ('deadline' in one) {
        const nextAtMs = held()?.conversation.watch?.nextAtMs
        if (nextAtMs === undefined) return
        time.nowMs = Math.max(time.nowMs, nextAtMs + one.deadline)
        await noting(() => reevaluate(aDeadline(CONVERSATION_ID, nextAtMs), held(), deps))
        expect(held()?.conversation.watch?.nextAtMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(time.nowMs)
        const { length } = writes
        // a repeat that comes just before the next instant waits for that one
        const isNear = (held()?.conversation.watch?.nextAtMs ?? Number.POSITIVE_INFINITY) - time.nowMs <= EARLY_MS
        await noting(() => reevaluate(aDeadline(CONVERSATION_ID, nextAtMs), held(), deps))
        expect(writes).toHaveLength(isNear ? length + 1 : length)
        // announced again only for what comes in the next seconds, never for now
        for (const { atMs } of announced) expect(atMs).toBeGreaterThan(time.nowMs)
        announced.length = 0
      }
    },
  }
}

const lives = fc.array(step, { minLength: 1, maxLength: 14 })
const eachLife = (check: (life: ReturnType<typeof aLife>) => Promise<void> | void) =>
  fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      const life = aLife()
      for (const one of steps) await life.live(one)
      await check(life)
    }),
    { numRuns: 400 },
  )

describe('a watched conversation, whatever happens to it', () => {
  it('has its next instant ahead once a deadline was handled: no deadline keeps coming up', async () => {
    await eachLife(() => undefined)
  })

  it('comes to rest when only time goes by: every chain of deadlines ends', async () => {
    await eachLife(async (life) => {
      for (let nth = 0; life.held()?.conversation.watch?.nextAtMs !== undefined; nth++) {
        expect(nth).toBeLessThan(40)
        await life.live({ deadline: 0 })
      }
    })
  })

  it('gives an event with every change of the counters, and only events of promised shapes', async () => {
    const met = new Set<string>()
    await eachLife(({ writes }) => {
      for (const { before, after } of writes) {
        const events = derive(before, after)
        for (const event of events) {
          expect(parseEvent(event)).toEqual(event)
          met.add(event.type)
        }
        const delta = countDelta(before, after)
        if (COUNT_NAMES.some((name) => delta[name] !== 0)) expect(events).not.toHaveLength(0)
      }
    })
    // real lives, not only quiet ones
    expect([...met]).toEqual(
      expect.arrayContaining([
        ...['sla.warned.v1', 'sla.breached.v1', 'sla.met.v1', 'promise.broken.v1'],
        ...['escalation.raised.v1', 'escalation.rung_reached.v1', 'escalation.stood_down.v1'],
      ]),
    )
  })

  it('has nothing to tell when it is looked at again at the same time', async () => {
    await eachLife(async ({ held, deps }) => {
      const look = async (): Promise<Conversation | undefined> => {
        const before = held()
        if (before !== undefined) await moveOn(before, deps, { correlationId: 'look' })
        return held()?.conversation
      }
      const first = await look()
      const second = await look()
      if (first === undefined || second === undefined) return
      // what has ended is forgotten, silently
      expect(derive(first, { ...second, version: first.version + 1 })).toEqual([])
      expect(Object.values(countDelta(first, second)).every((by) => by === 0)).toBe(true)
      expect((await look())?.version).toBe(second.version)
    })
  })
})

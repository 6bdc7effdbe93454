import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { type CommitDeps, commitObservations, type Group } from '#functions/process/commit-observations'
import {
  aConversation,
  aMessage,
  anObservation,
  aSnapshot,
  SHIPPED_LAW,
  START_MS,
  stateAfter,
} from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'
import { STORY_LAW } from '#tests/support/watch-law'
import { aWatched } from '#tests/support/watched'

const NOW_MS = START_MS + 6_000

function aDesk(changes: Partial<CommitDeps> = {}) {
  const store = new FakeConversationStore()
  const { count, counts } = recorder()
  const waits: number[] = []
  const deps: CommitDeps = {
    commit: (draft, over) => store.commit(draft, over),
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => NOW_MS,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
    count,
    ...changes,
  }
  const held = () => store.find('shop', 1042)
  return { store, deps, counts, waits, held }
}
const groupOf = (first: Observation, ...rest: Observation[]): Group => [
  { observation: first, state: stateOf(first) },
  ...rest.map((observation) => ({ observation, state: stateOf(observation) })),
]

const asked = anObservation()
const replied = anObservation({
  receivedAtMs: START_MS + 5_000,
  correlationId: 'corr-2',
  messages: [aMessage({ id: 88_002, kind: 'operator', answers: true, atMs: START_MS + 4_000, senderId: 41 })],
})

describe('committing observations', () => {
  it('writes their join once, stamped by the newest', async () => {
    const { store, deps, counts, held } = aDesk()
    expect(await commitObservations(groupOf(replied, asked), undefined, deps)).toEqual({ kind: 'done' })
    expect(store.commits).toHaveLength(1)
    expect(held()?.conversation).toMatchObject({
      version: 1,
      state: stateAfter(asked, replied),
      observedAtMs: START_MS + 5_000,
      correlationId: 'corr-2',
    })
    expect(counts).toEqual({ ConversationsWritten: 1, ObservationsMerged: 2 })
  })

  it('writes nothing when nothing is new', async () => {
    const { store, deps, counts, held } = aDesk()
    await commitObservations(groupOf(asked, replied), undefined, deps)
    expect(await commitObservations(groupOf(asked), held(), deps)).toEqual({ kind: 'done' })
    expect(store.commits).toHaveLength(1)
    expect(counts).toMatchObject({ NoChange: 1 })
  })

  it('merges again with the conversation that won the race', async () => {
    const { store, deps, counts, held } = aDesk()
    const other = anObservation({
      snapshot: aSnapshot({ updatedAtUs: START_MS * 1000 + 9_000_000, priority: 'urgent' }),
    })
    store.beforeCommit = async () => {
      store.beforeCommit = async () => undefined
      store.plant({ conversation: aConversation({ version: 5, state: stateOf(other) }), carried: { kept: true } })
    }
    await commitObservations(groupOf(replied), undefined, deps)
    expect(held()).toMatchObject({
      conversation: { version: 6, state: stateAfter(other, replied) },
      carried: { kept: true },
    })
    expect(counts).toMatchObject({ LostRaces: 1 })
  })

  it('writes nothing after a lost race when the winner knew it all', async () => {
    const { store, deps, counts } = aDesk()
    store.beforeCommit = async () =>
      store.plant({ conversation: aConversation({ version: 5, state: stateAfter(asked, replied) }), carried: {} })
    expect(await commitObservations(groupOf(asked), undefined, deps)).toEqual({ kind: 'done' })
    expect(store.commits).toHaveLength(0)
    expect(counts).toEqual({ LostRaces: 1, NoChange: 1 })
  })

  it('begins anew when the conversation is gone meanwhile', async () => {
    const { store, deps, held } = aDesk()
    await commitObservations(groupOf(asked), undefined, deps)
    const stale = held()
    store.remove('shop', 1042)
    await commitObservations(groupOf(replied), stale, deps)
    expect(held()?.conversation).toMatchObject({ version: 1, state: stateOf(replied) })
  })

  it('gives up after six lost races, having waited with jitter between them', async () => {
    const { store, deps, counts, waits } = aDesk()
    let version = 1
    store.beforeCommit = async () => store.plant({ conversation: aConversation({ version: ++version }), carried: {} })
    expect(await commitObservations(groupOf(replied), undefined, deps)).toEqual({ kind: 'retry' })
    expect(counts).toEqual({ LostRaces: 6 })
    expect(waits).toEqual([10, 20, 40, 80, 160, 160])
  })

  it('ends as dead what the store refuses', async () => {
    const { store, deps } = aDesk()
    store.refuses = () => true
    expect(await commitObservations(groupOf(asked), undefined, deps)).toMatchObject({
      kind: 'dead',
      reason: 'impossible',
    })
  })

  it('moves the clocks in the same write, by its time and not by that of the webhook', async () => {
    const lateMs = START_MS + 31 * 60_000
    const { store, deps } = aDesk({ now: () => lateMs })
    await commitObservations(groupOf(asked), undefined, deps)
    const { first_response: run } = store.commits[0]?.watch?.runs ?? {}
    expect(run).toMatchObject({ startedAtMs: START_MS, warned: [[50, START_MS + 1_800_000]] })
    expect(store.commits[0]?.watch?.nextAtMs).toBe(START_MS + 45 * 60_000)
  })

  it('follows the clocks that are stored, by the documents they were counted by', async () => {
    const stored = aWatched({ writtenAtMs: START_MS + 900 })
    const asks: unknown[] = []
    const { store, deps, held } = aDesk({
      lawFor: async (account, watch) => {
        asks.push([account, watch?.slaVersion])
        return { law: STORY_LAW, formerly: SHIPPED_LAW.sla }
      },
    })
    store.plant({ conversation: stored, carried: {} })
    await commitObservations(groupOf(replied), held(), deps)
    expect(asks).toEqual([['shop', 0]])
    // the new document promises nothing to this customer
    expect(store.commits[0]?.watch).toMatchObject({
      slaVersion: 3,
      policyId: null,
      runs: { resolution: { outcome: 'cancelled' } },
    })
  })

  it('after a lost race goes on from the clocks of the winner', async () => {
    const { store, deps } = aDesk()
    const winner = aWatched({ version: 5, writtenAtMs: START_MS + 1_000 })
    store.beforeCommit = async () => {
      store.beforeCommit = async () => undefined
      store.plant({ conversation: winner, carried: {} })
    }
    await commitObservations(groupOf(replied), undefined, deps)
    expect(store.commits[0]?.watch?.runs.first_response).toMatchObject({ run: 1, outcome: 'met', countedMs: 4_000 })
  })

  it('watches nothing before a row is known', async () => {
    const { snapshot: _row, ...bare } = anObservation()
    const { store, deps } = aDesk()
    await commitObservations(groupOf(bare), undefined, deps)
    expect(store.commits[0]).not.toHaveProperty('watch')
  })

  it('throws when the documents cannot be read, and writes nothing', async () => {
    const { store, deps } = aDesk({ lawFor: () => Promise.reject(new Error('down')) })
    await expect(commitObservations(groupOf(asked), undefined, deps)).rejects.toThrow('down')
    expect(store.commits).toHaveLength(0)
  })

  it('ends in the same state however batches are cut and raced', async () => {
    const observation = fc
      .record({
        id: fc.integer({ min: 1, max: 6 }),
        second: fc.nat(30),
        kind: fc.constantFrom('customer', 'operator', 'bot'),
      })
      .map(({ id, second, kind }) =>
        anObservation({
          snapshot: aSnapshot({ updatedAtUs: (START_MS + second * 1000) * 1000 }),
          messages: [aMessage({ id, atMs: START_MS + id * 1000, kind, answers: kind !== 'customer' })],
        }),
      )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(observation, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        async (batches) => {
          const { deps, held } = aDesk()
          // Every batch read before any of them wrote: all but one lose their first race.
          await Promise.all(
            batches.map(([first, ...rest]) =>
              first ? commitObservations(groupOf(first, ...rest), undefined, deps) : undefined,
            ),
          )
          expect(held()?.conversation.state).toEqual(stateAfter(...batches.flat()))
        },
      ),
      { numRuns: 200 },
    )
  })
})

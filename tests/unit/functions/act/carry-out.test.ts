import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { carryOut } from '#functions/act/carry-out'
import { aNote, anOperatorAssignment, aPriority, aTeamAssignment } from '#tests/support/actions'
import { FakeChatwoot, LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'
import { fc } from '#tests/support/property'

const applied = { kind: 'applied', already: false }
const already = { kind: 'applied', already: true }
const busy = passing('rate_limited', false)
const silent = passing('timed_out', true)

function aTry() {
  const chatwoot = new FakeChatwoot()
  const waits: number[] = []
  const clock = { nowMs: 0, callMs: 0 }
  const deps = {
    /** Asked before and after each call. */
    now: () => {
      clock.nowMs += clock.callMs
      return clock.nowMs
    },
    random: () => 0.5,
    wait: async (ms: number) => {
      waits.push(ms)
    },
  }
  const run = (action: Action, attempts = 1) =>
    carryOut(action, { chatwoot, nth: { attempts, firstTriedAtMs: 0, key: 'k1' } }, deps)
  return { chatwoot, run, waits, clock }
}

describe('adding a note', () => {
  it('takes one call', async () => {
    const { chatwoot, run } = aTry()
    expect(await run(aNote())).toEqual(applied)
    expect(chatwoot.calls).toEqual(['addNote'])
    expect(chatwoot.notes).toEqual([
      { text: 'The first response is late.', mention: { id: 41, name: 'Avery Example' }, mentionTeam: null, key: 'k1' },
    ])
  })

  it('that was added by an earlier try is found and not added again', async () => {
    const { chatwoot, run } = aTry()
    await run(aNote())
    expect(await run(aNote(), 2)).toEqual(already)
    expect(chatwoot.notes).toHaveLength(1)
  })

  it('that no earlier try has added is added', async () => {
    const { chatwoot, run } = aTry()
    expect(await run(aNote(), 2)).toEqual(applied)
    expect(chatwoot.calls).toEqual(['findNote', 'addNote'])
  })

  it('is tried once more where the first call was not taken, after a jittered wait', async () => {
    const { chatwoot, run, waits } = aTry()
    chatwoot.failNext(busy)
    expect(await run(aNote())).toEqual(applied)
    expect(waits).toEqual([250])
  })

  it('leaves anything longer to the queue', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext(busy, busy)
    expect(await run(aNote())).toEqual({ kind: 'later', code: 'rate_limited', denied: false })
    expect(chatwoot.calls).toHaveLength(2)
  })

  it.each(['timed_out', 'connection_lost', 'http_500', 'unreadable_answer'])(
    'is never repeated at once after %s: it may have been added',
    async (code) => {
      const { chatwoot, run } = aTry()
      chatwoot.failNext(passing(code, true))
      expect(await run(aNote())).toEqual({ kind: 'later', code, denied: false })
      expect(await run(aNote(), 2)).toEqual(already)
      expect(chatwoot.notes).toHaveLength(1)
    },
  )

  it('adds nothing while nobody can say whether it was added', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext(silent, silent)
    expect(await run(aNote(), 2)).toMatchObject({ kind: 'later' })
    expect(chatwoot.calls).toEqual(['findNote', 'findNote'])
  })

  it('ends in exactly one note, whatever goes wrong on the way', async () => {
    const ends = fc.array(fc.constantFrom(busy, silent, LOST_ON_THE_WAY, passing('http_502', true)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(ends, async (mishaps) => {
        const { chatwoot, run } = aTry()
        chatwoot.failNext(...mishaps)
        const endings: string[] = []
        for (let attempts = 1; endings.at(-1) !== 'applied'; attempts++) {
          endings.push((await run(aNote(), attempts)).kind)
          expect(chatwoot.notes.length).toBeLessThanOrEqual(1)
        }
        expect(chatwoot.notes).toHaveLength(1)
        expect(endings.length).toBeLessThanOrEqual(mishaps.length + 1)
      }),
    )
  })

  it('that a customer can see has failed, however it came about', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.addNote = async () => ({ kind: 'ok', value: { private: false } })
    expect(await run(aNote())).toEqual({ kind: 'failed', code: 'note_not_private' })
  })
})

const changes: readonly (readonly [string, Action, object])[] = [
  ['assignTeam', aTeamAssignment(), { teamId: 5 }],
  ['assignOperator', anOperatorAssignment(), { operatorId: 41 }],
  ['setPriority', aPriority(), { priority: 'urgent' }],
]

describe('changing a conversation', () => {
  it.each(changes)('%s makes it as wished', async (call, action, wish) => {
    const { chatwoot, run } = aTry()
    expect(await run(action)).toEqual(applied)
    expect(chatwoot.calls).toEqual(['conversation', call])
    expect(chatwoot.assigned).toMatchObject(wish)
  })

  it.each(changes)('%s leaves alone what a person has made so already', async (_call, action, wish) => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, ...wish }
    expect(await run(action)).toEqual(already)
    expect(chatwoot.calls).toEqual(['conversation'])
  })

  it.each(changes)('%s may be repeated at once: twice is the same as once', async (call, action) => {
    const { chatwoot, run } = aTry()
    await run(action)
    chatwoot.assigned = { operatorId: 42, teamId: 6, priority: null }
    chatwoot.calls.length = 0
    chatwoot.failNext(passing('http_503', true), busy)
    expect(await run(action)).toMatchObject({ kind: 'later' })
    chatwoot.failNext(passing('http_503', true))
    expect(await run(action)).toEqual(applied)
    expect(chatwoot.calls).toEqual(['conversation', 'conversation', 'conversation', 'conversation', call])
  })

  it('is not repeated at once where the server was slow', async () => {
    const { chatwoot, run, clock } = aTry()
    clock.callMs = 2_001
    chatwoot.failNext(passing('http_503', true))
    expect(await run(aPriority())).toMatchObject({ kind: 'later', code: 'http_503' })
    expect(chatwoot.calls).toEqual(['conversation'])
  })

  it.each([
    [anOperatorAssignment({ operatorId: 999 }), { operatorId: 42 }],
    [aTeamAssignment({ teamId: 999 }), { teamId: 6 }],
  ])('to somebody unknown fails, and puts back who was there: $verb', async (action, before) => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, ...before }
    expect(await run(action)).toEqual({ kind: 'failed', code: 'unassigned_by_mistake', restored: true })
    expect(chatwoot.assigned).toMatchObject(before)
  })

  it('to somebody unknown where nobody was is taken back by itself', async () => {
    const { run } = aTry()
    const ending = { kind: 'failed', code: 'unassigned_by_mistake', restored: true }
    expect(await run(anOperatorAssignment({ operatorId: 999 }))).toEqual(ending)
  })

  it('says so when who was there could not be put back', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: 42 }
    chatwoot.known.delete(42)
    const ending = { kind: 'failed', code: 'unassigned_by_mistake', restored: false }
    expect(await run(anOperatorAssignment({ operatorId: 999 }))).toEqual(ending)
  })
})

describe('refusals', () => {
  it.each([aNote(), ...changes.map(([, action]) => action)])('end $verb for good', async (action) => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext({ kind: 'refused', code: 'conversation_gone' })
    expect(await run(action)).toEqual({ kind: 'failed', code: 'conversation_gone' })
    expect(chatwoot.calls).toHaveLength(1)
  })

  it.each(['token_refused', 'not_permitted'] as const)('%s waits for a person', async (code) => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext({ kind: 'denied', code })
    expect(await run(aNote())).toEqual({ kind: 'later', code, denied: true })
    expect(chatwoot.calls).toHaveLength(1)
  })
})

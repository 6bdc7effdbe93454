import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { carryOut } from '#functions/act/carry-out'
import { sha256Hex } from '#runtime/digest'
import {
  aLabel,
  aNote,
  anOperatorAssignment,
  anUnassignment,
  aPriority,
  aStatus,
  aTeamAssignment,
  someAttributes,
} from '#tests/support/actions'
import { START_MS } from '#tests/support/builders'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { FakeChatwoot, LOST_ON_THE_WAY, NOT_TAKEN, passing } from '#tests/support/fake-chatwoot'
import { noProposals } from '#tests/support/no-proposals'
import { fc } from '#tests/support/property'

const applied = { kind: 'applied', already: false }
const already = { kind: 'applied', already: true }
const busy = passing('rate_limited', false)
const silent = passing('timed_out', true)

function aTry() {
  const chatwoot = new FakeChatwoot()
  const approvals = new FakeApprovalStore(() => START_MS)
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
    approvals,
    textHash: sha256Hex,
    replyMaxAgeMs: 15 * 60_000,
    isOff: async () => false,
    proposals: noProposals,
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
    expect(chatwoot.notes).toMatchObject([
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
    expect(chatwoot.calls).toEqual(['findOwn', 'addNote'])
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
      expect(await run(aNote())).toEqual({ kind: 'later', code, denied: false, afterS: 60 })
      expect(await run(aNote(), 2)).toEqual(already)
      expect(chatwoot.notes).toHaveLength(1)
    },
  )

  it('adds nothing while nobody can say whether it was added', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext(silent, silent)
    expect(await run(aNote(), 2)).toMatchObject({ kind: 'later' })
    expect(chatwoot.calls).toEqual(['findOwn', 'findOwn'])
  })

  it('ends in exactly one note, whatever goes wrong on the way', async () => {
    const ends = fc.array(
      fc.constantFrom(busy, silent, LOST_ON_THE_WAY, passing('http_502', true), passing('unprocessable', true)),
      { maxLength: 12 },
    )
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

  it('that Chatwoot refuses comes back: its 422 stands for what passes too', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext(NOT_TAKEN)
    expect(await run(aNote())).toEqual({ kind: 'later', code: 'unprocessable', denied: false, afterS: 60 })
    expect(await run(aNote(), 2)).toEqual(applied)
    expect(chatwoot.notes).toHaveLength(1)
  })

  it('that Chatwoot refuses a third time has failed, and keeps the conversation from its other actions no longer', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.before.set('addNote', () => chatwoot.failNext(NOT_TAKEN))
    expect(await run(aNote(), 3)).toEqual({ kind: 'failed', code: 'unprocessable' })
    expect(chatwoot.calls).toEqual(['findOwn', 'addNote', 'findOwn'])
  })

  it('that is there after all is no failure, however often Chatwoot has refused it', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.before.set('addNote', () => chatwoot.failNext(passing('unprocessable', true)))
    expect(await run(aNote(), 3)).toEqual(already)
    expect(chatwoot.notes).toHaveLength(1)
  })

  it('that nobody can look for any more is not posted again', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.failNext({ kind: 'refused', code: 'too_many_messages_since' })
    expect(await run(aNote(), 2)).toEqual({ kind: 'failed', code: 'too_many_messages_since' })
    expect(chatwoot.calls).toEqual(['findOwn'])
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
  ['setStatus', aStatus(), { status: 'resolved' }],
  ['setStatus', aStatus({ status: 'snoozed', snoozedUntilMs: 60_000 }), { status: 'snoozed', snoozedUntilMs: 60_000 }],
  ['replaceCustomAttributes', someAttributes(), { customAttributes: { order_id: 'HL-1' } }],
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
    chatwoot.assigned = { ...new FakeChatwoot().assigned, operatorId: 42, teamId: 6 }
    chatwoot.calls.length = 0
    chatwoot.failNext(passing('http_503', true), busy)
    expect(await run(action)).toMatchObject({ kind: 'later' })
    chatwoot.failNext(passing('http_503', true))
    expect(await run(action)).toEqual(applied)
    expect(chatwoot.calls).toEqual(['conversation', 'conversation', 'conversation', 'conversation', call])
  })

  it.each([
    [aTeamAssignment({ teamId: null }), { teamId: 5 }, { teamId: null }],
    [aPriority({ priority: null }), { priority: 'low' as const }, { priority: null }],
  ])('takes away what was set: $verb', async (action, before, after) => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, ...before }
    expect([await run(action), await run(action)]).toEqual([applied, already])
    expect(chatwoot.assigned).toMatchObject(after)
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

describe('assigning only where nobody was first', () => {
  const expects = { operatorId: null }

  it.each([
    [anOperatorAssignment({ expects }), 41],
    [anOperatorAssignment({ expects: { operatorId: 41 }, operatorId: 6 }), 6],
  ])('assigns whom it is meant for', async (action, operatorId) => {
    const { chatwoot, run } = aTry()
    if (operatorId === 6) chatwoot.assigned = { ...chatwoot.assigned, operatorId: 41 }
    expect(await run(action)).toEqual(applied)
    expect(chatwoot.assigned.operatorId).toBe(operatorId)
  })

  it.each([anOperatorAssignment({ expects }), anUnassignment({ expects: { operatorId: 41 } })])(
    '$verb gives way to a person',
    async (action) => {
      const { chatwoot, run } = aTry()
      chatwoot.assigned = { ...chatwoot.assigned, operatorId: 42 }
      expect(await run(action)).toEqual({ kind: 'superseded', code: 'human_won' })
      expect(chatwoot.calls).toEqual(['conversation'])
    },
  )

  it('is not what did it where the person did just that; a later try cannot know, and takes it for done', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: 41 }
    expect(await run(anOperatorAssignment({ expects }))).toEqual({ kind: 'superseded', code: 'human_won' })
    expect(await run(anOperatorAssignment({ expects }), 2)).toEqual(already)
    expect(chatwoot.calls).toEqual(['conversation', 'conversation'])
  })

  it('is done where a call whose answer was lost has done it', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.before.set('assignOperator', () => {
      chatwoot.failNext(passing('http_503', true))
      chatwoot.before.set('conversation', () => {
        chatwoot.assigned = { ...chatwoot.assigned, operatorId: 41 }
      })
    })
    expect(await run(anOperatorAssignment({ expects }))).toEqual(already)
  })

  it('has nobody to take away where the person did just that', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: null }
    expect(await run(anUnassignment({ expects: { operatorId: 41 } }))).toEqual(already)
  })

  it('looks again before it repeats a call that may have been done: a person may have been faster', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.before.set('assignOperator', () => {
      chatwoot.failNext(passing('http_503', true))
      chatwoot.before.set('conversation', () => {
        chatwoot.assigned = { ...chatwoot.assigned, operatorId: 42 }
      })
    })
    expect(await run(anOperatorAssignment({ expects }))).toEqual({ kind: 'superseded', code: 'human_won' })
    expect(chatwoot.assigned.operatorId).toBe(42)
  })

  it('is not wanted where the conversation has been closed or put off', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: null, status: 'snoozed' }
    const action = anOperatorAssignment({ expects: { operatorId: null, status: 'open' } })
    expect(await run(action)).toEqual({ kind: 'superseded', code: 'human_won' })
    expect(chatwoot.calls).toEqual(['conversation'])
  })

  it('takes nobody for the one it expects where it may be with nobody too', async () => {
    const action = anOperatorAssignment({ operatorId: 6, expects: { operatorId: 41, orNobody: true } })
    for (const [operatorId, ending] of [
      [41, applied],
      [null, applied],
      [42, { kind: 'superseded', code: 'human_won' }],
    ] as const) {
      const { chatwoot, run } = aTry()
      chatwoot.assigned = { ...chatwoot.assigned, operatorId }
      expect(await run(action)).toEqual(ending)
    }
  })

  it('takes an assignee away', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: 41 }
    expect(await run(anUnassignment({ expects: { operatorId: 41 } }))).toEqual(applied)
    expect(chatwoot.assigned.operatorId).toBeNull()
  })
})

describe('labels and attributes', () => {
  it('keep what others have put there', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.labelled = ['vip']
    chatwoot.assigned = { ...chatwoot.assigned, customAttributes: { tier: 'gold', old: 1 } }
    expect(await run(aLabel())).toEqual(applied)
    expect(chatwoot.labelled).toEqual(['vip', 'delivery'])
    expect(await run(aLabel({ verb: 'remove_label', label: 'vip' }))).toEqual(applied)
    expect(chatwoot.labelled).toEqual(['delivery'])
    expect(await run(someAttributes({ attributes: { order_id: 'HL-1', old: null } }))).toEqual(applied)
    expect(chatwoot.assigned.customAttributes).toEqual({ tier: 'gold', order_id: 'HL-1' })
  })

  it('are not written where they are so already', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.labelled = ['delivery']
    expect(await run(aLabel())).toEqual(already)
    expect(await run(aLabel({ verb: 'remove_label', label: 'vip' }))).toEqual(already)
    expect(await run(someAttributes({ attributes: { gone: null } }))).toEqual(already)
    expect(chatwoot.calls).toEqual(['labels', 'labels', 'conversation'])
  })

  it('of others go back as they came: null, nested, and by whatever name', async () => {
    const { chatwoot, run } = aTry()
    const theirs = { old: null, plan: { tiers: ['gold', null], price: 9.5 }, constructor: 'x' }
    chatwoot.assigned = { ...chatwoot.assigned, customAttributes: { ...theirs, gone: 1 } }
    expect(await run(someAttributes({ attributes: { order_id: 'HL-1', gone: null } }))).toEqual(applied)
    expect(chatwoot.assigned.customAttributes).toEqual({ ...theirs, order_id: 'HL-1' })
    expect(await run(someAttributes({ attributes: { order_id: 'HL-1', toString: null } }))).toEqual(already)
  })

  it('are not replaced where those of others could not be read', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = { ...chatwoot.assigned, customAttributes: null }
    expect(await run(someAttributes())).toEqual({ kind: 'later', code: 'unreadable_answer', denied: false })
    expect(chatwoot.calls).not.toContain('replaceCustomAttributes')
  })

  it.each([{ ad_id: 2 ** 53 }, { plan: { ids: [1, 10 ** 20] } }])(
    'are not replaced where a number of others would come back as another: %j',
    async (theirs) => {
      const { chatwoot, run } = aTry()
      chatwoot.assigned = { ...chatwoot.assigned, customAttributes: theirs }
      expect(await run(someAttributes())).toEqual({ kind: 'failed', code: 'attributes_not_exact' })
      expect(chatwoot.calls).toEqual(['conversation'])
    },
  )

  it('that Chatwoot does not take have failed', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.replaceLabels = async () => ({ kind: 'ok', value: [] })
    expect(await run(aLabel())).toEqual({ kind: 'failed', code: 'label_not_taken' })
  })
})

describe('snoozing', () => {
  it('until a time that is over is not wanted any more: Chatwoot might never wake it', async () => {
    const { chatwoot, run, clock } = aTry()
    const snooze = aStatus({ status: 'snoozed', snoozedUntilMs: 60_000 })
    clock.nowMs = 60_000
    expect(await run(snooze)).toEqual({ kind: 'superseded', code: 'snooze_is_over' })
    expect(chatwoot.calls).toEqual([])
    expect(await run(aStatus({ status: 'snoozed', snoozedUntilMs: null }))).toEqual(applied)
  })
})

describe("opening a conversation with an agent's token", () => {
  const open = aStatus({ status: 'open' })
  const agent = { userId: 90, role: 'agent' } as const
  const resolvedWith = (operatorId: number | null) => ({
    ...new FakeChatwoot().assigned,
    status: 'resolved' as const,
    operatorId,
  })

  it.each([41, null, 90])('leaves it with whom it was: %s', async (operatorId) => {
    const { chatwoot, run } = aTry()
    chatwoot.user = agent
    chatwoot.assigned = resolvedWith(operatorId)
    expect(await run(open)).toEqual(applied)
    expect(chatwoot.assigned).toMatchObject({ status: 'open', operatorId })
  })

  it('leaves it with a person who took it meanwhile', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.user = agent
    chatwoot.assigned = resolvedWith(null)
    chatwoot.before.set('setStatus', () =>
      chatwoot.before.set('conversation', () => {
        chatwoot.assigned = { ...chatwoot.assigned, operatorId: 42 }
      }),
    )
    expect(await run(open)).toEqual(applied)
    expect(chatwoot.assigned.operatorId).toBe(42)
  })

  it('puts back who was there also where the first answer was lost', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.user = agent
    chatwoot.assigned = resolvedWith(41)
    chatwoot.before.set('setStatus', () => chatwoot.failNext(passing('http_502', true)))
    expect(await run(open)).toEqual(applied)
    expect(chatwoot.assigned).toMatchObject({ status: 'open', operatorId: 41 })
  })

  it('leaves it to nobody, and not to the token, where nobody can tell any more who had it', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.user = agent
    chatwoot.assigned = { ...resolvedWith(90), status: 'open' }
    expect(await run(open, 2)).toEqual(applied)
    expect(chatwoot.assigned.operatorId).toBeNull()
  })

  it('says so where it could not be put back', async () => {
    const { chatwoot, run } = aTry()
    chatwoot.user = agent
    chatwoot.assigned = resolvedWith(77)
    expect(await run(open)).toEqual({ kind: 'failed', code: 'became_assignee', restored: false })
  })

  it("takes no look at assignees with an administrator's", async () => {
    const { chatwoot, run } = aTry()
    chatwoot.assigned = resolvedWith(41)
    expect(await run(open)).toEqual(applied)
    expect(chatwoot.calls).toEqual(['conversation', 'self', 'setStatus'])
  })
})

describe('refusals', () => {
  it.each([aNote(), aLabel(), ...changes.map(([, action]) => action)])('end $verb for good', async (action) => {
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

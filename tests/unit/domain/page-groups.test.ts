import { describe, expect, it } from 'vitest'
import { countOf, groupKey, groupName, type PageGroup, pageKey, type Say } from '#domain/page-group'
import {
  CHECK_MS,
  check,
  correction,
  foresee,
  type Held,
  join,
  type Leaving,
  leave,
  type Moved,
  QUIET_MS,
  said,
} from '#domain/page-groups'
import { START_MS } from '#tests/support/builders'

const NAME = { account: 'shop', cause: 'response', teamId: 5, target: 'on-call' }
const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const SINCE_MS = START_MS - MINUTE_MS

/** A group and its members, on which messages work one after the other. */
function aGroup() {
  const members = new Map<number, NonNullable<Held['member']>>()
  let group: PageGroup | undefined
  let nowMs = START_MS
  let nth = 0
  const taken = (id: number, moved: Moved | null): Moved | null => {
    if (moved === null) return null
    group = moved.group
    if (moved.member === null) members.delete(id)
    else if (moved.member !== undefined) members.set(id, moved.member)
    return moved
  }
  const held = (id: number): Held => ({ group, member: members.get(id) })
  const by = (): string => `message-${++nth}`
  return {
    group: () => group,
    count: () => (group === undefined ? 0 : countOf(group)),
    pass: (ms: number) => {
      nowMs += ms
    },
    join(id: number, sinceMs = SINCE_MS, as = by()) {
      const member = { conversationId: id, of: 'escalation', sinceMs, joinedAtMs: nowMs, taken: false } as const
      const acting = { by: as, nowMs }
      return taken(id, join(NAME, held(id), { joining: { member, teamName: 'Billing' }, acting }))
    },
    leave: (id: number, how: Leaving['how'], sinceMs = SINCE_MS) =>
      taken(id, leave(held(id), { sinceMs, how }, { by: by() })),
    foresee(ids: number[], unassigned = ids.length) {
      const foreseen = { count: ids.length, unassigned, dueWithinMinutes: 15, ids, atMs: nowMs }
      return taken(0, foresee(NAME, { group }, { foreseen, teamName: 'Billing', acting: { by: by(), nowMs } }))
    },
    check: (atMs = group?.checkAtMs ?? 0) => taken(0, check({ group }, atMs, { by: by(), nowMs })),
    /** Says what is owed, and gives it. */
    say(): Say['action'] | null {
      const owes = group?.owes ?? null
      if (owes === null) return null
      const after = said({ group }, owes)
      group = after === 'gone' ? undefined : (after ?? group)
      return owes.action
    },
  }
}

describe('a group of pages', () => {
  it('pages at once for the first conversation', () => {
    const test = aGroup()
    test.join(1)
    expect(test.group()).toMatchObject({ ...NAME, teamName: 'Billing', openedAtMs: START_MS, open: 1 })
    expect(test.say()).toBe('trigger')
    expect(test.say()).toBeNull()
  })

  it('counts a conversation once, however often it joins', () => {
    const test = aGroup()
    test.join(1)
    test.say()
    expect(test.join(1)).toBeNull()
    expect(test.group()).toMatchObject({ open: 1, joins: 1 })
  })

  it('pages again when the count has doubled', () => {
    const test = aGroup()
    const actions = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => {
      test.join(id)
      return test.say()
    })
    expect(actions).toEqual(['trigger', 'trigger', null, 'trigger', null, null, null, 'trigger'])
  })

  it('keeps the rest for the end of the quiet time, and tells the last count then', () => {
    const test = aGroup()
    for (const id of [1, 2, 3]) {
      test.join(id)
      test.say()
    }
    expect(test.group()?.checkAtMs).toBe(START_MS + QUIET_MS)
    test.pass(QUIET_MS)
    test.check()
    expect(test.group()?.told).toMatchObject({ count: 3 })
    expect(test.say()).toBe('trigger')
    expect(test.group()?.checkAtMs).toBe(START_MS + QUIET_MS + CHECK_MS)
  })

  it('tells at once what joins after the quiet time', () => {
    const test = aGroup()
    for (const id of [1, 2]) {
      test.join(id)
      test.say()
    }
    test.pass(QUIET_MS)
    test.join(3)
    expect(test.say()).toBe('trigger')
  })

  it('says nothing new when conversations leave', () => {
    const test = aGroup()
    for (const id of [1, 2]) {
      test.join(id)
      test.say()
    }
    test.leave(1, 'ended')
    expect(test.group()).toMatchObject({ open: 1 })
    expect(test.say()).toBeNull()
    test.pass(QUIET_MS)
    test.check()
    expect(test.say()).toBeNull()
  })

  it('is over once the last has ended, and nothing is left of it then', () => {
    const test = aGroup()
    for (const id of [1, 2]) test.join(id)
    test.say()
    test.leave(1, 'ended')
    test.leave(2, 'ended')
    expect(test.say()).toBe('resolve')
    expect(test.group()).toBeUndefined()
  })

  it('is acknowledged once somebody has each, and over once all have ended', () => {
    const test = aGroup()
    for (const id of [1, 2]) test.join(id)
    test.say()
    test.leave(1, 'taken')
    expect(test.say()).toBeNull()
    test.leave(2, 'taken')
    expect(test.say()).toBe('acknowledge')
    test.leave(1, 'ended')
    expect(test.say()).toBeNull()
    test.leave(2, 'ended')
    expect(test.say()).toBe('resolve')
  })

  it('leaves alone what left before, or called again since', () => {
    const test = aGroup()
    test.join(1)
    test.join(1, SINCE_MS + SECOND_MS)
    expect(test.group()).toMatchObject({ open: 1, joins: 2 })
    expect(test.leave(1, 'ended', SINCE_MS)).toBeNull()
    expect(test.leave(2, 'ended')).toBeNull()
    test.leave(1, 'taken', SINCE_MS + SECOND_MS)
    expect(test.leave(1, 'taken', SINCE_MS + SECOND_MS)).toBeNull()
    expect(test.group()).toMatchObject({ open: 0, taken: 1 })
  })

  it('that was acknowledged pages anew for whoever joins, in place of the page before', () => {
    const test = aGroup()
    test.join(1)
    test.say()
    test.leave(1, 'taken')
    test.say()
    test.pass(MINUTE_MS)
    test.join(2)
    expect(test.group()).toMatchObject({ openedAtMs: START_MS + MINUTE_MS, open: 1, taken: 1 })
    expect(test.group()?.owes).toMatchObject({ action: 'trigger', replaces: START_MS })
  })

  it('calls again for a conversation that was taken and is raised anew', () => {
    const test = aGroup()
    test.join(1)
    test.say()
    test.leave(1, 'taken')
    test.say()
    test.join(1)
    expect(test.group()).toMatchObject({ open: 1, taken: 0 })
    expect(test.say()).toBe('trigger')
  })

  it('that is over but not said to be gets a new page, and the page before is ended with it', () => {
    const test = aGroup()
    test.join(1)
    test.say()
    test.leave(1, 'ended')
    test.join(2)
    expect(test.group()).toMatchObject({ openedAtMs: START_MS + 1, open: 1 })
    expect(test.group()?.owes).toMatchObject({ action: 'trigger', replaces: START_MS })
  })

  it('is not looked at by a message that was overtaken', () => {
    const test = aGroup()
    for (const id of [1, 2, 3]) test.join(id)
    expect(test.check(START_MS + CHECK_MS)).toBeNull()
    expect(check({ group: undefined }, START_MS, { by: 'late', nowMs: START_MS })).toBeNull()
  })

  it('is looked at again where the look came too early', () => {
    const test = aGroup()
    for (const id of [1, 2, 3]) {
      test.join(id)
      test.say()
    }
    test.pass(QUIET_MS - 1)
    test.check()
    expect(test.say()).toBeNull()
    expect(test.group()?.checkAtMs).toBe(START_MS + QUIET_MS)
  })

  it('says at the next look what somebody had to say and did not', () => {
    const test = aGroup()
    test.join(1)
    test.pass(CHECK_MS)
    test.check()
    expect(test.say()).toBe('trigger')
    test.leave(1, 'ended')
    test.pass(CHECK_MS)
    test.check()
    expect(test.say()).toBe('resolve')
  })
})

describe('a page that was overtaken on its way', () => {
  const trigger = (test: ReturnType<typeof aGroup>): Say => {
    test.join(1)
    return test.group()?.owes ?? { action: 'resolve', by: '-', openedAtMs: 0, replaces: null }
  }

  it('is ended again when its group is over, or another page has taken its place', () => {
    const test = aGroup()
    const sent = trigger(test)
    test.leave(1, 'ended')
    const again = { action: 'resolve', openedAtMs: START_MS, by: sent.by, replaces: null }
    expect(correction({ group: test.group() }, sent)).toEqual(again)
    expect(said({ group: test.group() }, sent)).toBeNull()
    test.say()
    expect(correction({ group: test.group() }, sent)).toEqual(again)
    test.pass(MINUTE_MS)
    test.join(2)
    expect(correction({ group: test.group() }, sent)).toEqual(again)
  })

  it('is acknowledged again when everybody is taken care of', () => {
    const test = aGroup()
    const sent = trigger(test)
    test.leave(1, 'taken')
    expect(correction({ group: test.group() }, sent)).toMatchObject({ action: 'acknowledge' })
  })

  it('needs no word when it is as it was, or was no page', () => {
    const test = aGroup()
    const sent = trigger(test)
    expect(correction({ group: test.group() }, sent)).toBeNull()
    expect(correction({ group: undefined }, { ...sent, action: 'resolve' })).toBeNull()
  })
})

describe('a forecast', () => {
  it('pages at once, and again when it has grown twofold', () => {
    const test = aGroup()
    test.foresee([1, 2, 3])
    expect(test.say()).toBe('trigger')
    test.pass(MINUTE_MS)
    test.foresee([1, 2, 3])
    expect(test.say()).toBeNull()
    test.foresee([1, 2, 3, 4, 5, 6])
    expect(test.group()?.told).toMatchObject({ count: 6 })
    expect(test.say()).toBe('trigger')
  })

  it('tells of others after the quiet time, even where they are as many', () => {
    const test = aGroup()
    test.foresee([1, 2, 3])
    test.say()
    test.pass(MINUTE_MS)
    test.foresee([2, 3, 4])
    expect(test.say()).toBeNull()
    test.pass(QUIET_MS)
    test.check()
    expect(test.say()).toBe('trigger')
  })

  it('passes when it was not repeated for ten minutes', () => {
    const test = aGroup()
    test.foresee([1, 2, 3])
    test.say()
    test.pass(QUIET_MS)
    test.foresee([1, 2])
    test.pass(QUIET_MS)
    test.check()
    expect(test.say()).toBeNull()
    test.pass(CHECK_MS)
    test.check()
    expect(test.say()).toBe('resolve')
    expect(test.group()).toBeUndefined()
  })

  it('of nothing ends it at once', () => {
    const test = aGroup()
    expect(test.foresee([])).toBeNull()
    test.foresee([1, 2, 3])
    test.say()
    test.foresee([])
    expect(test.say()).toBe('resolve')
  })

  it('counts with conversations that call for the same cause', () => {
    const test = aGroup()
    test.foresee([1, 2, 3])
    test.join(9)
    expect(test.count()).toBe(4)
    test.foresee([])
    expect(test.count()).toBe(1)
    expect(test.group()).toMatchObject({ open: 1, foreseen: null })
  })
})

describe('the name of a group', () => {
  it.each([NAME, { ...NAME, teamId: null }])('is read back from its key', (name) => {
    expect(groupName(groupKey(name))).toEqual(name)
  })

  it.each(['', 'shop', 'shop/response/0/on-call', 'shop/response/5/on-call/1', 'Shop/response/5/x', 'shop//5/x'])(
    'is none in %j',
    (key) => {
      expect(groupName(key)).toBeNull()
    },
  )

  it('is a page together with its begin, and says first what it is about', () => {
    expect(pageKey(NAME, START_MS)).toBe(`response:shop/response/5/on-call/${START_MS}`)
  })
})

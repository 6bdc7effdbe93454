/**
 * The law of page groups against a plain model: sets of conversations. Messages come in any order and several times,
 * time passes, and what is owed is said now or later, or forgotten by whoever had to say it.
 */
import { expect, it } from 'vitest'
import { type PageGroup, phaseOf } from '#domain/page-group'
import { CHECK_MS, check, foresee, type Held, join, leave, type Moved, QUIET_MS, said } from '#domain/page-groups'
import { START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'

const NAME = { account: 'shop', cause: 'response', teamId: null, target: 'on-call' }

const id = fc.integer({ min: 1, max: 6 })
const sinceMs = fc.integer({ min: 1, max: 2 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), id, sinceMs }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), id, sinceMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), id, sinceMs }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('foresee' as const), ids: fc.uniqueArray(id, { maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('check' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('say' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: CHECK_MS }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

type Known = Map<number, NonNullable<Held['member']>>
type World = {
  group: PageGroup | undefined
  readonly members: Known
  nowMs: number
  nth: number
  /** Pages sent, in order. */
  readonly told: { openedAtMs: number; atMs: number; count: number }[]
}

function moved({ group, members, nowMs, nth }: World, one: Step): { id: number; moved: Moved | null } {
  const acting = { by: `message-${nth}`, nowMs }
  if (one.do === 'join') {
    const member = {
      conversationId: one.id,
      of: 'escalation',
      sinceMs: one.sinceMs,
      joinedAtMs: nowMs,
      taken: false,
    } as const
    const held = { group, member: members.get(one.id) }
    return { id: one.id, moved: join(NAME, held, { joining: { member, teamName: null }, acting }) }
  }
  if (one.do === 'end' || one.do === 'take') {
    const leaving = { sinceMs: one.sinceMs, how: one.do === 'end' ? 'ended' : 'taken' } as const
    return { id: one.id, moved: leave({ group, member: members.get(one.id) }, leaving, acting) }
  }
  if (one.do === 'foresee') {
    const { ids } = one
    const foreseen = { count: ids.length, unassigned: 0, dueWithinMinutes: 15, ids, atMs: nowMs }
    return { id: 0, moved: foresee(NAME, { group }, { foreseen, teamName: null, acting }) }
  }
  return { id: 0, moved: one.do === 'check' ? check({ group }, group?.checkAtMs ?? 0, acting) : null }
}

function take(world: World, one: Step): void {
  world.nth += 1
  // every message takes some time
  world.nowMs += 1
  if (one.do === 'pass') world.nowMs += one.ms
  if (one.do === 'say' && world.group?.owes != null) {
    const after = said({ group: world.group }, world.group.owes)
    world.group = after === 'gone' ? undefined : (after ?? world.group)
  }
  const before = world.group
  const { id: about, moved: next } = moved(world, one)
  if (next === null) return
  world.group = next.group
  if (next.member === null) world.members.delete(about)
  else if (next.member !== undefined) world.members.set(about, next.member)
  const { told, openedAtMs } = next.group
  const news = told !== null && (told.joins !== before?.told?.joins || openedAtMs !== before.openedAtMs)
  if (news) world.told.push({ openedAtMs, atMs: told.atMs, count: told.count })
}

const afterEach = (look: (world: World, one: Step) => void): void =>
  assertProperty(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world: World = { group: undefined, members: new Map(), nowMs: START_MS, nth: 0, told: [] }
      for (const one of steps) {
        take(world, one)
        look(world, one)
      }
    }),
  )

it('a group counts exactly its members, those that somebody took apart', () => {
  afterEach(({ group, members }) => {
    const taken = [...members.values()].filter((member) => member.taken).length
    expect(group?.taken ?? 0).toBe(taken)
    expect(group?.open ?? 0).toBe(members.size - taken)
  })
})

it('the same message again changes nothing', () => {
  afterEach((world, one) => {
    if (one.do === 'join' || one.do === 'end' || one.do === 'take') expect(moved(world, one).moved).toBeNull()
  })
})

it('a page is repeated after the quiet time at the earliest, or for twice as many conversations', () => {
  afterEach(({ told }) => {
    const [before, last] = told.slice(-2)
    if (before === undefined || last === undefined || before.openedAtMs !== last.openedAtMs) return
    expect(last.atMs - before.atMs >= QUIET_MS || last.count >= 2 * before.count).toBe(true)
  })
})

it('whoever joined is told of by the end of the quiet time', () => {
  afterEach(({ group, nowMs }) => {
    if (group === undefined || phaseOf(group) !== 'open') return
    expect(group.told).not.toBeNull()
    const { told, joins, checkAtMs } = group
    if (joins > (told?.joins ?? 0)) expect(checkAtMs).toBeLessThanOrEqual((told?.atMs ?? nowMs) + QUIET_MS)
  })
})

it('what is owed fits what the group is: nobody is called for without need, and no page is left open', () => {
  afterEach(({ group }) => {
    if (group === undefined) return
    const phase = phaseOf(group)
    if (phase === 'over') expect(group.owes?.action).toBe('resolve')
    if (phase === 'acknowledged') expect(group.owes?.action ?? 'acknowledge').toBe('acknowledge')
    if (phase === 'open') expect(group.owes?.action ?? 'trigger').toBe('trigger')
    expect(group.owes?.openedAtMs ?? group.openedAtMs).toBe(group.openedAtMs)
  })
})

it('a page never begins before one that is past', () => {
  afterEach(({ told }) => {
    expect(told.at(-1)?.openedAtMs ?? 0).toBeGreaterThanOrEqual(told.at(-2)?.openedAtMs ?? 0)
  })
})

/** Two looks at most: the first may fall into the quiet time after a page that was sent since it was planned. */
it('after the looks that are planned nothing is held back', () => {
  afterEach((world) => {
    let { group, nowMs } = world
    for (const by of ['first', 'second']) {
      if (group === undefined) return
      nowMs = Math.max(nowMs, group.checkAtMs)
      group = check({ group }, group.checkAtMs, { by, nowMs })?.group
    }
    if (group === undefined || phaseOf(group) !== 'open') return
    expect(group.told).toMatchObject({ joins: group.joins })
  })
})

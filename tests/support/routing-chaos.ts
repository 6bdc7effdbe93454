/** A bad day at the desk: what happens in it, by chance and repeatable, several things at the same time. */
import type { RoutingWorld } from './routing-world.ts'

export const OPERATORS = [41, 42, 43, 44]
export const TAKEN_BACK_AT_MOST = 2
/** So many conversations that wait for somebody fill him. */
export const documentFor = (mostAtOnce: number) => ({
  capacityPoints: 3 * mostAtOnce,
  channels: { WebWidget: { points: 3, minutes: 8 } },
  takeBack: {
    ...{ offlinePercent: 50, awayPercent: null, idlePercent: null },
    ...{ withoutDeadlineSeconds: 120, most: TAKEN_BACK_AT_MOST },
  },
})

/** Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** When somebody else than the router was at a conversation. */
export type Diary = {
  readonly touchedAtMs: Map<number, number>
  /** Came back after it had been closed or put off, with whoever had it. */
  readonly reopened: Set<number>
  /** Went away while something was on its way to them. */
  leftMeanwhile: number
}
export const emptyDiary = (): Diary => ({ touchedAtMs: new Map(), reopened: new Set(), leftMeanwhile: 0 })

const MOST_OPEN = 5

type Day = { readonly world: RoutingWorld; readonly random: () => number; readonly diary: Diary }

/** Up to five things at once: their reads, writes and calls are interleaved. */
export async function aRound(day: Day): Promise<void> {
  const { world, random, diary } = day
  // a desk that is always full gives nothing
  const open = [...world.rows.values()].filter(({ status }) => status === 'open')
  for (const { id } of open.slice(0, Math.max(0, open.length - MOST_OPEN))) {
    diary.touchedAtMs.set(id, world.clock.now())
    world.resolve(id)
  }
  await world.clock.advance(Math.floor(random() * 4_000))
  const busy = new Set<number>()
  const begun: Promise<void>[] = []
  for (let left = 1 + Math.floor(random() * 5); left > 0; left -= 1) begun.push(happening(day, busy))
  await Promise.all(begun)
}

function happening({ world, random, diary }: Day, busy: Set<number>): Promise<void> {
  const below = (most: number): number => Math.floor(random() * most)
  const one = <Item>(of: readonly Item[]): Item | undefined => of[below(of.length)]
  const some = (): string[] => world.events.splice(0, 1 + below(4)).map(({ body }) => body)
  const dice = random()
  if (dice < 0.08) {
    world.customerOpens(world.rows.size + 1, one(['urgent', 'low', null]) ?? null)
    return Promise.resolve()
  }
  if (dice < 0.16) return aRush(world)
  if (dice < 0.3) return world.deliver(below(world.webhooks.length), random() < 0.15)
  if (dice < 0.5) {
    const bodies = some()
    // the same events twice, or two halves, at the same time
    return random() < 0.5 ? world.route(bodies) : world.race(bodies, random() < 0.5 ? bodies : some())
  }
  if (dice < 0.68) {
    const due = [...world.actions].filter(([id, queue]) => queue.length > 0 && !busy.has(id)).map(([id]) => id)
    const id = one(due)
    if (id === undefined) return Promise.resolve()
    // a FIFO queue gives nobody else an action of this conversation meanwhile
    busy.add(id)
    if (random() < 0.25) world.trouble.timesOutAfter = true
    if (random() < 0.2) world.trouble.personBetween = one(OPERATORS) ?? null
    return world.act(id)
  }
  if (dice < 0.82) return aPerson({ world, random, diary }, busy)
  if (dice < 0.9) {
    const asked = [...world.actions.values()]
      .flat()
      .flatMap((action) => (action.verb === 'assign_operator' ? [action.operatorId] : []))
    const availability = random() < 0.5 ? 'available' : 'offline'
    // who goes has something on its way to them, if anybody has
    const operatorId = (availability === 'offline' ? one(asked) : undefined) ?? one(OPERATORS) ?? 0
    if (availability === 'offline' && asked.includes(operatorId)) diary.leftMeanwhile += 1
    world.setAvailability(operatorId, availability)
    return Promise.resolve()
  }
  if (dice < 0.97) {
    if (random() < 0.6) world.lookAround()
    return world.present(below(world.readings.length), random() < 0.1)
  }
  return world.sweep()
}

/** Two customers at one moment, and a router for each, which may know of the other by then or not. */
async function aRush(world: RoutingWorld): Promise<void> {
  await Promise.all(
    (['low', 'urgent'] as const).map(async (priority) => {
      world.customerOpens(world.rows.size + 1, priority)
      await world.deliver(world.webhooks.length - 1)
      await world.route(world.events.splice(-2).map(({ body }) => body))
    }),
  )
}

/** Takes a turn like everything else: between a look and the write after it, or between two writes of one decision. */
function aPerson({ world, random, diary }: Day, busy: ReadonlySet<number>): Promise<void> {
  const below = (most: number): number => Math.floor(random() * most)
  const pick = below(1_000_000)
  const dice = random()
  const to = dice < 0.15 ? null : (OPERATORS[below(OPERATORS.length)] ?? null)
  return world.inTurn(async () => {
    const open = [...world.rows.values()].filter(({ status }) => status === 'open')
    const closed = [...world.rows.values()].filter(({ status }) => status !== 'open')
    // half of them at the very conversation that something of ours is being done to
    const here = pick % 2 === 0 || busy.size === 0 ? open : open.filter(({ id }) => busy.has(id))
    const row = here[pick % Math.max(1, here.length)]
    const asleep = closed[pick % Math.max(1, closed.length)]
    if (dice > 0.95 && asleep !== undefined) {
      diary.reopened.add(asleep.id)
      diary.touchedAtMs.set(asleep.id, world.clock.now())
      return world.customerWrites(asleep.id)
    }
    if (row === undefined) return
    diary.touchedAtMs.set(row.id, world.clock.now())
    if (dice < 0.45) return world.personAssigns(row.id, to)
    if (dice < 0.6 && row.assigneeId !== null) return world.operatorAnswers(row.id)
    return world.personSetsStatus(row.id, dice < 0.88 ? 'resolved' : 'snoozed')
  })()
}

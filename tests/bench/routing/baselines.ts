/** What others do: Chatwoot's own two assignments (CONTRACT (d)), skills with fewest conversations, and one pool. */
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { teamIdsOf } from './desk.ts'
import { needOf } from './desk-document.ts'
import type { Policy, Ticket, Worker, World } from './work.ts'

const MINUTE_MS = 60_000
/** What lies with nobody is picked up by hand after so long, by somebody idle who can answer it. */
const PICKED_UP_AFTER_MS = 2 * MINUTE_MS

/** v1: when a conversation opens, to the next of the inbox's members who is online. Never tried again. */
export const roundRobin = (world: World): Policy => {
  const nextOf = rotation(world)
  return {
    waits: (ticket) => give(world, ticket, nextOf(ticket)),
    minute: () => pickUp(world),
  }
}

/** v2: also when conversations are resolved and every 30 minutes, at most 5 a person in 5 minutes. */
export const roundRobinAgain = (world: World): Policy => {
  const nextOf = rotation(world)
  const given = new Map<Worker, number[]>()
  const isUnderLimit = (worker: Worker): boolean => {
    const recent = (given.get(worker) ?? []).filter((atMs) => world.events.nowMs - atMs < 5 * MINUTE_MS)
    given.set(worker, recent)
    return recent.length < 5
  }
  const tryAll = (): void => {
    for (const ticket of [...world.waiting]) {
      const worker = nextOf(ticket, isUnderLimit)
      if (worker !== undefined) given.set(worker, [...(given.get(worker) ?? []), world.events.nowMs])
      give(world, ticket, worker)
    }
  }
  return {
    waits: tryAll,
    eased: tryAll,
    minute: () => {
      pickUp(world)
      if (Math.floor(world.events.nowMs / MINUTE_MS) % 30 === 0) tryAll()
    },
  }
}

/** By the same topics and triage as ours, to whoever of them has the fewest open conversations, at once. */
export const leastLoaded =
  (document: RoutingDocument) =>
  (world: World): Policy => {
    const tryOne = (ticket: Ticket): void => {
      const { teamId } = needOf(ticket, document)
      const fit = world.workers.filter(
        (worker) => worker.shows === 'available' && isIn(worker, teamId) && !ticket.passed.includes(worker.person.id),
      )
      const fewest = Math.min(...fit.map(({ open }) => open.size))
      const [first] = fit
        .filter(({ open }) => open.size === fewest)
        .sort((a, b) => (a.lastGivenAtMs ?? 0) - (b.lastGivenAtMs ?? 0))
      give(world, ticket, first)
    }
    const tryAll = (): void => {
      for (const ticket of [...world.waiting]) tryOne(ticket)
    }
    return { waits: tryOne, shown: tryAll, minute: () => pickUp(world) }
  }

/** Whom it is given to is a formality: everybody works from the common queue. */
export const onePool = (world: World): Policy => ({
  waits: (ticket) => give(world, ticket, world.workers[ticket.case.id % world.workers.length]),
})

const isIn = ({ person }: Worker, teamId: number | null): boolean =>
  teamId === null || teamIdsOf(person).includes(teamId)

function give(world: World, ticket: Ticket, worker: Worker | undefined): void {
  if (worker !== undefined) world.assign(ticket, worker)
}

/** Once handed on, a ticket has its team, and Chatwoot takes the next of that team. */
function rotation({ workers }: World): (ticket: Ticket, allows?: (worker: Worker) => boolean) => Worker | undefined {
  const line = [...workers]
  return (ticket, allows = () => true) => {
    const teamId = ticket.handedOn > 0 ? ticket.case.skill + 1 : null
    const worker = line.find((each) => each.shows === 'available' && isIn(each, teamId) && allows(each))
    if (worker !== undefined) line.push(...line.splice(line.indexOf(worker), 1))
    return worker
  }
}

function pickUp({ workers, waiting, events, assign }: World): void {
  for (const ticket of [...waiting]) {
    if (events.nowMs - ticket.waitingSinceMs < PICKED_UP_AFTER_MS) continue
    const idle = workers.find(
      ({ here, shows, busyWith, queue, person }) =>
        here &&
        shows === 'available' &&
        busyWith === null &&
        queue.length === 0 &&
        person.skills.includes(ticket.case.skill),
    )
    if (idle !== undefined) assign(ticket, idle)
  }
}

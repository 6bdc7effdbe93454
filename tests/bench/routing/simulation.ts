/**
 * A desk from opening to the last answer. Each person works on one answer at a time, the customer who waits longest first,
 * and more slowly the more conversations they have in parallel. Who gets which conversation is the policy's affair.
 */
import { QUIET_MS } from '#domain/routing/load'
import type { Case } from './cases.ts'
import type { Person, PresenceChange } from './desk.ts'
import { EventQueue } from './event-queue.ts'
import { arriving, opened, type Policy, type Ticket, type Worker, type World } from './work.ts'

const MINUTE_MS = 60_000
/** Each further conversation in parallel makes work slower by so much, up to a few. */
const PARALLEL = 0.08
const MOST_PARALLEL = 5
const READING_UP_MINUTES = 0.5
/** Of the first answer's work is saved by who answered the same customer before. */
const KNOWN_CUSTOMER = 0.8
/** Nobody stays longer for what is in hand. */
const OVERTIME_MS = 20 * MINUTE_MS

export type Scenario = {
  readonly cases: readonly Case[]
  readonly people: readonly Person[]
  readonly presence: readonly PresenceChange[]
  /** Everybody can answer everything, and takes the next answer from one common queue: no desk can do better. */
  readonly pooled?: boolean
}

export type Run = { readonly tickets: readonly Ticket[]; readonly workers: readonly Worker[] }

export function simulate(scenario: Scenario, policyOf: (world: World) => Policy): Run {
  const { cases, people, presence, pooled = false } = scenario
  const events = new EventQueue()
  const waiting = new Set<Ticket>()
  const tickets = new Map<number, Ticket>()
  const workers = people.map(arriving)
  const byId = new Map(workers.map((worker) => [worker.person.id, worker]))
  const common: Ticket[] = []
  const queueOf = (worker: Worker): Ticket[] => (pooled ? common : worker.queue)
  const can = (worker: Worker, { skill }: Case): boolean => pooled || worker.person.skills.includes(skill)

  const world: World = { events, workers, waiting, assign, takeBack, earlier }
  const policy = policyOf(world)

  function earlier(ticket: Ticket): Ticket | undefined {
    return ticket.case.follows === null ? undefined : tickets.get(ticket.case.follows)
  }

  function assign(ticket: Ticket, worker: Worker): void {
    waiting.delete(ticket)
    ticket.worker = worker
    ticket.givenAtMs = events.nowMs
    worker.open.add(ticket)
    worker.lastGivenAtMs = events.nowMs
    if (ticket.case.hard && ticket.answers === 0) worker.hardCases++
    enqueue(ticket, worker)
  }

  function takeBack(ticket: Ticket): void {
    const { worker } = ticket
    if (worker === null || worker.busyWith === ticket) return
    leave(ticket, worker)
    ticket.passed.push(worker.person.id)
    waiting.add(ticket)
  }

  function leave(ticket: Ticket, worker: Worker): void {
    worker.queue = worker.queue.filter((other) => other !== ticket)
    worker.open.delete(ticket)
    ticket.worker = null
  }

  function enqueue(ticket: Ticket, worker: Worker): void {
    const queue = queueOf(worker)
    const behind = queue.findIndex(({ waitingSinceMs }) => waitingSinceMs > ticket.waitingSinceMs)
    queue.splice(behind === -1 ? queue.length : behind, 0, ticket)
    if (pooled) for (const each of workers) begin(each)
    else begin(worker)
  }

  function begin(worker: Worker): void {
    if (!worker.here || worker.busyWith !== null) return
    const ticket = queueOf(worker).shift()
    if (ticket === undefined) return
    worker.busyWith = ticket
    worker.begunAtMs = events.nowMs
    const token = ++worker.token
    const skilled = can(worker, ticket.case)
    if (skilled) ticket.rightAtMs ??= events.nowMs
    events.after(minutesOf(ticket, worker, skilled) * MINUTE_MS, () => {
      if (worker.token !== token) return
      stop(worker)
      if (skilled) answer(ticket, worker)
      else handOn(ticket, worker)
      begin(worker)
    })
  }

  function minutesOf(ticket: Ticket, worker: Worker, skilled: boolean): number {
    const { workMinutes, lookMinutes } = ticket.case
    if (!skilled) return lookMinutes
    const work = workMinutes[ticket.answers] ?? 0
    if (pooled) return work
    const known = ticket.answers === 0 && earlier(ticket)?.answeredBy === worker.person.id ? KNOWN_CUSTOMER : 1
    const newToIt = ticket.answers > 0 && ticket.answeredBy !== worker.person.id ? READING_UP_MINUTES : 0
    return (work * known + newToIt) * (1 + PARALLEL * Math.min(MOST_PARALLEL, Math.max(0, inParallel(worker) - 1)))
  }

  const inParallel = ({ open }: Worker): number => {
    let count = 0
    for (const { turn, quietSinceMs } of open)
      if (turn === 'operator' || events.nowMs - quietSinceMs < QUIET_MS) count++
    return count
  }

  function stop(worker: Worker): void {
    worker.workedMs += events.nowMs - worker.begunAtMs
    worker.busyWith = null
    worker.token++
  }

  function answer(ticket: Ticket, worker: Worker): void {
    if (ticket.firstReplyAtMs === null) ticket.firstReplyAtMs = events.nowMs
    else ticket.furtherMs.push(events.nowMs - ticket.waitingSinceMs)
    ticket.answeredBy = worker.person.id
    ticket.passed = []
    const thinkMinutes = ticket.case.thinkMinutes[ticket.answers++]
    ticket.quietSinceMs = events.nowMs
    ticket.turn = thinkMinutes === undefined ? 'done' : 'customer'
    if (thinkMinutes === undefined) worker.open.delete(ticket)
    else events.after(thinkMinutes * MINUTE_MS, () => writeAgain(ticket))
    policy.eased?.(worker)
  }

  function writeAgain(ticket: Ticket): void {
    ticket.turn = 'operator'
    ticket.waitingSinceMs = events.nowMs
    ticket.givenAtMs = events.nowMs
    if (ticket.worker === null) return
    enqueue(ticket, ticket.worker)
    policy.wroteAgain?.(ticket, ticket.worker)
  }

  function handOn(ticket: Ticket, worker: Worker): void {
    leave(ticket, worker)
    ticket.handedOn++
    ticket.passed.push(worker.person.id)
    waiting.add(ticket)
    policy.waits(ticket)
  }

  function show({ personId, shows }: PresenceChange, endsDay: boolean): void {
    const worker = byId.get(personId)
    if (worker === undefined) return
    worker.shows = shows
    // who goes offline out of plan breaks off; who leaves for the day stays a little for what is in hand
    if (endsDay) events.after(OVERTIME_MS, () => goneFrom(worker))
    else worker.here = shows === 'available'
    if (shows === 'offline' && !endsDay) breakOff(worker)
    policy.shown?.(worker)
    begin(worker)
  }

  function goneFrom(worker: Worker): void {
    if (worker.shows === 'offline') worker.here = false
  }

  function breakOff(worker: Worker): void {
    const ticket = worker.busyWith
    if (ticket === null) return
    stop(worker)
    queueOf(worker).unshift(ticket)
  }

  for (const each of cases)
    events.at(each.atMs, () => {
      const ticket = opened(each)
      tickets.set(each.id, ticket)
      waiting.add(ticket)
      policy.waits(ticket)
    })
  const lastOf = new Map(presence.map((change) => [`${change.personId} ${dayOf(change.atMs)}`, change]))
  for (const change of presence) {
    const endsDay = lastOf.get(`${change.personId} ${dayOf(change.atMs)}`) === change
    events.at(change.atMs, () => show(change, endsDay))
  }
  if (policy.minute !== undefined) {
    const minutes = new Set(presence.map(({ atMs }) => dayOf(atMs)))
    for (const day of minutes)
      for (let minute = 7 * 60; minute < 19 * 60; minute++)
        events.at(day * 1440 * MINUTE_MS + minute * MINUTE_MS, () => policy.minute?.())
  }
  events.run()
  return { tickets: [...tickets.values()], workers }
}

const dayOf = (atMs: number): number => Math.floor(atMs / (1440 * MINUTE_MS))

/** The product: its own requirement, load and pass over a desk of which it knows what `presence` and the webhooks tell. */
import type { Availability } from '#domain/operator'
import { choose } from '#domain/routing/choice'
import type { Candidate, Demand } from '#domain/routing/choice-terms'
import { type Holding, loadOf } from '#domain/routing/load'
import { planPass } from '#domain/routing/plan-pass'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { teamIdsOf } from './desk.ts'
import { CHANNEL, dueAtMs, INBOX_ID, needOf } from './desk-document.ts'
import type { Policy, Ticket, Worker, World } from './work.ts'

/** From the webhook to Chatwoot's assignment. */
const LATENCY_MS = 2_000

export const ours =
  (document: RoutingDocument) =>
  (world: World): Policy => {
    const { events, workers, waiting, assign, takeBack } = world
    const byId = new Map(workers.map((worker) => [worker.person.id, worker]))
    /** As of the last reading, each minute. */
    const seen = new Map<Worker, Availability>()
    let planned = false

    function candidates(): Candidate[] {
      return workers.map((worker) => ({
        operator: {
          operatorId: worker.person.id,
          name: `Person ${worker.person.id}`,
          availability: seen.get(worker) ?? 'offline',
          teams: teamIdsOf(worker.person),
          inboxes: [INBOX_ID],
        },
        load: loadOf([...worker.open].map(holdingOf), { document, nowMs: events.nowMs }),
        lastGivenAtMs: worker.lastGivenAtMs,
        hardCases: worker.hardCases,
      }))
    }

    function demandOf(ticket: Ticket): Demand {
      const before = ticket.answeredBy ?? world.earlier(ticket)?.answeredBy ?? null
      return {
        conversationId: ticket.case.id,
        inboxId: INBOX_ID,
        channel: CHANNEL,
        priority: ticket.case.urgent ? 'urgent' : null,
        need: needOf(ticket, document),
        waitingSinceMs: ticket.waitingSinceMs,
        dueAtMs: dueAtMs(ticket),
        lastOperator: before === null ? null : { id: before, atMs: events.nowMs },
        passed: ticket.passed,
        hard: ticket.case.hard,
      }
    }

    function pass(): void {
      planned = false
      if (waiting.size === 0) return
      const byCase = new Map([...waiting].map((ticket) => [ticket.case.id, ticket]))
      const context = { document, nowMs: events.nowMs }
      for (const { conversationId, choice } of planPass([...waiting].map(demandOf), candidates(), context)) {
        const ticket = byCase.get(conversationId)
        const worker = choice.kind === 'chosen' ? byId.get(choice.operatorId) : undefined
        if (ticket === undefined || worker === undefined) continue
        assign(ticket, worker)
        watchIdle(ticket, worker)
      }
    }

    function passSoon(): void {
      if (planned || waiting.size === 0) return
      planned = true
      events.after(LATENCY_MS, pass)
    }

    /** With somebody who is not there: taken back when the share of what was left has passed. */
    function watchLeft(ticket: Ticket, worker: Worker): void {
      const { offlinePercent, awayPercent, most } = document.takeBack
      const percent = seen.get(worker) === 'offline' ? offlinePercent : awayPercent
      if (percent === null || seen.get(worker) === 'available') return
      const left = Math.max(0, dueAtMs(ticket) - events.nowMs)
      events.after((left * percent) / 100, () => {
        if (ticket.worker !== worker || ticket.turn !== 'operator' || seen.get(worker) === 'available') return
        if (ticket.passed.length < most) takeBack(ticket)
        passSoon()
      })
    }

    function watchIdle(ticket: Ticket, worker: Worker): void {
      const { idlePercent, most } = document.takeBack
      if (idlePercent === null) return
      const left = Math.max(0, dueAtMs(ticket) - events.nowMs)
      const { givenAtMs } = ticket
      events.after((left * idlePercent) / 100, () => {
        const same = ticket.worker === worker && ticket.givenAtMs === givenAtMs && ticket.turn === 'operator'
        if (!same || worker.busyWith === ticket || ticket.passed.length >= most) return
        const demand = { ...demandOf(ticket), passed: [...ticket.passed, worker.person.id], atOnce: true }
        if (choose(demand, candidates(), { document, nowMs: events.nowMs }).kind === 'nobody') return
        takeBack(ticket)
        passSoon()
      })
    }

    return {
      waits: passSoon,
      eased: passSoon,
      wroteAgain: watchLeft,
      minute: () => {
        for (const worker of workers) {
          if (seen.get(worker) === worker.shows) continue
          seen.set(worker, worker.shows)
          for (const ticket of worker.queue) watchLeft(ticket, worker)
        }
        passSoon()
      },
    }
  }

const holdingOf = ({ turn, quietSinceMs, answers }: Ticket): Holding => ({
  channel: CHANNEL,
  turn: turn === 'operator' ? 'operator' : 'customer',
  quietSinceMs: turn === 'operator' ? null : quietSinceMs,
  underWay: answers > 0,
})

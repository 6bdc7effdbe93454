/** Whether one more operator saves what the forecast says: the day once more, with somebody who comes at that minute. */
import { DAY_MS, SKILLS } from './arrivals.ts'
import type { PolicyOf } from './contest.ts'
import { type Person, TRIAGE_TEAM } from './desk.ts'
import { needOf } from './desk-document.ts'
import { forecastOf, isBroken, type Look, type Looking, lookedAt } from './foretelling.ts'
import { ours } from './ours.ts'
import { type Scenario, simulate } from './simulation.ts'
import type { Ticket } from './work.ts'

/** Nobody of the desk has this id. */
const HELPER = 99

export type Saved = {
  readonly atMs: number
  readonly teamId: number
  /** Broken without him, of what was due; what he was said to save, and what he saved. */
  readonly broken: number
  readonly said: number
  readonly saved: number
}

/** Each day, when one more would first save so many: the worst minute of a day would be the one at which a forecast errs most. */
export function savedByOneMore(
  scenario: Scenario,
  looking: Looking,
  { least, horizonMinutes }: { readonly least: number; readonly horizonMinutes: number },
): Saved[] {
  const days = [...new Set(scenario.cases.map(({ atMs }) => Math.floor(atMs / DAY_MS)))]
  return days.flatMap((day) => {
    const isOfDay = ({ atMs }: { readonly atMs: number }): boolean => Math.floor(atMs / DAY_MS) === day
    const one: Scenario = {
      ...scenario,
      cases: scenario.cases.filter(isOfDay),
      presence: scenario.presence.filter(isOfDay),
    }
    const looks = looksOf(one, looking, ours(looking.document))
    const [best] = looks.flatMap((look) => {
      const forecast = forecastOf(look, horizonMinutes).best
      const { teamId = null, saves: said = 0 } = forecast ?? {}
      return teamId === null || said < least ? [] : [{ look, teamId, said }]
    })
    if (best === undefined) return []
    const { look, teamId, said } = best
    const again = looksOf(
      withHelper(one, look.atMs, teamId),
      looking,
      helped(ours(looking.document), { ...looking, teamId, atMs: look.atMs }),
    ).find(({ atMs }) => atMs === look.atMs)
    const count = (of: Look): number => dueOf(of, horizonMinutes).filter(isBroken).length
    const broken = count(look)
    // he was not there until then: whatever differs at that minute would be an accident
    if (again === undefined || textOf(again) !== textOf(look)) return []
    return [{ atMs: look.atMs, teamId, broken, said, saved: broken - count(again) }]
  })
}

const dueOf = ({ owed, atMs }: Look, horizonMinutes: number) =>
  owed.filter(({ dueAtMs }) => dueAtMs > atMs && dueAtMs <= atMs + horizonMinutes * 60_000)

const textOf = ({ owed }: Look): string => JSON.stringify(owed.map(({ ticket, dueAtMs }) => [ticket.case.id, dueAtMs]))

function looksOf(scenario: Scenario, looking: Looking, policyOf: PolicyOf): readonly Look[] {
  const looks: Look[] = []
  simulate(scenario, lookedAt(policyOf, looking, looks))
  return looks
}

const skillsOf = (teamId: number): readonly number[] =>
  teamId === TRIAGE_TEAM ? SKILLS.map((_, skill) => skill) : [teamId - 1]

function withHelper(scenario: Scenario, atMs: number, teamId: number): Scenario {
  const helper: Person = { id: HELPER, skills: skillsOf(teamId), shift: 'middle', lunch: 24 }
  const comes = { atMs, personId: HELPER, shows: 'available' } as const
  // the last change of a day is when somebody leaves
  const goes = { atMs: (Math.floor(atMs / DAY_MS) + 1) * DAY_MS - 1, personId: HELPER, shows: 'offline' } as const
  const presence = [...scenario.presence, comes, goes].sort((a, b) => a.atMs - b.atMs)
  return { ...scenario, people: [...scenario.people, helper], presence }
}

/** From then on he takes what is most urgent of the team whenever he is free, whoever has it. Routing knows nothing of him. */
const helped =
  (policyOf: PolicyOf, { teamId, atMs, promised, document }: Looking & { teamId: number; atMs: number }): PolicyOf =>
  (world) => {
    const policy = policyOf(world)
    const { events, workers, waiting, assign, takeBack } = world
    const helper = workers.find(({ person }) => person.id === HELPER)
    const dueOf = (ticket: Ticket): number =>
      ticket.waitingSinceMs + (ticket.firstReplyAtMs === null ? promised.firstMs : promised.nextMs)
    function help(): void {
      if (helper === undefined || events.nowMs < atMs || helper.busyWith !== null || helper.queue.length > 0) return
      const [ticket] = [...waiting, ...workers.flatMap(({ queue }) => queue)]
        .filter((one) => needOf(one, document).teamId === teamId && dueOf(one) > events.nowMs)
        .sort((a, b) => dueOf(a) - dueOf(b) || a.case.id - b.case.id)
      if (ticket === undefined) return
      takeBack(ticket)
      assign(ticket, helper)
    }
    return {
      ...policy,
      minute: () => {
        policy.minute?.()
        events.after(1, help)
      },
      eased: (worker) => {
        policy.eased?.(worker)
        if (worker === helper) help()
      },
    }
  }

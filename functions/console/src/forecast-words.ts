/** A forecast in words. Pure. */
import type { ForecastAnswer, ForecastTeam } from './forecast-shapes.ts'
import { ago, channelName, shortTime } from './format.ts'
import { plainText } from './names.ts'

/** Names of teams that have been on screen: what the directory does not know yet. */
export type TeamNames = ReadonlyMap<number, string>

export const MINUTES_AHEAD = 90

type Named = ForecastTeam['team']

export const teamWords = (team: Named, seen: TeamNames): string =>
  team === null ? 'No team' : plainText(team.name ?? '') || (seen.get(team.id) ?? `Team ${team.id}`)

/** `7 chats breach by 14:30; one more operator in Billing saves 6`, or that nothing will. */
export function headline({ breaches, overdue, teams, best, asOfMs }: ForecastAnswer, seen: TeamNames): string {
  if (breaches === 0)
    return `Nothing${overdue > 0 ? ' else' : ''} is predicted to breach in the next ${MINUTES_AHEAD} minutes`
  const byMs = Math.max(...teams.map(({ lastDueAtMs }) => lastDueAtMs))
  const what = `${counted(breaches, nounOf(teams))} ${breaches === 1 ? 'breaches' : 'breach'} by ${shortTime(byMs, asOfMs)}`
  if (best === null) return `${what}; one more operator would save none of them`
  const where = best.team === null ? 'for those without a team' : `in ${teamWords(best.team, seen)}`
  return `${what}; one more operator ${where} saves ${best.saves}`
}

/** Who could be that operator: `Olga Nowak (Shipping) has nothing due`. */
export function idleWords({ best }: ForecastAnswer, seen: TeamNames): string | null {
  const idle = best?.idle ?? null
  if (idle === null) return null
  const teams = idle.teams.map((team) => teamWords(team, seen)).join(', ')
  return `${plainText(idle.name) || 'Somebody'}${teams === '' ? '' : ` (${teams})`} has nothing due`
}

/** What the figures rest on, where that is less than they seem to; null where nothing is to be said. */
export function basisWords({ basis, cut, asOfMs }: ForecastAnswer): string | null {
  const said = [
    ...(basis === null || basis.operatorsKnown
      ? []
      : ['Who is at work is not known yet: whoever has conversations that are due is taken to be']),
    ...(basis?.operatorsKnown === true && basis.atWork === 0 ? ['Nobody is available in Chatwoot'] : []),
    ...(basis?.operatorsKnown === true && basis.stale
      ? [
          basis.presenceReadAtMs === null
            ? 'When Chatwoot last told who is there is not known'
            : `Chatwoot last told who is there ${ago(basis.presenceReadAtMs, asOfMs)}: people may have come and gone since`,
        ]
      : []),
    ...(cut ? ['More is due than could be counted: these figures are too low'] : []),
  ]
  return said.length === 0 ? null : said.join('. ')
}

/** `7 by 14:30`, `5 unassigned`, `6 Website, 1 Email`. */
export function teamFacts({ breaches, unassigned, lastDueAtMs, channels }: ForecastTeam, nowMs: number): string[] {
  const named = channels.filter(({ channel }) => channel !== null)
  return [
    `${breaches} by ${shortTime(lastDueAtMs, nowMs)}`,
    ...(unassigned === 0 ? [] : [`${unassigned} unassigned`]),
    ...(named.length === 0
      ? []
      : [channels.map(({ channel, breaches: of }) => `${of} ${channelName(channel) ?? 'other'}`).join(', ')]),
  ]
}

export const savesWords = ({ oneMoreSaves }: ForecastTeam): string =>
  oneMoreSaves === 0 ? 'one more operator saves none' : `one more operator saves ${oneMoreSaves}`

const counted = (count: number, noun: string): string => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`)

/** What all of them are, where all came the same way. */
function nounOf(teams: readonly ForecastTeam[]): string {
  const [only, ...others] = new Set(teams.flatMap(({ channels }) => channels.map(({ channel }) => channel)))
  return others.length > 0 || only === undefined || only === null ? 'conversation' : (NOUNS[only] ?? 'conversation')
}

const NOUNS: Readonly<Record<string, string>> = { WebWidget: 'chat', Email: 'email' }

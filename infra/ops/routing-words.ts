/** What routing needs, and a comparison of two of its documents, in lines for the command line. */
import type { Need } from '#domain/routing/choice-terms'
import type { NeedChange } from '#domain/routing/need-changes'
import type { Destination, Moved, RoutingComparison } from './compare-routing.ts'

export function needLines(needs: readonly NeedChange[]): readonly string[] {
  if (needs.length === 0) return ['No conversation that is with nobody would need anybody else.']
  return needs.map(
    ({ conversationId, before, after }) => `${conversationId}\t${needText(before)} -> ${needText(after)}`,
  )
}

function needText({ teamId, skills, language, priority, labels, by }: Need, teamOf = numbered): string {
  const parts = [
    ...(teamId === null ? [] : [teamOf(teamId)]),
    ...skills,
    ...(language === null ? [] : [`speaks ${language}`]),
    ...(priority === null ? [] : [`priority ${priority}`]),
    ...labels.map((label) => `label ${label}`),
  ]
  return `${parts.join(', ') || 'anybody'} (${byText(by)})`
}

function byText(by: Need['by']): string {
  if (by.kind === 'rule') return `rule ${by.ruleId}`
  if (by.kind === 'triage') return 'triage'
  return by.unsure === true ? `likely topic ${by.topic}` : `topic ${by.topic}`
}

/** Names of operators and teams, by id. */
export type NamesOf = { readonly operator: (id: number) => string; readonly team: (id: number) => string }

function numbered(teamId: number): string {
  return `team ${teamId}`
}

/** Of each list; `--json` has all of it. */
const MOST_TOLD = 50

export function routingLines(of: RoutingComparison, names: NamesOf): readonly string[] {
  const { given, nobody, breached, furtherLate, fairness, moved } = of
  if (of.conversations === 0) return ['No conversation needed anybody in this time: there is nothing to compare.']
  return [
    row('', 'in force', 'draft', ''),
    figures('given to somebody', given),
    figures('given to nobody', nobody),
    figures('first answers too late', breached),
    figures('further answers too late', furtherLate),
    figures('fairness of minutes (1 is even)', fairness.minutes),
    figures('fairness of hard cases', fairness.hardCases),
    `moved: ${moved.count}, of which ${moved.byNeed} need others by the draft; the rest follows from who has less in hand`,
    ...firstOf(moved.conversations.map((one) => movedLine(one, names))),
    ...firstOf(
      of.left.map(
        ({ conversationId, need }) => `nobody by the draft: ${conversationId} ${needText(need, teamText(names))}`,
      ),
    ),
    ...idLine('too late only by the draft', of.newlyBreached),
    ...idLine('too late no more', of.breachedNoMore),
  ]
}

const row = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd()

type Pair = { readonly active: number | null; readonly draft: number | null }

function figures(name: string, { active, draft }: Pair): string {
  const by = active === null || draft === null ? 0 : Number((draft - active).toFixed(2))
  return row(name, String(active ?? '-'), String(draft ?? '-'), by > 0 ? `+${by}` : by === 0 ? '' : String(by))
}

const firstOf = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_TOLD
    ? lines
    : [...lines.slice(0, MOST_TOLD), `... and ${lines.length - MOST_TOLD} more: --json has them all`]

const movedLine = ({ conversationId, from, to, why, chosenBy }: Moved, names: NamesOf): string => {
  const reason = why === 'need' ? byText(to.by) : 'load'
  const how = chosenBy === null ? '' : `, ${chosenBy.replaceAll('_', ' ')}`
  return `${conversationId}\t${placeText(from, names)} -> ${placeText(to, names)} (${reason}${how})`
}

const teamText =
  ({ team }: NamesOf) =>
  (id: number): string =>
    `team ${team(id)}`

function placeText({ operatorId, teamId }: Destination, names: NamesOf): string {
  const team = teamId === null ? '' : ` in ${teamText(names)(teamId)}`
  return `${operatorId === null ? 'nobody' : names.operator(operatorId)}${team}`
}

function idLine(what: string, ids: readonly number[]): readonly string[] {
  if (ids.length === 0) return []
  const more = ids.length > MOST_TOLD ? ` and ${ids.length - MOST_TOLD} more` : ''
  return [`${what} (${ids.length}): ${ids.slice(0, MOST_TOLD).join(', ')}${more}`]
}

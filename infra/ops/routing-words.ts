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

function needText({ teamId, skills, language, priority, labels, by }: Need): string {
  const parts = [
    ...(teamId === null ? [] : [`team ${teamId}`]),
    ...skills,
    ...(language === null ? [] : [`speaks ${language}`]),
    ...(priority === null ? [] : [`priority ${priority}`]),
    ...labels.map((label) => `label ${label}`),
  ]
  return `${parts.join(', ') || 'anybody'} (${byText(by)})`
}

function byText(by: Need['by']): string {
  if (by.kind === 'rule') return `rule ${by.ruleId}`
  return by.kind === 'topic' ? `topic ${by.topic}` : 'triage'
}

/** `nameOf`: an operator's name. */
export function routingLines(of: RoutingComparison, nameOf: (operatorId: number) => string): readonly string[] {
  const row = (name: string, active: number | null, draft: number | null): string =>
    `${name.padEnd(32)}${[active, draft].map((cell) => String(cell ?? '-').padStart(10)).join('')}`
  const { given, nobody, breached, fairness, moved } = of
  return [
    `${''.padEnd(32)}${'in force'.padStart(10)}${'draft'.padStart(10)}`,
    row('given to somebody', given.active, given.draft),
    row('given to nobody', nobody.active, nobody.draft),
    row('first answers too late', breached.active, breached.draft),
    row('fairness of minutes (1 is even)', fairness.minutes.active, fairness.minutes.draft),
    row('fairness of hard cases', fairness.hardCases.active, fairness.hardCases.draft),
    `moved: ${moved.count}, of which ${moved.byNeed} need others by the draft; the rest follows from who has less in hand`,
    ...moved.first.map((one) => movedLine(one, nameOf)),
    ...of.left.map(({ conversationId, need }) => `nobody by the draft: ${conversationId} ${needText(need)}`),
    ...idLine('too late only by the draft', of.newlyBreached),
    ...idLine('too late no more', of.breachedNoMore),
  ]
}

const movedLine = ({ conversationId, from, to, why, chosenBy }: Moved, nameOf: (id: number) => string): string => {
  const reason = why === 'need' ? byText(to.by) : 'load'
  const how = chosenBy === null ? '' : `, ${chosenBy.replaceAll('_', ' ')}`
  return `${conversationId}\t${placeText(from, nameOf)} -> ${placeText(to, nameOf)} (${reason}${how})`
}

function placeText({ operatorId, teamId }: Destination, nameOf: (id: number) => string): string {
  const team = teamId === null ? '' : ` in team ${teamId}`
  return `${operatorId === null ? 'nobody' : nameOf(operatorId)}${team}`
}

const idLine = (what: string, ids: readonly number[]): readonly string[] =>
  ids.length === 0 ? [] : [`${what}: ${ids.join(', ')}`]

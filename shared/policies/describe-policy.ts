/** Policies and rules in one line each, for the command line. */
import type { DraftsDocument } from '#domain/drafts-policy'
import type { EscalationDocument, Rung, RungAction, Trigger } from '#domain/escalation-policy'
import type { QualityDocument } from '#domain/quality/quality-policy'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import {
  CLOCK_NAMES,
  type ClockName,
  SLA_PRIORITIES,
  type SlaDocument,
  type SlaPolicy,
  type Target,
} from '#domain/sla-policy'
import { conditionText, durationText } from './condition-text.ts'
import { describeRouting } from './describe-routing.ts'
import { describeQuality } from './quality-schema.ts'

/** A document of any kind in lines. */
export function describePolicy(
  document: SlaDocument | EscalationDocument | RoutingDocument | DraftsDocument | QualityDocument,
): readonly string[] {
  switch (document.kind) {
    case 'sla':
      return describeSla(document)
    case 'escalation':
      return describeEscalation(document)
    case 'routing':
      return describeRouting(document)
    case 'drafts':
      return describeDrafts(document)
    case 'quality':
      return describeQuality(document)
  }
}

/** Who writes, then a line per intent that may be answered alone. */
export const describeDrafts = ({
  writers,
  atLeastPercent,
  suggestionNotes,
  autonomy,
}: DraftsDocument): readonly string[] => [
  writers.length === 0 ? 'no drafts are written' : `drafts by ${writers.join(', then ')}, from ${atLeastPercent} % on`,
  ...(suggestionNotes === true ? ['suggested articles are noted in the conversation'] : []),
  ...autonomy.intents.map(
    ({ intent, above }) => `${intent}: alone above ${above}, one in ${autonomy.sampleOneIn} looked at`,
  ),
]

/** A line per policy, in the order in which they are tried. */
export const describeSla = ({ policies }: SlaDocument): readonly string[] => policies.map(policyText)

function policyText({ id, when, targets, warnAtPercent }: SlaPolicy): string {
  const promises = CLOCK_NAMES.flatMap((clock) => {
    const target = targets[clock]
    return target === undefined ? [] : [`${clockText(clock)} ${targetText(target)}`]
  })
  const warnings = warnAtPercent.length === 0 ? 'no warnings' : `warns at ${warnAtPercent.join('/')} %`
  return `${id} (${conditionText(when)}): ${[...promises, warnings].join(', ')}`
}

const clockText = (clock: ClockName): string => clock.replace('_', ' ')

const targetText = (target: Target): string => {
  const times = SLA_PRIORITIES.map((priority) => {
    const seconds = target[priority]
    return seconds === null ? '-' : durationText(seconds)
  })
  return `${times.join('/')} on ${target.calendar}`
}

/** A line per rule, then one per ladder. */
export const describeEscalation = ({ rules, ladders }: EscalationDocument): readonly string[] => [
  ...rules.map(({ id, on, when, ladder, startAtRung }) => {
    const start = startAtRung === 0 ? '' : ` from rung ${startAtRung}`
    return `${id} (${conditionText(when)}): ${triggerText(on)} -> ${ladder}${start}`
  }),
  ...Object.entries(ladders).map(([name, { rungs }]) => `${name}: ${rungs.map(rungText).join(' -> ')}`),
]

function triggerText(on: Trigger): string {
  switch (on.on) {
    case 'warned':
      return `${on.percent} % gone${clocksText(on.clocks)}`
    case 'breached':
      return `breached${clocksText(on.clocks)}`
    case 'breach_forecast':
      return `breach within ${durationText(on.withinSeconds)}${on.unassignedOnly ? ', unassigned' : ''}${clocksText(on.clocks)}`
    case 'words':
      return `words: ${on.categories.join(', ')}`
    case 'negative_tone':
      return `tone ${on.atMost} or less`
    case 'reopened':
      return `reopened ${on.times} times`
    case 'csat':
      return `rating ${on.atMost} or less`
    case 'waiting':
      return 'customer begins to wait'
    case 'label':
      return `label ${on.label}`
    case 'draft_overdue':
      return 'a draft of a reply is overdue'
    case 'queue_forecast':
      return `${on.breaches} or more of a team predicted to breach within ${durationText(on.withinSeconds)}${on.teams === undefined ? '' : ` (teams ${on.teams.join(', ')})`}`
  }
}

const clocksText = (clocks: readonly ClockName[] | undefined): string =>
  clocks === undefined ? '' : ` (${clocks.map(clockText).join(', ')})`

function rungText({ name, actions, acknowledgeWithinSeconds }: Rung): string {
  const patience = acknowledgeWithinSeconds === null ? '' : ` (${durationText(acknowledgeWithinSeconds)})`
  return `${name}: ${actions.map(actionText).join(' + ')}${patience}`
}

function actionText(action: RungAction): string {
  switch (action.do) {
    case 'note_assignee':
      return 'note to assignee'
    case 'assign_team':
      return `team ${action.teamId}`
    case 'set_priority':
      return `priority ${action.priority}`
    case 'notify':
    case 'page':
    case 'mail':
      return `${action.do} ${action.target}`
  }
}

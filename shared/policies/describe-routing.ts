/** A routing document in lines, for the command line. */
import type { Destination, OperatorProfile, RoutingDocument } from '#domain/routing/routing-policy'
import { conditionText, durationText } from './condition-text.ts'

/** What it does, a line per rule in the order in which they are tried, per topic and per operator, and its limits. */
export const describeRouting = (document: RoutingDocument): readonly string[] => [
  modeText(document),
  ...document.rules.map(({ id, when, to }) => `${id} (${conditionText(when)}) -> ${destinationText(to)}`),
  ...topicLines(document),
  `everything else -> ${destinationText(document.triage)}`,
  ...Object.entries(document.operators).map(([id, profile]) => operatorText(id, profile, document)),
  effortText(document),
  choiceText(document),
  takeBackText(document),
]

function modeText({ mode, besideAutoAssignmentSeconds: seconds }: RoutingDocument): string {
  if (mode === 'off') return 'off: decides nothing'
  const does = mode === 'assign' ? 'assigns' : 'suggests, and assigns nobody'
  const beside = seconds === null ? 'never' : `after ${durationText(seconds)} with nobody`
  return `${does}; where Chatwoot assigns by itself: ${beside}`
}

function destinationText({ teamId, skills = [], priority, labels = [] }: Destination): string {
  const parts = [
    ...(teamId === undefined ? [] : [`team ${teamId}`]),
    ...(skills.length === 0 ? [] : [`skilled in ${skills.join(' and ')}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...labels.map((label) => `label ${label}`),
  ]
  return parts.join(', ') || 'anybody of the inbox'
}

function topicLines({ topics, classifier }: RoutingDocument): readonly string[] {
  if (classifier === null) return []
  const sure = `topic at ${classifier.atLeastPercent} % and more by model ${classifier.model}`
  return Object.entries(topics).map(([topic, to]) => `${sure}: ${topic} -> ${destinationText(to)}`)
}

function operatorText(id: string, profile: OperatorProfile, { capacityPoints }: RoutingDocument): string {
  const { skills = [], languages, shift, daysOff = [] } = profile
  const parts = [
    skills.length === 0 ? 'no skills' : skills.join(', '),
    ...(languages === undefined ? [] : [`speaks ${languages.join(', ')}`]),
    `capacity ${profile.capacityPoints ?? capacityPoints}`,
    ...(shift === undefined ? [] : [`works by ${shift}`]),
    ...(daysOff.length === 0 ? [] : [`off on ${daysOff.join(', ')}`]),
  ]
  return `operator ${id}: ${parts.join('; ')}`
}

function effortText({ capacityPoints, channels, otherChannels }: RoutingDocument): string {
  const efforts = Object.entries({ ...channels, others: otherChannels })
  const each = efforts.map(([name, { points, minutes }]) => `${name} ${points} (${minutes}m)`)
  return `capacity ${capacityPoints}; a conversation takes ${each.join(', ')}`
}

function choiceText({ choice, substanceWaitSeconds, handOverMinutes }: RoutingDocument): string {
  const { stickyDays, drainMinutes, hardCaseMinutes, closingMinutes } = choice
  return [
    stickyDays === 0 ? 'nobody is kept' : `kept with who answered last for ${stickyDays} days`,
    `nothing new in the last ${drainMinutes}m of a shift`,
    `a hard case counts ${hardCaseMinutes}m`,
    ...(closingMinutes === undefined ? [] : [`up to twice the capacity in the last ${closingMinutes}m before closing`]),
    `a greeting waits ${durationText(substanceWaitSeconds)}`,
    handOverMinutes === null ? 'no hand-over' : `hand-over ${handOverMinutes}m before the end of a shift`,
  ].join('; ')
}

function takeBackText({ takeBack }: RoutingDocument): string {
  const { offlinePercent, awayPercent, idlePercent, withoutDeadlineSeconds, most } = takeBack
  const shares = Object.entries({ offline: offlinePercent, away: awayPercent, idle: idlePercent })
  const taken = shares.flatMap(([why, percent]) => (percent === null ? [] : [`${why} at ${percent} %`]))
  if (taken.length === 0 || most === 0) return 'nothing is taken back'
  const times = most === 1 ? 'once' : `${most} times`
  return `taken back: ${taken.join(', ')} of what was left, or after ${durationText(withoutDeadlineSeconds)}; at most ${times}`
}

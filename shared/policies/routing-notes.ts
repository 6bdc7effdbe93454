/** What a routing document says that is hardly meant. */
import type { CalendarDocument } from '#domain/calendar'
import { canonicalText } from '#domain/canonical'
import type { Destination, RoutingCondition, RoutingDocument, RoutingRule } from '#domain/routing/routing-policy'
import { channelNotes, conditionNotes, labelNotes } from './condition-notes.ts'
import { isUnconditional } from './names.ts'
import { type Problem, pathText, shown } from './problem.ts'
import { isSpoken } from './routing-names.ts'
import { type PlacedDestination, skillNotes } from './skill-notes.ts'

/** What may be meant, but often is not. */
export function routingNotes(document: RoutingDocument): Problem[] {
  const destinations = destinationsOf(document)
  return [
    ...neverReached(document),
    ...document.rules.flatMap(ruleNotes),
    ...destinations.flatMap(({ at, to }) =>
      (to.labels ?? []).flatMap((label, nth) => labelNotes(label, [...at, 'labels', nth])),
    ),
    ...skillNotes(document, destinations),
    ...topicNotes(document),
    ...calendarNotes(document),
    ...operatorLanguageNotes(document),
    ...effortNotes(document),
    ...takeBackNotes(document),
  ]
}

const destinationsOf = ({ rules, topics, triage }: RoutingDocument): PlacedDestination[] => [
  ...rules.map(({ to }, nth) => ({ at: ['rules', nth, 'to'], to })),
  ...Object.entries(topics).map(([topic, to]) => ({ at: ['topics', topic], to })),
  { at: ['triage'], to: triage },
]

/** The first rule that holds counts: what stands after one that always holds, or after the same condition, is idle. */
function neverReached({ rules, topics, triage }: RoutingDocument): Problem[] {
  const always = rules.findIndex(({ when }) => isUnconditional(when))
  const after = `rules[${always}] (${shown(rules[always]?.id)}) holds for every conversation`
  const firsts = new Map<string, number>()
  const idle = rules.flatMap(({ when }, nth) => {
    if (always >= 0 && nth > always)
      return [{ path: pathText(['rules', nth]), message: `is never reached: ${after}; move this one before it` }]
    const told = canonicalText(when)
    const first = firsts.get(told) ?? nth
    firsts.set(told, first)
    if (first === nth) return []
    const message = `is that of rules[${first}] again, which comes first: this rule is never reached`
    return [{ path: pathText(['rules', nth, 'when']), message }]
  })
  if (always < 0) return idle
  const rest = [...(Object.keys(topics).length > 0 ? ['topics'] : []), ...(isAnybody(triage) ? [] : ['triage'])]
  return [...idle, ...rest.map((path) => ({ path, message: `is of no effect: ${after}` }))]
}

const isAnybody = ({ teamId, skills = [], priority, labels = [] }: Destination): boolean =>
  teamId === undefined && priority === undefined && skills.length + labels.length === 0

function ruleNotes({ when, to }: RoutingRule, nth: number): Problem[] {
  const at = ['rules', nth, 'when']
  const nowhere = { path: pathText(['rules', nth, 'to']), message: 'asks for nothing: anybody of the inbox will do' }
  return [...conditionNotes(when, at), ...languageNotes(when, at), ...(isAnybody(to) ? [nowhere] : [])]
}

const languageNotes = (
  { languages = [] }: Pick<RoutingCondition, 'languages'>,
  at: readonly PropertyKey[],
): Problem[] =>
  languages.flatMap((code, nth) => {
    if (isSpoken(code)) return []
    const message = `${shown(code)} is no language that is known`
    return [{ path: pathText([...at, 'languages', nth]), message }]
  })

const operatorLanguageNotes = ({ operators }: RoutingDocument): Problem[] =>
  Object.entries(operators).flatMap(([id, profile]) => languageNotes(profile, ['operators', id]))

function topicNotes({ rules, topics, classifier }: RoutingDocument): Problem[] {
  const asking = [
    ...rules.flatMap(({ when }, nth) => (when.topics === undefined ? [] : [['rules', nth, 'when', 'topics']])),
    ...(Object.keys(topics).length === 0 ? [] : [['topics']]),
  ]
  if (classifier === null) {
    const message = 'is of no effect: without a `classifier` no conversation has a topic'
    return asking.map((path) => ({ path: pathText(path), message }))
  }
  if (asking.length > 0) return []
  return [{ path: 'classifier', message: 'is of no effect: no rule asks for topics, and `topics` is empty' }]
}

function calendarNotes({ calendars, operators, rules }: RoutingDocument): Problem[] {
  const worked = new Set([
    ...Object.values(operators).map(({ shift }) => shift),
    ...rules.map(({ when }) => when.hours?.calendar),
  ])
  const idle = Object.keys(calendars).filter((name) => !worked.has(name))
  return [
    ...Object.entries(calendars).flatMap(shortLived),
    ...idle.map((name) => ({
      path: pathText(['calendars', name]),
      message: 'is the `shift` of no operator, and no rule asks for its `hours`: it has no effect',
    })),
  ]
}

function shortLived([name, { alwaysOpen, week = {} }]: [string, CalendarDocument]): Problem[] {
  if (alwaysOpen === true || Object.values(week).some((hours) => hours.length > 0)) return []
  const message = 'opens on its special days only: after the last of them nobody of this shift is asked'
  return [{ path: pathText(['calendars', name]), message }]
}

/** Who has nothing in hand may be asked for one conversation, however large; nobody else. */
function effortNotes({ channels, otherChannels, operators, capacityPoints }: RoutingDocument): Problem[] {
  const most = Math.max(capacityPoints, ...Object.values(operators).map((profile) => profile.capacityPoints ?? 0))
  const efforts = [
    ...Object.entries(channels).map(([name, effort]) => ({ at: ['channels', name], effort })),
    { at: ['otherChannels'], effort: otherChannels },
  ]
  return [
    ...Object.keys(channels).flatMap((name) => channelNotes(name, ['channels', name])),
    ...efforts.flatMap(({ at, effort }) => {
      if (effort.points <= most) return []
      const message = `${effort.points} are more than anybody's capacity of ${most}: only who has nothing else is asked`
      return [{ path: pathText([...at, 'points']), message }]
    }),
  ]
}

function takeBackNotes({ takeBack }: RoutingDocument): Problem[] {
  const percents = ['offlinePercent', 'awayPercent', 'idlePercent'] as const
  if (takeBack.most > 0 || percents.every((name) => takeBack[name] === null)) return []
  return [{ path: 'takeBack.most', message: 'is 0: nothing is ever taken back, whatever the percents say' }]
}

/** What the parts of a routing document say of each other, read so that one ill-formed part hides nothing else. */
import { contradictions } from './calendar-schema.ts'
import { elementsOf, memberOf, membersOf } from './loose-reading.ts'
import { repeatedIds, unknownNames } from './names.ts'
import { type Problem, pathText } from './problem.ts'
import { MOST_OPERATORS } from './routing-schema.ts'

export function routingReferenceProblems(raw: unknown): Problem[] {
  const calendars = membersOf(memberOf(raw, 'calendars'))
  return [
    ...calendars.flatMap(([name, calendar]) => contradictions(calendar, ['calendars', name])),
    ...repeatedIds(elementsOf(memberOf(raw, 'rules'), 200), 'rules'),
    ...unknownCalendars(raw),
    ...daysOffOfNothing(raw),
  ]
}

function unknownCalendars(raw: unknown): Problem[] {
  const among = memberOf(raw, 'calendars')
  const mention = (path: readonly PropertyKey[], name: unknown) => ({ path, name, among, what: 'calendar' })
  return unknownNames([
    ...elementsOf(memberOf(raw, 'rules'), 200).map(([nth, rule]) =>
      mention(
        ['rules', nth, 'when', 'hours', 'calendar'],
        memberOf(memberOf(memberOf(rule, 'when'), 'hours'), 'calendar'),
      ),
    ),
    ...operatorsIn(raw).map(([id, profile]) => mention(['operators', id, 'shift'], memberOf(profile, 'shift'))),
  ])
}

/** In which zone a day begins is said by the shift. */
const daysOffOfNothing = (raw: unknown): Problem[] =>
  operatorsIn(raw).flatMap(([id, profile]) => {
    if (memberOf(profile, 'daysOff') === undefined || memberOf(profile, 'shift') !== undefined) return []
    const message = 'needs a `shift`: days off are taken from it, in its time zone'
    return [{ path: pathText(['operators', id, 'daysOff']), message }]
  })

const operatorsIn = (raw: unknown) => membersOf(memberOf(raw, 'operators'), MOST_OPERATORS)

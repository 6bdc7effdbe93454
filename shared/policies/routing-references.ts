/** What the parts of a routing document say of each other, read so that one ill-formed part hides nothing else. */
import { contradictions } from './calendar-schema.ts'
import { elementsOf, memberOf, membersOf } from './loose-reading.ts'
import { repeatedIds, unknownNames } from './names.ts'
import type { Problem } from './problem.ts'
import { MOST_OPERATORS } from './routing-schema.ts'

export function routingReferenceProblems(raw: unknown): Problem[] {
  const calendars = membersOf(memberOf(raw, 'calendars'))
  return [
    ...calendars.flatMap(([name, calendar]) => contradictions(calendar, ['calendars', name])),
    ...repeatedIds(elementsOf(memberOf(raw, 'rules'), 200), 'rules'),
    ...unknownShifts(raw),
  ]
}

function unknownShifts(raw: unknown): Problem[] {
  const among = memberOf(raw, 'calendars')
  const operators = membersOf(memberOf(raw, 'operators'), MOST_OPERATORS)
  return unknownNames(
    operators.map(([id, profile]) => ({
      path: ['operators', id, 'shift'],
      name: memberOf(profile, 'shift'),
      among,
      what: 'calendar',
    })),
  )
}

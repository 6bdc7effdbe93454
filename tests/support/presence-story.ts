/** A morning of one operator in four readings, in which everything happens that presence can tell. */
import type { OperatorSeen } from '#domain/chatwoot-reading'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { type Presence, takeReading } from '#domain/presence'
import type { OperatorEvent } from '#events/operator-events'
import { START_MS } from './builders.ts'
import { A_DIRECTORY, aReading, NOBODY, seen } from './operators.ts'

const robin = seen({ operatorId: 42, name: 'Robin Sample', availability: 'offline' })
const belongs = { teams: [5], inboxes: [11] }

/** What each minute shows. In the last one Avery is no longer among the agents. */
const MINUTES: readonly (readonly OperatorSeen[])[] = [
  [
    { ...seen(), ...belongs },
    { ...robin, teams: [], inboxes: [] },
  ],
  [seen({ availability: 'away' }), robin],
  [seen(), robin],
  [robin],
]

export function tellPresenceStory(): OperatorEvent[] {
  const events: OperatorEvent[] = []
  let presence: Presence = NOBODY
  for (const [nth, operators] of MINUTES.entries()) {
    const readAtMs = START_MS + nth * 60_000
    const reading = aReading({
      ...{ readAtMs, operators, correlationId: `corr-${nth}` },
      ...(nth === 0 ? { directory: A_DIRECTORY } : {}),
    })
    const step = takeReading(presence, reading, readAtMs + 700)
    if (step === null) continue
    const known = new Map(presence.operators.map((one) => [one.operatorId, one]))
    events.push(...step.operators.flatMap((after) => deriveOperatorEvents(known.get(after.operatorId), after)))
    for (const after of step.operators) known.set(after.operatorId, after)
    presence = { ...presence, mark: step.mark, operators: [...known.values()] }
  }
  return events
}

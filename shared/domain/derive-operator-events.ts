import type { OperatorEnvelope, OperatorEvent } from '#events/operator-events'
import type { Availability, StoredOperator } from './operator.ts'
import { isSameList } from './presence.ts'

const TYPES = {
  available: 'operator.available.v1',
  away: 'operator.away.v1',
  offline: 'operator.offline.v1',
} as const satisfies Record<Availability, string>

/**
 * The event between two writes of an operator, if there is one: another availability, gone from Chatwoot's agents, or
 * other teams and inboxes while available, since work may have waited for him there.
 */
export function deriveOperatorEvents(before: StoredOperator | undefined, after: StoredOperator): OperatorEvent[] {
  const turned = before?.availability !== after.availability
  const left = after.gone === true && before?.gone !== true
  const moved =
    before !== undefined &&
    after.availability === 'available' &&
    !(isSameList(before.teams, after.teams) && isSameList(before.inboxes, after.inboxes))
  if (!turned && !left && !moved) return []

  const { account, operatorId, version, availability, name } = after
  const envelope: Omit<OperatorEnvelope<string, unknown>, 'type' | 'data'> = {
    id: `${account}/operator/${operatorId}/${version}`,
    account,
    operatorId,
    version,
    occurredAtMs: turned ? after.sinceMs : after.writtenAtMs,
    observedAtMs: after.writtenAtMs,
    correlationId: after.correlationId,
    source: 'reading',
  }
  const data = { name, from: before?.availability ?? null, teams: [...after.teams], inboxes: [...after.inboxes] }
  if (availability === 'offline')
    return [{ ...envelope, type: TYPES.offline, data: { ...data, gone: after.gone === true } }]
  return [{ ...envelope, type: TYPES[availability], data }]
}

import { describe, expect, it } from 'vitest'
import { advance } from '#domain/advance-watch'
import { derive } from '#domain/derive-events'
import { explain } from '#domain/explain-clocks'
import {
  aConversation,
  aMessage,
  anObservation,
  aSnapshot,
  SHIPPED_LAW,
  START_MS,
  stateAfter,
} from '#tests/support/builders'

const HOUR_MS = 3_600_000
const answeredLongAgo = { createdAtMs: START_MS - 5 * HOUR_MS, firstReplyAtMs: START_MS - 4 * HOUR_MS }

/** Seen for the first time a minute after the start, with what its row and this message tell. */
function firstSeen(snapshot: Parameters<typeof aSnapshot>[0], message = aMessage()) {
  const state = stateAfter(anObservation({ snapshot: aSnapshot(snapshot), messages: [message] }))
  const nowMs = START_MS + 60_000
  const watch = advance(undefined, { before: undefined, after: state, law: SHIPPED_LAW, nowMs })
  const conversation = aConversation({ state, writtenAtMs: nowMs, ...(watch === undefined ? {} : { watch }) })
  const events = derive(undefined, conversation)
  const stories = explain({ events, law: () => SHIPPED_LAW.sla, outages: [], atMs: nowMs })
  return { runs: watch?.runs ?? {}, told: stories.map(({ clock, startedAtMs }) => [clock, startedAtMs]) }
}

describe('a conversation that was answered before anybody looked', () => {
  it('waits for a next response, though only its row tells of the first', () => {
    const { runs, told } = firstSeen(answeredLongAgo)
    expect(Object.keys(runs)).toEqual(['next_response', 'resolution'])
    expect(runs.next_response).toMatchObject({ startedAtMs: START_MS, dueAtMs: START_MS + HOUR_MS })
    expect(told).toContainEqual(['next_response', START_MS])
    expect(told.map(([clock]) => clock)).not.toContain('first_response')
  })

  it('had no first response from a reply that is not the first', () => {
    const reply = aMessage({ id: 88_005, kind: 'operator', answers: true, atMs: START_MS + 30_000, senderId: 41 })
    const { runs } = firstSeen({ ...answeredLongAgo, waitingSinceMs: null }, reply)
    expect(Object.keys(runs)).not.toContain('first_response')
  })

  it('waits for its first response as long as nobody has answered', () => {
    expect(Object.keys(firstSeen({}).runs)).toEqual(['first_response', 'resolution'])
  })
})

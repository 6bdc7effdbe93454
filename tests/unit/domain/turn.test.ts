import { describe, expect, it } from 'vitest'
import type { ConversationState, MessageRef } from '#domain/conversation'
import type { Assignee, Snapshot } from '#domain/observation'
import { lastAnswer, operatorOf, statusOf, turnOf, waitingSinceMs } from '#domain/turn'
import { aSnapshot, START_MS } from '#tests/support/builders'

const at = (seconds: number): number => START_MS + seconds * 1000
const message = (id: number, seconds: number): MessageRef => ({ id, atMs: at(seconds), senderId: 1 })
/** The row as it stood `seconds` after the start. */
const row = (seconds: number, changes: Partial<Snapshot> = {}): Snapshot =>
  aSnapshot({ updatedAtUs: at(seconds) * 1000, ...changes })

const operator: Assignee = { id: 41, kind: 'operator', name: 'Avery Example' }
const bot: Assignee = { id: 7, kind: 'bot', name: 'Triage Bot' }

describe('waitingSinceMs', () => {
  it('is what Chatwoot says while no message contradicts it', () => {
    expect(waitingSinceMs({ snapshot: row(0, { waitingSinceMs: at(0) }) })).toBe(at(0))
    expect(waitingSinceMs({ snapshot: row(0, { waitingSinceMs: null }) })).toBeNull()
    expect(waitingSinceMs({})).toBeNull()
  })

  it.each(['resolved', 'snoozed'] as const)('is null while %s, whatever Chatwoot still says', (status) => {
    const snapshot = row(9, { status, waitingSinceMs: at(0) })
    expect(waitingSinceMs({ snapshot, lastInbound: message(1, 0) })).toBeNull()
  })

  it.each(['lastReply', 'lastBotReply'] as const)('ends with a %s that a stale snapshot does not know', (kind) => {
    const state = { snapshot: row(0, { waitingSinceMs: at(0) }), lastInbound: message(1, 0), [kind]: message(2, 60) }
    expect(waitingSinceMs(state)).toBeNull()
  })

  it('begins with a customer message that a stale snapshot does not know', () => {
    const state: ConversationState = {
      snapshot: row(60, { waitingSinceMs: null }),
      lastReply: message(2, 60),
      lastInbound: message(3, 90),
    }
    expect(waitingSinceMs(state)).toBe(at(90))
  })

  it('ignores the wait of a stale snapshot that a known reply has ended', () => {
    const state: ConversationState = {
      snapshot: row(30, { waitingSinceMs: at(0) }),
      lastReply: message(2, 60),
      lastInbound: message(3, 90),
    }
    expect(waitingSinceMs(state)).toBe(at(90))
  })

  it('begins with the first unanswered message, not with the last', () => {
    const state: ConversationState = {
      snapshot: row(95, { waitingSinceMs: at(80) }),
      lastReply: message(2, 60),
      lastInbound: message(4, 95),
    }
    expect(waitingSinceMs(state)).toBe(at(80))
  })

  it('trusts messages in the seconds in which Chatwoot may not have set waiting_since yet', () => {
    expect(waitingSinceMs({ snapshot: row(1, { waitingSinceMs: null }), lastInbound: message(1, 0) })).toBe(at(0))
  })

  it('trusts a clearly later snapshot that nobody waits: resolved and reopened, or a reply we missed', () => {
    expect(waitingSinceMs({ snapshot: row(600, { waitingSinceMs: null }), lastInbound: message(1, 0) })).toBeNull()
  })

  it('begins again when a bot that answered hands over to people', () => {
    const state: ConversationState = {
      snapshot: row(30, { waitingSinceMs: at(30) }),
      lastInbound: message(1, 0),
      lastBotReply: message(2, 3),
    }
    expect(waitingSinceMs(state)).toBe(at(30))
  })

  describe('when a bot that spoke last has handed over to people', () => {
    const handedOver = (changes: Partial<Snapshot>): ConversationState => ({
      snapshot: row(71.2, { status: 'open', lastActivityAtMs: at(71), ...changes }),
      lastInbound: message(1, 50),
      lastBotReply: message(2, 71.1),
    })

    it('goes on since the customer wrote, if Chatwoot says so: the bot’s words were no answer', () => {
      expect(waitingSinceMs(handedOver({ waitingSinceMs: at(50) }))).toBe(at(50))
    })

    it('begins in the second of the bot’s last words, if Chatwoot says so', () => {
      expect(waitingSinceMs(handedOver({ waitingSinceMs: at(71) }))).toBe(at(71))
    })

    it('goes on where a message moves only the activity of the row', () => {
      expect(waitingSinceMs(handedOver({ waitingSinceMs: at(50), updatedAtUs: at(70) * 1000 }))).toBe(at(50))
    })

    it('is not taken from a row older than the bot’s words', () => {
      const older = { waitingSinceMs: at(50), updatedAtUs: at(52) * 1000, lastActivityAtMs: at(50) }
      expect(waitingSinceMs(handedOver(older))).toBeNull()
    })

    it('is not there while the bot still has the conversation', () => {
      expect(waitingSinceMs(handedOver({ waitingSinceMs: at(50), status: 'pending' }))).toBeNull()
    })

    it('ends when a person has answered since', () => {
      expect(waitingSinceMs({ ...handedOver({ waitingSinceMs: at(50) }), lastReply: message(3, 71.15) })).toBeNull()
    })
  })

  it('lets ids decide when wait and answer fall into the same second', () => {
    const snapshot = row(61, { waitingSinceMs: at(60) })
    expect(waitingSinceMs({ snapshot, lastInbound: message(1, 60), lastReply: message(2, 60) })).toBeNull()
    expect(waitingSinceMs({ snapshot, lastInbound: message(3, 60), lastReply: message(2, 60) })).toBe(at(60))
  })

  it('orders messages by id, not by their clocks', () => {
    const state = { snapshot: row(0), lastInbound: message(1, 90), lastReply: message(2, 80) }
    expect(waitingSinceMs(state)).toBeNull()
  })
})

describe('turnOf', () => {
  it.each([
    ['queue', { status: 'open', assignee: null }],
    ['queue', { status: 'open', assignee: bot }],
    ['operator', { status: 'open', assignee: operator }],
    ['bot', { status: 'pending', assignee: bot }],
    ['bot', { status: 'pending', assignee: null }],
    ['customer', { status: 'open', waitingSinceMs: null }],
    ['customer', { status: 'pending', waitingSinceMs: null }],
    ['nobody', { status: 'resolved', assignee: operator }],
    ['nobody', { status: 'snoozed', assignee: operator }],
  ] satisfies [string, Partial<Snapshot>][])('is %s for %j', (turn, changes) => {
    expect(turnOf({ snapshot: row(0, changes) })).toBe(turn)
  })

  it('is nobody as long as the status is unknown', () => {
    expect(turnOf({ lastInbound: message(1, 0) })).toBe('nobody')
  })
})

describe('what is read off a state', () => {
  it('names the operator, but no bot', () => {
    expect(operatorOf({ snapshot: row(0, { assignee: operator }) })).toBe(41)
    expect(operatorOf({ snapshot: row(0, { assignee: bot }) })).toBeNull()
    expect(operatorOf({})).toBeNull()
  })

  it('names the status, null before the first snapshot', () => {
    expect(statusOf({ snapshot: row(0, { status: 'snoozed' }) })).toBe('snoozed')
    expect(statusOf({})).toBeNull()
  })

  it('finds the newest answer among people and bots', () => {
    expect(lastAnswer({ lastReply: message(2, 1), lastBotReply: message(3, 1) })?.id).toBe(3)
    expect(lastAnswer({ lastReply: message(4, 1), lastBotReply: message(3, 1) })?.id).toBe(4)
    expect(lastAnswer({ lastReply: message(4, 1) })?.id).toBe(4)
    expect(lastAnswer({})).toBeUndefined()
  })
})

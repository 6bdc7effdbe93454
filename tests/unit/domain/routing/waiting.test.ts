import { describe, expect, it } from 'vitest'
import type { Directory } from '#domain/operator'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Routing } from '#domain/routing/routing-record'
import { standingOf } from '#domain/routing/waiting'
import type { Said } from '#domain/topic'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { aConversation, START_MS } from '#tests/support/builders'

const S = 1_000
const document: RoutingDocument = { ...DEFAULT_ROUTING, mode: 'assign', substanceWaitSeconds: 60 }
const classified: RoutingDocument = { ...document, classifier: { model: 'm-1', atLeastPercent: 60 } }
const by = { document, directory: null, nowMs: START_MS + S }
const said = (substantive: boolean): Said => ({ messageId: 88_001, substantive, language: null })
const saying = (...all: Said[]) => aConversation({ state: { ...aConversation().state, said: all } })
const directory = (autoAssigns: boolean): Directory => ({
  ...{ account: 'shop', serverVersion: null, teams: [], readAtMs: 0 },
  inboxes: [{ id: 11, name: 'Website', channel: 'WebWidget', autoAssigns }],
})

describe('whether a conversation is for the router', () => {
  it('open, with nobody, and a customer waits: now', () => {
    expect(standingOf(aConversation(), by)).toEqual({ kind: 'ready' })
  })

  it.each([
    ['resolved', aConversation({ status: 'resolved' })],
    ['snoozed', aConversation({ status: 'snoozed' })],
    ['pending, with its bot', aConversation({ status: 'pending' })],
    ['with an operator', aConversation({ snapshot: { assignee: { id: 41, kind: 'operator', name: 'A' } } })],
  ])('%s: no', (_why, conversation) => {
    expect(standingOf(conversation, by)).toEqual({ kind: 'no' })
  })

  it('with a bot that handed over: now', () => {
    const conversation = aConversation({ snapshot: { assignee: { id: 7, kind: 'bot', name: 'Helper' } } })
    expect(standingOf(conversation, by)).toEqual({ kind: 'ready' })
  })

  it('where Chatwoot assigns by itself: after the time it is given, or never', () => {
    const beside = { ...by, directory: directory(true) }
    expect(standingOf(aConversation(), beside)).toEqual({ kind: 'later', why: 'chatwoot', untilMs: START_MS + 60 * S })
    expect(standingOf(aConversation(), { ...beside, nowMs: START_MS + 60 * S })).toEqual({ kind: 'ready' })
    const never = { ...document, besideAutoAssignmentSeconds: null }
    expect(standingOf(aConversation(), { ...beside, document: never })).toEqual({ kind: 'no' })
    expect(standingOf(aConversation(), { ...by, directory: directory(false) })).toEqual({ kind: 'ready' })
  })

  it('a greeting alone waits for a word, where something depends on it', () => {
    const waits = { kind: 'later', why: 'greeting', untilMs: START_MS + 60 * S }
    expect(standingOf(saying(said(false)), { ...by, document: classified })).toEqual(waits)
    expect(standingOf(saying(said(false), said(true)), { ...by, document: classified })).toEqual({ kind: 'ready' })
    expect(standingOf(saying(said(false)), by)).toEqual({ kind: 'ready' })
    const late = { ...by, document: classified, nowMs: START_MS + 60 * S }
    expect(standingOf(saying(said(false)), late)).toEqual({ kind: 'ready' })
  })

  it.each([{ topics: ['refund'] }, { languages: ['de'] }, { words: ['legal'] }])(
    'a greeting, where a rule asks for %j of what is said: later',
    (when) => {
      const rules = [{ id: 'a', name: 'A', when, to: {} }]
      const asking = { ...by, document: { ...document, rules } }
      expect(standingOf(saying(said(false)), asking)).toMatchObject({ kind: 'later', why: 'greeting' })
      expect(standingOf(saying(said(true)), asking)).toEqual({ kind: 'ready' })
    },
  )

  it('asked a moment ago: on its way; asked long ago: looked at again', () => {
    const routing: Routing = {
      ...{ state: 'asked', atMs: START_MS, operatorId: 41, decision: 1, policyVersion: 0, ruleId: null },
    }
    expect(standingOf(aConversation({ routing }), by)).toEqual({ kind: 'asked' })
    expect(standingOf(aConversation({ routing }), { ...by, nowMs: START_MS + 180 * S })).toEqual({ kind: 'ready' })
  })

  it('asked again and again in vain: waited for ever longer, up to 24 minutes', () => {
    const waitsS = (vain: number): number => {
      const routing: Routing = {
        ...{ state: 'asked', atMs: START_MS, operatorId: 41, decision: 1, policyVersion: 0, ruleId: null, vain },
      }
      const at = (s: number) => standingOf(aConversation({ routing }), { ...by, nowMs: START_MS + s * S }).kind
      return [180, 360, 720, 1_440].find((s) => at(s - 1) === 'asked' && at(s) === 'ready') ?? 0
    }
    expect([0, 1, 2, 3, 4, 50].map(waitsS)).toEqual([180, 360, 720, 1_440, 1_440, 1_440])
  })

  it('suggested a moment ago: keeps its place, and is ready at once where the document assigns now', () => {
    const routing: Routing = {
      ...{ state: 'held', why: 'suggested', atMs: START_MS, operatorId: 41 },
      ...{ decision: 1, policyVersion: 0, ruleId: null },
    }
    const suggesting = { ...by, document: { ...document, mode: 'suggest' as const } }
    expect(standingOf(aConversation({ routing }), suggesting)).toEqual({ kind: 'suggested' })
    expect(standingOf(aConversation({ routing }), by)).toEqual({ kind: 'ready' })
  })

  it('switched off by its document: no', () => {
    expect(standingOf(aConversation(), { ...by, document: { ...document, mode: 'off' } })).toEqual({ kind: 'no' })
  })
})

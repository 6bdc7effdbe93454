import { describe, expect, it } from 'vitest'
import { decideDismissal, decideEscalation, decideForgotten, type EscalationVerb } from '#domain/person-command'
import type { Escalation, PromiseStage, PromiseWatch, Watch } from '#domain/watch'
import { ACCOUNT, aConversation, CONVERSATION_ID, START_MS, watched } from '#tests/support/builders'

const key = { account: ACCOUNT, conversationId: CONVERSATION_ID, cause: 'response', raisedAtMs: START_MS }
const asking: Escalation = {
  ruleId: 'answer-late',
  raisedAtMs: START_MS,
  rules: ['answer-late'],
  rung: 0,
  rungName: 'assignee',
  rungAtMs: START_MS,
}
const ended = (how: 'resolved' | 'stood_down') => ({ ...asking, ended: { how, atMs: START_MS + 1 } })
const { watch } = watched(aConversation())
const withEscalation = (escalation: Escalation | undefined): Watch | undefined =>
  watch === undefined || escalation === undefined ? watch : { ...watch, escalations: { response: escalation } }
const decide = (verb: EscalationVerb, now: Escalation | undefined, stored = now) =>
  decideEscalation({ verb, key, by: 'Amelia' }, { now: withEscalation(now), stored: withEscalation(stored) }).kind

describe('a command to an escalation', () => {
  const taken = { ...asking, acknowledged: { by: 'Riley', atMs: START_MS } }
  it.each<[string, Escalation | undefined, string, string]>([
    ['asks', asking, 'do', 'do'],
    ['was taken', taken, 'done', 'do'],
    ['was resolved', ended('resolved'), 'against', 'done'],
    ['has stood down', ended('stood_down'), 'against', 'against'],
    ['is not there', undefined, 'against', 'against'],
    ['was raised at another instant', { ...asking, raisedAtMs: START_MS + 5 }, 'against', 'against'],
  ])('that %s', (_what, escalation, acknowledge, resolve) => {
    expect([decide('acknowledge', escalation), decide('resolve', escalation)]).toEqual([acknowledge, resolve])
  })

  it('is judged by how it stands now, and by how it ended when it is forgotten now', () => {
    expect(decide('acknowledge', ended('stood_down'), asking)).toBe('against')
    expect(decide('resolve', undefined, ended('resolved'))).toBe('done')
  })
})

describe('a command to an escalation that its conversation has forgotten', () => {
  it('without a record is one to nothing', () => {
    expect(decideForgotten('resolve', null)).toEqual({ kind: 'against', why: { kind: 'forgotten' } })
  })
})

describe('dismissing a promise', () => {
  const promise = (stage: PromiseStage): PromiseWatch => ({
    ...{ messageId: 5, operatorId: 41, madeAtMs: 1, remindAtMs: 2, dueAtMs: 3 },
    stage,
    atMs: 1,
  })
  it.each<[PromiseStage, string]>([
    ['made', 'do'],
    ['reminded', 'do'],
    ['dismissed', 'done'],
    ['kept', 'against'],
    ['broken', 'against'],
  ])('that was %s: %s', (stage, kind) => {
    const now = watch === undefined ? undefined : { ...watch, promise: promise(stage) }
    expect(decideDismissal(5, { now, stored: undefined }).kind).toBe(kind)
    expect(decideDismissal(6, { now, stored: undefined })).toEqual({ kind: 'against', why: { kind: 'none' } })
  })
})

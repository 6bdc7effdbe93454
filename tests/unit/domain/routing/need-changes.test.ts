import { describe, expect, it } from 'vitest'
import { isWithNobody, needChangeOf } from '#domain/routing/need-changes'
import type { Said } from '#domain/topic'
import { aConversation } from '#tests/support/builders'
import { aRoutingDocument } from '#tests/support/choosing'

const active = aRoutingDocument({ triage: { teamId: 1 } })
const classified = { classifier: { model: 'shop-1', atLeastPercent: 60 }, topics: { refund: { skills: ['billing'] } } }
const said: readonly Said[] = [
  { messageId: 1, substantive: true, language: 'en', scored: { model: 'shop-1', of: 4, topics: [['refund', -10]] } },
]

describe('a conversation that is with nobody', () => {
  it('waits in the queue: none that an operator has, that sleeps, or is resolved', () => {
    expect(isWithNobody(aConversation())).toBe(true)
    expect(isWithNobody(aConversation({ snapshot: { assignee: { kind: 'operator', id: 7, name: 'Amelia' } } }))).toBe(
      false,
    )
    expect(isWithNobody(aConversation({ status: 'snoozed' }))).toBe(false)
    expect(isWithNobody(aConversation({ status: 'resolved' }))).toBe(false)
  })

  it('needs others where a draft sends it elsewhere, and is told both with their reasons', () => {
    const draft = aRoutingDocument({
      rules: [{ id: 'web', name: 'Website', when: { inboxes: [11] }, to: { teamId: 2, skills: ['sizing'] } }],
    })
    expect(needChangeOf(aConversation({ conversationId: 5 }), { active, draft, nowMs: 0 })).toMatchObject({
      conversationId: 5,
      before: { teamId: 1, skills: [], by: { kind: 'triage' } },
      after: { teamId: 2, skills: ['sizing'], by: { kind: 'rule', ruleId: 'web' } },
    })
  })

  it('is judged by the topics that its messages left', () => {
    const conversation = aConversation()
    const draft = aRoutingDocument(classified)
    expect(
      needChangeOf({ ...conversation, state: { ...conversation.state, said } }, { active, draft, nowMs: 0 }),
    ).toMatchObject({
      after: { skills: ['billing'], by: { kind: 'topic', topic: 'refund' } },
    })
  })

  it('changes nothing where another rule asks for the same', () => {
    const draft = aRoutingDocument({ rules: [{ id: 'all', name: 'All', when: {}, to: { teamId: 1 } }] })
    expect(needChangeOf(aConversation(), { active, draft, nowMs: 0 })).toBeNull()
    expect(needChangeOf(aConversation(), { active, draft: active, nowMs: 0 })).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { sendReply } from '#functions/act/send-reply'
import { sha256Hex } from '#runtime/digest'
import { aReply } from '#tests/support/actions'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { FakeChatwoot, NOT_TAKEN, passing } from '#tests/support/fake-chatwoot'

function aReplyTry(text?: string) {
  const chatwoot = new FakeChatwoot()
  const now = () => START_MS + 1_000
  const approvals = new FakeApprovalStore(now)
  const wording = text === undefined ? {} : { text, textHash: sha256Hex(text) }
  approvals.put(anApproval(wording))
  const action = aReply({ id: 'a', ...(text === undefined ? {} : { text }) })
  const run = (attempts = 1) =>
    sendReply(
      action,
      { chatwoot, nth: { attempts, firstTriedAtMs: START_MS, key: 'k1' } },
      {
        ...{ now, random: () => 0.5, wait: async () => undefined },
        ...{ approvals, textHash: sha256Hex, replyMaxAgeMs: 900_000, isOff: async () => false },
      },
    )
  return { chatwoot, approvals, run }
}

describe('sending a reply', () => {
  it.each(['timed_out', 'connection_lost', 'http_504', 'unprocessable'])(
    'is looked for a minute after %s, and no sooner: Chatwoot may be at it still',
    async (code) => {
      const { chatwoot, run } = aReplyTry()
      chatwoot.before.set('sendReply', () => chatwoot.failNext(passing(code, true)))
      expect(await run()).toEqual({ kind: 'later', code, denied: false, afterS: 60 })
    },
  )

  it('that certainly has not arrived comes back as soon as any', async () => {
    const { chatwoot, run } = aReplyTry()
    const limited = passing('rate_limited', false)
    chatwoot.before.set('sendReply', () => chatwoot.failNext(limited, limited))
    expect(await run()).toEqual({ kind: 'later', code: 'rate_limited', denied: false })
  })

  it('that Chatwoot refuses a third time has failed, once nobody finds it there', async () => {
    const { chatwoot, run } = aReplyTry()
    chatwoot.before.set('sendReply', () => chatwoot.failNext(NOT_TAKEN))
    expect(await run(3)).toEqual({ kind: 'failed', code: 'unprocessable' })
    expect(chatwoot.calls).toEqual(['findOwn', 'messagesAfter', 'conversation', 'sendReply', 'findOwn'])
  })

  it('that is with the customer is no failure, however often Chatwoot has refused it', async () => {
    const { chatwoot, approvals, run } = aReplyTry()
    chatwoot.before.set('sendReply', () => chatwoot.failNext(passing('unprocessable', true)))
    expect(await run(3)).toEqual({ kind: 'applied', already: true })
    expect(approvals.peek(anApproval())?.messageId).toBe(chatwoot.replies[0]?.id)
  })

  it('is refused where a colleague has answered after it was approved: whoever approved it could not know', async () => {
    const { chatwoot, approvals, run } = aReplyTry()
    chatwoot.operatorWrites(START_MS + 1)
    expect(await run()).toEqual({ kind: 'unapproved', code: 'answered_meanwhile' })
    expect([chatwoot.replies, approvals.peek(anApproval())?.state]).toEqual([[], 'approved'])
  })

  it('goes out where a colleague had answered before: a person may want to add to that', async () => {
    const { chatwoot, run } = aReplyTry()
    chatwoot.operatorWrites(START_MS)
    expect(await run()).toEqual({ kind: 'applied', already: false })
  })

  it('is refused where the channel lets nothing through: Chatwoot would take it, and the customer never get it', async () => {
    const { chatwoot, approvals, run } = aReplyTry()
    chatwoot.assigned = { ...chatwoot.assigned, canReply: false }
    expect(await run()).toEqual({ kind: 'unapproved', code: 'channel_closed' })
    expect([chatwoot.replies, approvals.peek(anApproval())?.state]).toEqual([[], 'approved'])
  })

  it.each(['Hello {{ contact.name }}.', 'See {% if true %}below{% endif %}.', 'Half of one: {{', 'And {%'])(
    'is refused where Chatwoot would make another text of it, and spends no approval: %s',
    async (text) => {
      const { chatwoot, approvals, run } = aReplyTry(text)
      expect(await run()).toEqual({ kind: 'unapproved', code: 'text_is_template' })
      expect([chatwoot.replies, approvals.peek(anApproval())?.state]).toEqual([[], 'approved'])
    },
  )

  it.each(['{"a": {"b": 1}}', 'Press { and then %.', '100 %}'])(
    'goes out with braces that mean nothing: %s',
    async (text) => {
      const { chatwoot, run } = aReplyTry(text)
      expect(await run()).toEqual({ kind: 'applied', already: false })
      expect(chatwoot.replies.map((reply) => reply.text)).toEqual([text])
    },
  )
})

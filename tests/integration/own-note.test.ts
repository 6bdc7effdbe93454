import { afterEach, beforeEach, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import { merge, stateOf } from '#domain/merge'
import { turnOf, waitingSinceMs } from '#domain/turn'
import { aNote, aReply } from '#tests/support/actions'
import { anApproval } from '#tests/support/approvals'
import { type Receiver, webhookReceiver } from '#tests/unit/local-chatwoot/webhook-receiver'
import { type ActSetting, actSetting } from './act-setting.ts'

let setting: ActSetting
let receiver: Receiver
beforeEach(async () => {
  setting = await actSetting()
  receiver = await webhookReceiver()
  const subscriptions = ['message_created', 'conversation_updated']
  await setting.call('POST', 'webhooks', { url: receiver.url, name: 'Backdesk', subscriptions })
})
afterEach(async () => {
  await receiver.close()
  await setting.close()
})

/** What the webhooks told that have come by now. */
async function observed() {
  const { chatwoot, clock } = setting
  await clock.advance(1_000)
  await chatwoot.deliveries.idle()
  return receiver.received.map(({ body }) => {
    const stamp = { account: 'shop', chatwootAccountId: chatwoot.accountId, receivedAtMs: clock.now() }
    const translation = translate(JSON.parse(body), { ...stamp, correlationId: 'corr-1' })
    if (translation.kind !== 'observation') throw new Error(`the webhook is ${translation.kind}`)
    return translation.observation
  })
}

it('our own note comes back as a webhook and moves nobody: it is private', async () => {
  const { chatwoot, conversationId } = setting
  chatwoot.actions.customerAnswers(conversationId, 'Hello?')
  const earlier = await observed()
  const before = earlier.map(stateOf).reduce(merge)
  await setting.deliver([aNote({ account: 'shop', conversationId })])
  const echoes = (await observed()).slice(earlier.length)
  expect(echoes.map(({ messages }) => messages.filter(({ kind }) => kind === 'note'))).toMatchObject([[{ own: true }]])
  const after = [before, ...echoes.map(stateOf)].reduce(merge)
  expect([turnOf(after), waitingSinceMs(after)]).toEqual([turnOf(before), waitingSinceMs(before)])
  expect([after.firstReply, after.lastReply, after.lastInbound]).toEqual([undefined, undefined, before.lastInbound])
})

it('our own reply under an approval comes back as an answer by a person, and as ours', async () => {
  const { chatwoot, conversationId } = setting
  chatwoot.actions.customerAnswers(conversationId, 'Hello?')
  const earlier = await observed()
  const before = earlier.map(stateOf).reduce(merge)
  const here = { account: 'shop', conversationId }
  const lastMessageId = before.lastInbound?.id ?? 0
  const times = { approvedAtMs: setting.clock.now(), expiresAtMs: setting.clock.now() + 600_000 }
  await setting.approve(anApproval({ ...here, ...times, boundTo: { conversationVersion: 1, lastMessageId } }))
  expect((await setting.deliver([aReply(here)])).counts).toEqual({ ActionsApplied: 1 })
  const echoes = (await observed()).slice(earlier.length)
  const answers = echoes.flatMap(({ messages }) => messages).filter(({ kind }) => kind === 'operator')
  expect(answers.length).toBeGreaterThan(0)
  for (const answer of answers) expect(answer).toMatchObject({ own: true, answers: true })
  const after = [before, ...echoes.map(stateOf)].reduce(merge)
  expect(after.lastReply).toMatchObject({ id: answers[0]?.id })
})

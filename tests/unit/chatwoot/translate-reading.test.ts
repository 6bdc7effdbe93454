import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { translateReading } from '#chatwoot/translate-reading'

const fixture = (name: string) => JSON.parse(readFileSync(`tests/fixtures/chatwoot/api/${name}.json`, 'utf8'))
const show = fixture('conversation_show')
const [, , reply] = fixture('messages_list_with_activity').payload
const BEFORE_S = reply.created_at - 60

/** What a list told of one message of before anybody's first reply. */
function told(sender: object) {
  const translation = translateReading(
    {
      conversation_id: show.id,
      conversation: { ...show, first_reply_created_at: reply.created_at },
      messages: [{ ...reply, id: 88_001, created_at: BEFORE_S, sender }],
      read_to_message_id: 88_001,
      complete: true,
      rated_at_ms: null,
      losses_since_ms: 0,
    },
    {
      account: 'shop',
      chatwootAccountId: show.account_id,
      receivedAtMs: reply.created_at * 1000 + 60_000,
      correlationId: 'corr-1',
    },
  )
  if (translation.kind !== 'observation') throw new Error(translation.kind)
  return translation.observation.messages[0]
}

it('what somebody seems to have written before the first reply was a campaign that speaks in his name', () => {
  expect(told(reply.sender)).toMatchObject({ kind: 'bot', answers: false })
})

it('a bot that answered before the first reply by a person has answered', () => {
  expect(told({ id: 5, name: 'Finn', type: 'agent_bot' })).toMatchObject({ kind: 'bot', answers: true, senderId: 5 })
})

import type { Message } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { describeLetter } from '#messaging/describe-letter'

const SENT_MS = 1_789_376_401_000
const aLetter = (body: unknown, attributes: Readonly<Record<string, string>> = {}): Message => ({
  MessageId: 'letter-1',
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  Attributes: { SentTimestamp: String(SENT_MS) },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
})

describe('why a letter lies there', () => {
  it.each([
    ['the worker said so', aLetter('{"cut', { reason: 'unparseable', detail: 'Not JSON' }), 'unparseable', 'Not JSON'],
    ['its tries were used up', aLetter({}, { account: 'shop' }), 'poison', null],
    [
      'EventBridge could not deliver it',
      aLetter({}, { ERROR_CODE: 'NO_PERMISSIONS', EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeExceeded' }),
      'undelivered',
      'NO_PERMISSIONS, MaximumEventAgeExceeded',
    ],
    [
      'Lambda gave up records of a stream',
      aLetter({ requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 2 } }),
      'given_up',
      'RetryAttemptsExhausted, 2 records',
    ],
  ])('%s', (_why, letter, reason, detail) => {
    expect(describeLetter(letter)).toMatchObject({ id: 'letter-1', reason, detail, atMs: SENT_MS })
  })
})

describe('whose a letter is', () => {
  it.each([
    ['a webhook', aLetter({ event: 'conversation_updated', id: 7 }, { account: 'shop' }), 'shop', 7],
    [
      'a message',
      aLetter({ event: 'message_created', id: 9, conversation: { id: 7 } }, { account: 'shop' }),
      'shop',
      7,
    ],
    ['an event of the bus', aLetter({ detail: { account: 'shop', conversationId: 7 } }), 'shop', 7],
    ['a message of our own', aLetter({ kind: 'deadline', account: 'shop', conversationId: 7 }), 'shop', 7],
    ['a contact', aLetter({ event: 'contact_updated', id: 7 }, { account: 'shop' }), 'shop', null],
    ['nobody’s', aLetter({ kind: 'sweep' }), null, null],
    ['something that is no slug', aLetter({ account: '../outlet', conversationId: -1 }), null, null],
    ['no JSON', aLetter('words of a customer'), null, null],
  ])('%s', (_what, letter, account, conversationId) => {
    const told = describeLetter(letter)
    expect(told).toMatchObject({ account, conversationId })
    expect(JSON.stringify(told)).not.toContain('words')
  })
})

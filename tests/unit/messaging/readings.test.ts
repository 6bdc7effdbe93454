import { createHash } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import type { Reading } from '#domain/chatwoot-reading'
import { answerReading, readingMessage, readingParts } from '#messaging/readings'
import { fakeAws } from '#tests/support/fake-aws'
import { assertProperty, fc } from '#tests/support/property'
import { aReadingRequest, DIRECTORY } from '#tests/support/readings'

const aReading = (operators: number, changes: Partial<Reading> = {}): Reading => ({
  kind: 'operators_read',
  account: 'shop',
  requestId: 'r1',
  readAtMs: 1_789_376_400_000,
  correlationId: 'corr-1',
  operators: Array.from({ length: operators }, (_, nth) => ({
    operatorId: nth + 1,
    name: `Operator ${nth + 1} – Ünï`,
    role: 'agent',
    availability: 'available',
  })),
  ...changes,
})

describe('asking for a reading', () => {
  it('is a message in a group of the account, the same for the same id', () => {
    const { body, attributes, fifo } = readingMessage(aReadingRequest())
    expect(JSON.parse(body)).toEqual(aReadingRequest())
    expect(attributes).toEqual({ account: 'shop', correlationId: 'corr-1' })
    expect(fifo?.groupId).toBe('reading#shop')
    expect(fifo?.deduplicationId).toBe(readingMessage(aReadingRequest({ requestedAtMs: 1 })).fifo?.deduplicationId)
    expect(fifo?.deduplicationId).not.toBe(readingMessage(aReadingRequest({ id: 'other' })).fifo?.deduplicationId)
  })
})

describe('answering a reading', () => {
  it('is one message as a rule', async () => {
    const aws = fakeAws(({ input }) => {
      const MD5OfMessageBody = createHash('md5').update(String(input.MessageBody)).digest('hex')
      return { body: { MessageId: 'm-1', MD5OfMessageBody } }
    })
    const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/presence'
    await answerReading(aReading(2), { client: new SQSClient(aws.config), queueUrl })
    expect(aws.calls.map(({ input }) => [input.QueueUrl, JSON.parse(String(input.MessageBody))])).toEqual([
      [queueUrl, aReading(2)],
    ])
  })

  it('is several where it is large, each below the limit, and together the same', () => {
    assertProperty(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.boolean(), (count, whole) => {
        const reading = aReading(count, whole ? { directory: DIRECTORY } : {})
        const parts = readingParts(reading, 1_200)
        for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(1_200)
        expect(parts.flatMap(({ operators }) => operators)).toEqual(reading.operators)
        expect(parts.filter(({ directory }) => directory !== undefined)).toHaveLength(whole ? 1 : 0)
        if (parts.length === 1) {
          expect(parts).toEqual([reading])
          return
        }
        const operatorIds = reading.operators.map(({ operatorId }) => operatorId)
        expect(parts.map(({ split }) => split)).toEqual(
          parts.map((_, nth) => ({ part: nth + 1, parts: parts.length, operatorIds })),
        )
      }),
    )
  })
})

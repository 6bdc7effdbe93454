import { describe, expect, it } from 'vitest'
import { readingsFor } from '#domain/ask-readings'
import type { Reading } from '#domain/chatwoot-reading'
import { performReading } from '#functions/act/perform-reading'
import { openMessage } from '#functions/presence/open-message'
import { readingMessage, readingParts } from '#messaging/readings'
import { START_MS } from '#tests/support/builders'
import { A_DIRECTORY, aDirectoryReading, aReading, seen } from '#tests/support/operators'
import { recorder } from '#tests/support/recorder'

const asSent = (message: unknown) => openMessage(JSON.stringify(message))

describe('what act answers', () => {
  const many = Array.from({ length: 40 }, (_, nth) => seen({ operatorId: nth + 1, teams: [5], inboxes: [] }))
  it.each([
    ['availability alone', [aReading()]],
    ['the directory', [aDirectoryReading({ directory: { ...A_DIRECTORY, serverVersion: null } })]],
    ['in parts', readingParts(aDirectoryReading({ operators: many }), 2_000)],
  ])('is read as it was sent: %s', (_what, readings) => {
    expect(readings.map(asSent)).toEqual(readings)
  })

  it('comes to what presence asks for', async () => {
    const { log, count } = recorder()
    const answers: Reading[] = []
    const access = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
    const read = async () => ({ kind: 'ok', value: { operators: [seen()] } }) as const
    for (const request of readingsFor('shop', { mark: undefined, atOnce: true }, START_MS)) {
      const outcome = await performReading(JSON.parse(readingMessage(request).body), {
        ...{
          now: () => START_MS,
          book: { find: async () => access, doubt: () => undefined },
          count,
          log,
          isOff: async () => false,
        },
        reader: () => ({ operators: read, directory: read }),
        answer: async (reading) => void answers.push(reading),
      })
      expect(outcome).toEqual({ kind: 'done' })
    }
    expect(answers.map(({ requestId }) => requestId.split('/')[2])).toEqual(['directory', 'operators'])
    expect(answers.map(asSent)).toEqual(answers)
  })
})

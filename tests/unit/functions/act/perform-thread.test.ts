import { describe, expect, it } from 'vitest'
import { threadClient } from '#chatwoot/thread-client'
import type { ThreadRead } from '#domain/quality/thread-reading'
import { performThread, type ThreadDeps } from '#functions/act/perform-thread'
import { fitting } from '#messaging/threads'
import { START_MS } from '#tests/support/builders'

const DONE = { kind: 'done' }
const ACCESS = { baseUrl: 'https://chat.example.com', accountId: 3, token: 't' } as never
const request = {
  kind: 'thread',
  account: 'shop',
  conversationId: 7,
  resolvedAtMs: START_MS,
  id: 'shop/7/1/0',
  requestedAtMs: START_MS,
  tries: 2,
  correlationId: 'corr-1',
}
type Listed = Awaited<ReturnType<ReturnType<ThreadDeps['threads']>['thread']>>
const message = { id: 1, role: 'customer', senderId: 905, atMs: START_MS, text: 'Hello' } as const

function aDesk(listed: Listed, changes: Partial<ThreadDeps> = {}) {
  const answers: ThreadRead[] = []
  const counts: string[] = []
  const lines: unknown[] = []
  const state = { doubts: 0 }
  const deps: ThreadDeps = {
    now: () => START_MS + 1_000,
    book: { find: async () => ACCESS, doubt: () => void state.doubts++ },
    threads: () => ({ thread: async () => listed }),
    isOff: async () => false,
    answer: async (read) => void answers.push(read),
    count: (name) => void counts.push(name),
    log: {
      warn: (code, fields) => void lines.push({ code, ...fields }),
      error: (code, fields) => void lines.push({ code, ...fields }),
    },
    ...changes,
  }
  return { deps, answers, counts, lines, state }
}

describe('reading a conversation to be graded', () => {
  it('hands it to whoever grades, and keeps nothing', async () => {
    const { deps, answers, counts, lines } = aDesk({
      kind: 'ok',
      value: { kind: 'read', messages: [message], complete: true },
    })
    expect(await performThread(request, deps)).toEqual(DONE)
    expect(answers).toEqual([
      {
        kind: 'thread_read',
        account: 'shop',
        conversationId: 7,
        resolvedAtMs: START_MS,
        requestId: request.id,
        readAtMs: START_MS + 1_000,
        correlationId: 'corr-1',
        messages: [message],
        complete: true,
      },
    ])
    expect([counts, lines]).toEqual([['ReadingsAnswered'], []])
  })

  it('says that it is gone', async () => {
    const { deps, answers } = aDesk({ kind: 'ok', value: { kind: 'gone' } })
    await performThread(request, deps)
    expect(answers).toMatchObject([{ kind: 'thread_gone', conversationId: 7 }])
  })

  it.each([
    [{ kind: 'passing', code: 'timed_out', mayHaveHappened: false }, true, 0],
    [{ kind: 'denied', code: 'token_refused' }, false, 1],
    [{ kind: 'refused', code: 'http_402' }, false, 0],
  ] as const)('that ends in %j is answered so, with how often it was tried', async (end, passing, doubts) => {
    const { deps, answers, counts, state } = aDesk(end as Listed)
    expect(await performThread(request, deps)).toEqual(DONE)
    expect(answers).toMatchObject([{ kind: 'thread_failed', code: end.code, passing, tries: 2 }])
    expect([counts, state.doubts]).toEqual([['ReadingsFailed'], doubts])
  })

  it('does nothing where it is switched off, or where there is no token', async () => {
    const listed: Listed = { kind: 'ok', value: { kind: 'gone' } }
    const off = aDesk(listed, { isOff: async (_, name) => name === 'act.read' })
    const without = aDesk(listed, { book: { find: async () => undefined, doubt: () => undefined } })
    for (const { deps } of [off, without]) expect(await performThread(request, deps)).toEqual(DONE)
    expect([off.answers, without.answers]).toEqual([[], []])
  })

  it('is a dead letter where it cannot be read or nobody asks, without what was given', async () => {
    const { deps } = aDesk({ kind: 'ok', value: { kind: 'gone' } })
    const outcome = await performThread({ ...request, conversationId: 'Zwitscher' }, deps)
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'malformed_thread' })
    expect(JSON.stringify(outcome)).not.toContain('Zwitscher')
    expect(await performThread(request, { ...deps, answer: undefined })).toMatchObject({ reason: 'nobody_asks' })
  })
})

describe('the messages of a conversation', () => {
  const row = (id: number, changes: object = {}) => ({
    id,
    content: `text ${id}`,
    message_type: 0,
    created_at: Math.floor(START_MS / 1000) + id,
    private: false,
    content_type: 'text',
    content_attributes: {},
    sender: { id: 905, type: 'contact' },
    ...changes,
  })

  it('are read page by page from the first, without notes and activity', async () => {
    const asked: string[] = []
    const pages = [
      Array.from({ length: 100 }, (_, at) => row(at + 1)),
      [
        row(101, { message_type: 1, sender: { id: 11, type: 'user' } }),
        row(102, { message_type: 1, private: true, sender: { id: 11, type: 'user' } }),
        row(103, { message_type: 2, sender: null }),
      ],
    ]
    const client = threadClient({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'x' } as never, {
      now: () => 0,
      pace: async () => undefined,
      http: async ({ url }) => {
        asked.push(url)
        return { kind: 'answered', status: 200, body: JSON.stringify({ meta: {}, payload: pages[asked.length - 1] }) }
      },
    })
    const called = await client.thread(7, 1_000)
    if (called.kind !== 'ok' || called.value.kind !== 'read') throw new Error(JSON.stringify(called))
    expect(called.value.complete).toBe(true)
    expect(called.value.messages).toHaveLength(101)
    expect(called.value.messages.at(-1)).toMatchObject({ id: 101, role: 'operator', senderId: 11, text: 'text 101' })
    expect(asked.map((url) => /after=(\d+)/.exec(url)?.[1])).toEqual(['0', '100'])
  })

  it('that do not fit a message are cut, and it is told that there are more', () => {
    const messages = Array.from({ length: 64 }, (_, at) => ({ ...message, id: at + 1, text: 'x'.repeat(1_000) }))
    const read: ThreadRead = {
      kind: 'thread_read',
      account: 'shop',
      conversationId: 7,
      resolvedAtMs: 1,
      requestId: 'r',
      readAtMs: 1,
      correlationId: 'c',
      messages,
      complete: true,
    }
    const fitted = fitting(read, 20_000)
    if (fitted.kind !== 'thread_read') throw new Error('another kind')
    expect(fitted.messages.length).toBe(16)
    expect(fitted.complete).toBe(false)
    expect(fitting(read, 1_000_000)).toBe(read)
  })
})

import { describe, expect, it } from 'vitest'
import type { Question } from '#domain/question'
import { questionRead } from '#events/question-read'
import { performQuestion, type QuestionDeps } from '#functions/act/perform-question'
import { START_MS } from '#tests/support/builders'
import { recorder } from '#tests/support/recorder'

const DONE = { kind: 'done' }
const REQUEST = {
  kind: 'question',
  account: 'shop',
  conversationId: 7,
  id: 'shop/question/7/88001',
  requestedAtMs: START_MS,
  correlationId: 'corr-1',
}
const ASKED = {
  messages: [{ id: 1, from: 'customer', text: 'Where is my parcel?' }],
  contact: { name: 'Jordan Sample', email: null, phone: null },
  cannedResponses: [],
} as const
type Read = Awaited<ReturnType<ReturnType<QuestionDeps['asker']>['question']>>

function aDesk(changes: Partial<QuestionDeps> & { readonly read?: Read } = {}) {
  const { read = { kind: 'ok', value: ASKED }, ...others } = changes
  const { log, lines, counts, count } = recorder()
  const world = { answers: [] as Question[], asked: [] as number[], doubts: 0 }
  const deps: QuestionDeps = {
    now: () => START_MS + 1_000,
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }),
      doubt: () => void world.doubts++,
    },
    asker: () => ({
      question: async (id) => {
        world.asked.push(id)
        return read
      },
    }),
    isOff: async () => false,
    answer: async (question) => void world.answers.push(question),
    count,
    log,
    ...others,
  }
  return { world, lines, counts, perform: (message: unknown = REQUEST) => performQuestion(message, deps) }
}

describe('a question that act is asked to read', () => {
  it('is handed to whoever asked, in a form that they take', async () => {
    const { world, counts, perform } = aDesk()
    expect(await perform()).toEqual(DONE)
    const [question] = world.answers
    expect(question).toEqual({
      kind: 'question_read',
      account: 'shop',
      conversationId: 7,
      requestId: REQUEST.id,
      readAtMs: START_MS + 1_000,
      correlationId: 'corr-1',
      ...ASKED,
    })
    expect(questionRead.parse(question)).toEqual(question)
    expect([world.asked, counts]).toEqual([[7], { ReadingsAnswered: 1 }])
  })

  it('says what it is read for, where that was said', async () => {
    const { world, perform } = aDesk()
    await perform({ ...REQUEST, purpose: 'learn' })
    expect(world.answers).toMatchObject([{ purpose: 'learn' }])
  })

  it('is let go of once whoever answers has begun to write, and Chatwoot is not asked', async () => {
    const late = aDesk({ now: () => START_MS + 600_001 })
    expect(await late.perform()).toEqual(DONE)
    expect([late.world.asked, late.counts]).toEqual([[], { ReadingsFailed: 1 }])
    const inTime = aDesk({ now: () => START_MS + 600_000 })
    await inTime.perform()
    expect(inTime.world.answers).toHaveLength(1)
  })

  it.each<[string, Partial<QuestionDeps>]>([
    ['act is switched off', { isOff: async (_account, name) => name === 'act' }],
    ['readings are switched off', { isOff: async (_account, name) => name === 'act.read' }],
    ['the account has given no token', { book: { find: async () => undefined, doubt: () => undefined } }],
  ])('is not read where %s, and that is no failure', async (_where, changes) => {
    const { world, counts, lines, perform } = aDesk(changes)
    expect(await perform()).toEqual(DONE)
    expect([world.asked, world.answers, counts, lines]).toEqual([[], [], {}, []])
  })

  it.each([
    [{ kind: 'passing', code: 'timed_out', mayHaveHappened: true }, 'warn', 0],
    [{ kind: 'denied', code: 'token_refused' }, 'error', 1],
    [{ kind: 'refused', code: 'conversation_gone' }, 'error', 0],
  ] as const)('that ends in %j is counted and dropped, and only a token is doubted', async (read, level, doubts) => {
    const { world, counts, lines, perform } = aDesk({ read })
    expect(await perform()).toEqual(DONE)
    expect([world.answers, counts, world.doubts]).toEqual([[], { ReadingsFailed: 1 }, doubts])
    const ids = { account: 'shop', conversationId: 7, requestId: REQUEST.id, correlationId: 'corr-1' }
    expect(lines).toEqual([{ level, code: 'question_not_read', fields: { ...ids, error: read.code } }])
  })

  it('is no dead letter where tokens cannot be looked up', async () => {
    const { counts, perform } = aDesk({ book: { find: async () => 'unavailable', doubt: () => undefined } })
    expect(await perform()).toEqual(DONE)
    expect(counts).toEqual({ ReadingsFailed: 1 })
  })

  it('is tried again where the answer could not be sent', async () => {
    const { counts, perform } = aDesk({ answer: () => Promise.reject(new Error('down')) })
    await expect(perform()).rejects.toThrow('down')
    expect(counts).toEqual({})
  })

  it.each([
    ['conversationId', 'Zwitscher'],
    ['account', 'No Slug'],
    ['purpose', 'Zwitscher'],
    ['requestedAtMs', -1],
  ])('is a dead letter where its %s is wrong, which names it and quotes nothing', async (member, value) => {
    const { world, perform } = aDesk()
    const outcome = await perform({ ...REQUEST, [member]: value })
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'malformed_question' })
    expect(JSON.stringify(outcome)).toContain(member)
    expect(JSON.stringify(outcome)).not.toContain('Zwitscher')
    expect(world.asked).toEqual([])
  })

  it('is a dead letter where nobody could be told', async () => {
    const { world, perform } = aDesk({ answer: undefined })
    expect(await perform()).toMatchObject({ kind: 'dead', reason: 'nobody_asks' })
    expect(world.asked).toEqual([])
  })
})

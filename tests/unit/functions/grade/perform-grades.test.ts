import type { SQSRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { Approval } from '#domain/approval'
import type { Conversation } from '#domain/conversation'
import type { ConversationGrade } from '#domain/quality/grade'
import type { ThreadMessage, ThreadRead, ThreadRequest } from '#domain/quality/thread-reading'
import type { Again } from '#functions/grade/open-message'
import { type PerformDeps, performGrades } from '#functions/grade/perform-grades'
import { aConversation, aSnapshot, START_MS } from '#tests/support/builders'
import { aQualityDocument } from '#tests/support/grades'
import { DEFAULT_QUALITY_MODEL } from '#text/quality/default-model'
import { readConduct } from '#text/quality/read-conduct'

const RESOLVED_MS = START_MS + 3_600_000
const DONE = { kind: 'done' }
const about = { account: 'shop', conversationId: 1042, resolvedAtMs: RESOLVED_MS, correlationId: 'corr-1' }

const resolvedEvent = {
  'detail-type': 'conversation.resolved.v1',
  detail: {
    id: 'shop/1042/5/0',
    type: 'conversation.resolved.v1',
    account: 'shop',
    conversationId: 1042,
    version: 5,
    n: 0,
    occurredAtMs: RESOLVED_MS,
    observedAtMs: RESOLVED_MS + 500,
    correlationId: 'corr-1',
    source: 'webhook',
    data: { operatorId: 11, openForMs: 3_600_000 },
  },
}
const said = (
  id: number,
  role: ThreadMessage['role'],
  text: string,
  senderId: number | null = null,
): ThreadMessage => ({
  id,
  role,
  senderId,
  atMs: START_MS + id * 60_000,
  text,
})
const threadRead = (...messages: ThreadMessage[]): ThreadRead => ({
  kind: 'thread_read',
  ...about,
  requestId: 'r-1',
  readAtMs: RESOLVED_MS + 5_000,
  messages,
  complete: true,
})
const SECRETLY = 'Secret of the customer: his canary is called Zwitscher.'
const GOOD = threadRead(
  said(1, 'customer', `My invoice 2044 has no tax on it. ${SECRETLY} Can you send it again?`),
  said(2, 'bot', 'We are closed.'),
  said(
    3,
    'operator',
    'Hello Ada, thank you for writing. Open Billing > Invoices and click "Send again". Let me know if it fails!',
    11,
  ),
  said(4, 'customer', 'That worked, thank you!'),
)

function aDesk(changes: Partial<PerformDeps> = {}) {
  const requests: ThreadRequest[] = []
  const later: [Again, number][] = []
  const graded: ConversationGrade[] = []
  const counts: Record<string, number> = {}
  const lines: unknown[] = []
  const known = new Set<string>()
  const conversation = aConversation({
    status: 'resolved',
    snapshot: aSnapshot({ status: 'resolved', assignee: { id: 11, name: 'Ada' } as never }),
  })
  const deps: PerformDeps = {
    now: () => RESOLVED_MS + 6_000,
    isOff: async () => false,
    conversation: async () => conversation,
    approvalsOf: async () => [],
    document: async () => ({ version: 3, activatedAtMs: 0, document: aQualityDocument() }),
    readConduct: async (messages, { resolvedAtMs }) =>
      readConduct(
        messages.map(({ id, ...message }) => ({ ...message, messageId: id })),
        { resolvedAtMs, timeZone: 'UTC', languageOf: () => 'en', model: DEFAULT_QUALITY_MODEL },
      ),
    uniform: () => 0.05,
    async recordGrade(grade) {
      const key = `${grade.conversationId}/${grade.resolvedAtMs}`
      if (known.has(key)) return 'already_recorded'
      known.add(key)
      graded.push(grade)
      return 'recorded'
    },
    request: async (request) => void requests.push(request),
    sendLater: async (again, delaySeconds) => void later.push([again, delaySeconds]),
    count: (name) => {
      counts[name] = (counts[name] ?? 0) + 1
    },
    log: {
      info: (code, fields) => void lines.push({ code, ...fields }),
      fault: (code, _error, fields) => void lines.push({ code, ...fields }),
    },
    ...changes,
  }
  const perform = async (body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const outcomes = await performGrades([{ messageId: 'm', body: text } as SQSRecord], deps)
    return outcomes.get('m')
  }
  return { perform, requests, later, graded, counts, lines, conversation }
}

describe('what was resolved', () => {
  it('is asked for, by an id that says which end of it', async () => {
    const { perform, requests } = aDesk()
    expect(await perform(resolvedEvent)).toEqual(DONE)
    expect(requests).toEqual([
      {
        kind: 'thread',
        ...about,
        id: `shop/1042/${RESOLVED_MS}/0`,
        requestedAtMs: RESOLVED_MS + 6_000,
        tries: 0,
      },
    ])
  })

  it.each([
    ['is open again', aConversation({ status: 'open' })],
    ['is gone', null],
  ] as [string, Conversation | null][])('is left alone where it %s', async (_, now) => {
    const { perform, requests } = aDesk({ conversation: async () => now })
    expect(await perform(resolvedEvent)).toEqual(DONE)
    expect(requests).toEqual([])
  })

  it('is left alone while somebody has switched grading off', async () => {
    const { perform, requests, graded } = aDesk({ isOff: async () => true })
    expect(await perform(resolvedEvent)).toEqual(DONE)
    expect(await perform(GOOD)).toEqual(DONE)
    expect([requests, graded]).toEqual([[], []])
  })
})

describe('what was read', () => {
  it('is graded once, with the rubric that was in force and the messages it cites, and none of its words', async () => {
    const { perform, graded, counts, lines } = aDesk()
    expect(await perform(GOOD)).toEqual(DONE)
    expect(await perform(GOOD)).toEqual(DONE)
    expect(graded).toHaveLength(1)
    expect(graded[0]).toMatchObject({
      ...about,
      version: 1,
      rubricVersion: 3,
      operatorId: 11,
      machine: { kind: 'graded', dimensions: { tone: { grade: 5, because: [{ code: 'warm', messageIds: [3] }] } } },
      sample: { week: '2026-W38', probability: 0.1, isDrawn: true },
    })
    expect(JSON.stringify([graded, lines])).not.toMatch(/Zwitscher|invoice|Billing|closed/)
    expect(counts).toEqual({ ConversationsGraded: 1, ReviewsDrawn: 1 })
  })

  it('takes what a person approved for his, with what it cites, though a bot sent it', async () => {
    const approved = {
      messageId: 2,
      evidence: [{ title: 'Hours', excerpt: 'Open from 9 to 17.' }],
    } as unknown as Approval
    const { perform, graded } = aDesk({ approvalsOf: async () => [approved] })
    await perform(
      threadRead(said(1, 'customer', 'When do you open?'), said(2, 'bot', 'Hello! We are open from 9 to 18.')),
    )
    expect(graded[0]?.machine).toMatchObject({
      dimensions: { accuracy: { grade: 2, because: [{ code: 'unsupported_figures', messageIds: [2] }] } },
    })
  })

  it.each([
    [{ ...GOOD, complete: false } as ThreadRead, 'not_whole'],
    [threadRead(said(1, 'customer', 'Hello?'), said(2, 'bot', 'We are closed.')), 'no_answer'],
    [{ kind: 'thread_gone', ...about, requestId: 'r-1', readAtMs: RESOLVED_MS } as ThreadRead, 'gone'],
  ] as const)('is not graded where it cannot be, and says why (%#)', async (read, reason) => {
    const { perform, graded, counts } = aDesk()
    expect(await perform(read)).toEqual(DONE)
    expect(graded[0]?.machine).toEqual({ kind: 'cannot_grade', reason })
    expect(counts.ConversationsNotGraded).toBe(1)
  })
})

describe('what could not be read', () => {
  const failed = (tries: number, passing = true) => ({
    kind: 'thread_failed',
    ...about,
    requestId: 'r-1',
    readAtMs: RESOLVED_MS,
    code: 'timed_out',
    passing,
    tries,
  })

  it('is asked for again a quarter of an hour later, eight times in all', async () => {
    const { perform, later, requests, graded } = aDesk()
    await perform(failed(0))
    const [again, delay] = later[0] ?? []
    expect([again?.id, again?.tries, delay]).toEqual([`shop/1042/${RESOLVED_MS}/1`, 1, 900])
    await perform(again)
    expect(requests).toMatchObject([{ kind: 'thread', tries: 1, resolvedAtMs: RESOLVED_MS }])
    await perform(failed(7))
    expect(later).toHaveLength(1)
    expect(graded[0]?.machine).toEqual({ kind: 'cannot_grade', reason: 'not_read' })
  })

  it('is not asked for again where Chatwoot refuses', async () => {
    const { perform, later, graded } = aDesk()
    await perform(failed(0, false))
    expect(later).toEqual([])
    expect(graded).toHaveLength(1)
  })
})

describe('a message', () => {
  it.each([
    ['not json', 'message'],
    [{ kind: 'thread_read', messages: [{ id: 'x' }] }, 'account'],
    [{ ...resolvedEvent, detail: { ...resolvedEvent.detail, type: 'conversation.opened.v1' } }, 'data'],
  ])('that cannot be read is a dead letter with a reason, and without what was given (%#)', async (body, path) => {
    const outcome = await aDesk().perform(body)
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'malformed_message', detail: expect.stringContaining(path) })
  })

  it('that meets a fault comes back, and leaves ids in the log', async () => {
    const { perform, lines } = aDesk({ recordGrade: async () => Promise.reject(new Error('throttled')) })
    expect(await perform(GOOD)).toMatchObject({ kind: 'retry' })
    expect(lines).toEqual([
      {
        code: 'grade_interrupted',
        kind: 'thread_read',
        account: 'shop',
        conversationId: 1042,
        correlationId: 'corr-1',
      },
    ])
  })
})

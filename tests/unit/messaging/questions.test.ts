import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import type { Question } from '#domain/question'
import { questionRead } from '#events/question-read'
import { questionAnswers } from '#messaging/questions'

const QUESTION: Question = {
  kind: 'question_read',
  account: 'shop',
  conversationId: 7,
  requestId: 'shop/question/7/1',
  readAtMs: 1,
  correlationId: 'c-1',
  messages: [{ id: 1, from: 'customer', text: 'Where is my parcel?' }],
  contact: { name: 'Jordan Sample', email: 'jordan@example.com', phone: null },
  cannedResponses: [{ id: 1, shortCode: 'hi', content: 'Hello' }],
}

async function told(question: Question, to: { drafts?: string; suggestions?: string }) {
  const sent: (readonly [string | undefined, Question])[] = []
  const send = async ({ input }: SendMessageCommand) => {
    sent.push([input.QueueUrl, JSON.parse(input.MessageBody ?? '') as Question])
    return {}
  }
  const client = { send } as unknown as SQSClient
  await questionAnswers({ client, drafts: to.drafts, suggestions: to.suggestions })?.(question)
  return sent
}

describe('a question that was read', () => {
  it('goes to drafts whole, and to suggestions without the contact', async () => {
    const sent = await told(QUESTION, { drafts: 'd', suggestions: 's' })
    const bare = { ...QUESTION, contact: { name: '', email: null, phone: null }, cannedResponses: [] }
    expect(Object.fromEntries(sent)).toEqual({ d: QUESTION, s: bare })
    for (const [, question] of sent) expect(questionRead.parse(question)).toEqual(question)
  })

  it('for learning goes to suggestions alone', async () => {
    const sent = await told({ ...QUESTION, purpose: 'learn' }, { drafts: 'd', suggestions: 's' })
    expect(sent.map(([queue]) => queue)).toEqual(['s'])
  })

  it('goes nowhere where nobody asks', () => {
    expect(questionAnswers({ client: {} as SQSClient, drafts: undefined, suggestions: undefined })).toBeUndefined()
  })
})

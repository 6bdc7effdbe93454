import { describe, expect, it } from 'vitest'
import type { HttpCall, HttpResult } from '#chatwoot/http-call'
import { labelledHistory } from '#infra/ops/labelled-history'

const ACCESS = { baseUrl: 'https://chatwoot.example.com', accountId: 1, token: 'EXAMPLE' }

const answer = (status: number, body: unknown): HttpResult => ({
  kind: 'answered',
  status,
  body: JSON.stringify(body),
})
const row = (id: number) => ({ id, labels: ['delivery'], meta: {} })
const page = (...ids: readonly number[]) => answer(200, { data: { payload: ids.map(row) } })
const said = (...messages: readonly object[]) =>
  answer(200, { payload: messages.map((message) => ({ message_type: 0, private: false, ...message })) })
const PARCEL = said({ content: 'Where is my parcel?' })

/** What Chatwoot answers by path, one answer a call; the last stands for all that follow. */
async function learnt(answers: Readonly<Record<string, readonly HttpResult[]>>) {
  const calls: string[] = []
  const backOffs: number[] = []
  const http: HttpCall = async ({ url }) => {
    const path = url.slice(url.indexOf('conversations'))
    const listed = answers[path] ?? [page()]
    const nth = calls.filter((one) => one === path).length
    calls.push(path)
    return listed[Math.min(nth, listed.length - 1)] ?? page()
  }
  const examples = await labelledHistory(
    ACCESS,
    { labels: ['delivery'], pages: 3 },
    { http, pace: async () => undefined, backOff: async (nth) => void backOffs.push(nth), show: () => undefined },
  )
  return { examples, calls, backOffs }
}
const first = (nth: number) => `conversations?status=all&page=${nth}`
const messagesOf = (id: number) => `conversations/${id}/messages?after=0`

describe('the labelled history of an account, as it changes while it is read', () => {
  it('teaches once by a conversation that moved on to the next page', async () => {
    const { examples, calls } = await learnt({
      [first(1)]: [page(7, 8)],
      [first(2)]: [page(8, 9)],
      [messagesOf(7)]: [PARCEL],
      [messagesOf(8)]: [PARCEL],
      [messagesOf(9)]: [PARCEL],
    })
    expect(examples.map(({ group }) => group)).toEqual(['7', '8', '9'])
    expect(calls.filter((path) => path === messagesOf(8))).toHaveLength(1)
  })

  it('leaves out one that was deleted meanwhile', async () => {
    const { examples } = await learnt({
      [first(1)]: [page(7, 8)],
      [messagesOf(7)]: [answer(404, { error: 'Resource could not be found' })],
      [messagesOf(8)]: [PARCEL],
    })
    expect(examples.map(({ group }) => group)).toEqual(['8'])
  })

  it('waits ever longer where Chatwoot asks it to, and goes on', async () => {
    const { examples, backOffs } = await learnt({
      [first(1)]: [answer(429, {}), answer(503, {}), page(7)],
      [messagesOf(7)]: [PARCEL],
    })
    expect(examples).toHaveLength(1)
    expect(backOffs).toEqual([0, 1])
  })

  it('gives up after the fifth time, and says what Chatwoot answered', async () => {
    await expect(learnt({ [first(1)]: [answer(429, {})] })).rejects.toThrow('rate_limited')
  })

  it('reads the subject of an e-mail, unless it is an answer', async () => {
    const mail = (subject: string) => ({ content_attributes: { email: { subject } }, content: 'As attached' })
    const { examples } = await learnt({
      [first(1)]: [page(7)],
      [messagesOf(7)]: [said(mail('Damaged tent'), mail('Re: Damaged tent'), mail('AW: Damaged tent'))],
    })
    expect(examples.map(({ text }) => text)).toEqual([
      'Damaged tent\nAs attached',
      'As attached',
      'As attached',
      'Damaged tent\nAs attached\nAs attached\nAs attached',
    ])
  })
})

import { expect, it } from 'vitest'
import { CANNED } from '#infra/local/chatwoot/shop-content'
import type { Timer } from '#infra/local/clock'
import { SHOP_DRAFTS } from '#infra/local/demo/documents'
import { playQuestions, QUESTIONS } from '#infra/local/demo/questions'
import { matchCanned } from '#text/match-canned'

const responses = CANNED.map((one, id) => ({ id, ...one }))

it("the shop's questions are surely answered by a canned response each, and what is written afterwards by none", () => {
  const of = (question: string) => matchCanned(question, responses)
  for (const [question, shortCode] of [
    [QUESTIONS.waits, 'tent_poles'],
    [QUESTIONS.writesAgain, 'wash_down'],
  ] as const) {
    expect(of(question)?.response.shortCode).toBe(shortCode)
    expect((of(question)?.confidence ?? 0) * 100).toBeGreaterThanOrEqual(SHOP_DRAFTS.atLeastPercent)
  }
  expect(of(QUESTIONS.more)).toBeNull()
})

it('one customer asks and waits, another asks and writes again; then it begins anew with others', () => {
  let nowMs = 0
  const due: { readonly atMs: number; readonly play: () => void }[] = []
  const clock = {
    now: () => nowMs,
    at: (atMs: number, play: () => void): Timer => {
      due.push({ atMs, play })
      return { atMs }
    },
    clear: () => undefined,
  }
  const said: (readonly [number, string])[] = []
  const contacts = [11, 12, 13, 14].map((id) => ({ id }))
  const actions = {
    customerOpens: ({ contactId, text }: { readonly contactId: number; readonly text: string }) =>
      said.push([contactId, text]),
    customerWrites: (contactId: number, _inboxId: number, text: string) => said.push([contactId, text]),
  }
  const shop = { contacts, inboxes: { website: { id: 1 } } }
  playQuestions({ clock, actions, shop, firstMs: 5 } as unknown as Parameters<typeof playQuestions>[0])
  for (let n = 0; n < 6; n += 1) {
    due.sort((a, b) => a.atMs - b.atMs)
    const next = due.shift()
    nowMs = next?.atMs ?? nowMs
    next?.play()
  }
  expect(said).toEqual([
    [14, QUESTIONS.waits],
    [13, QUESTIONS.writesAgain],
    [13, QUESTIONS.more],
    [12, QUESTIONS.waits],
    [11, QUESTIONS.writesAgain],
    [11, QUESTIONS.more],
  ])
})

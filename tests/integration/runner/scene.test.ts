import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationEvent } from '#events/conversation-events'
import { deskApi } from '#infra/local/demo/desk-api'
import { type RunningStack, startStack } from '#tests/support/local-stack'

const LIMIT_MS = 240_000
/** The scene's own length at this speed, and as much again for a busy machine. */
const SPEED = 4
const WAIT_MS = 110_000

let stack: RunningStack
const deskAs = (role: string): Desk => {
  const urls = { api: stack.apiUrl.replace(/\/$/, ''), engines: stack.engineUrl, issuer: '', token: stack.tokenUrl }
  return deskApi({ urls }, { role, account: 'shop' })
}
beforeAll(async () => {
  stack = await startStack('--speed', String(SPEED))
}, LIMIT_MS)
afterAll(() => stack?.stop())

describe('npm start', () => {
  it(
    'shows a warning, a breach, two rungs, an acknowledgement and a stand-down',
    async () => {
      const desk = deskAs('viewer')
      const conversationId = await sceneOf(desk)
      const told = await ledgerUntil(desk, conversationId, 'escalation.stood_down.v1')

      const story = told.flatMap(wordOf)
      expect(story).toEqual([
        'warned 50',
        'warned 75',
        'breached express',
        'raised express-late',
        'rung assignee',
        'rung on-call',
        'acknowledged',
        'stood down',
      ])
      expect(stack.said()).toContain(`conversation ${conversationId}: rung 2 of the ladder, on-call`)
      const notes = await until(async () => {
        const found = (await messagesIn(stack, conversationId)).filter(({ isPrivate }) => isPrivate)
        return found.some(({ text }) => text.includes('mention://')) ? found : undefined
      }, 'no note in Chatwoot')
      // beside it lies the draft that waits for a yes
      expect(notes.filter(({ text }) => text.includes('mention://user/'))).toHaveLength(1)
    },
    LIMIT_MS,
  )

  it(
    'has a draft for a customer who waits, which a person edits, grades and approves: it is sent once, and learned from',
    async () => {
      const desk = deskAs('lead')
      const draft = await until(async () => {
        const sceneId = await sceneOf(desk)
        const pending = await approvalsIn(desk, 'pending_review')
        return pending.find(({ text, conversationId: id }) => text.includes('poles') && id !== sceneId)
      }, 'no draft for the customer whose poles are missing')
      const text = draft.text.replace('where it is easy not to find them', 'where they are easily missed')
      expect(text).not.toBe(draft.text)
      const edited = await desk.post(`/v1/approvals/${draft.id}/edit`, { version: draft.version, text })
      const grades = { tone: 5, accuracy: 5, policy: 4 }
      const approve = { version: (edited.approval as Shown).version, grades }
      // a double click
      await Promise.all([1, 2].map(() => desk.post(`/v1/approvals/${draft.id}/approve`, approve)))
      await until(
        async () => (await approvalsIn(desk, 'learned')).find(({ id }) => id === draft.id),
        'the draft was not sent and learned from',
      )

      const said = await messagesIn(stack, draft.conversationId)
      expect(said.filter(({ isOurs, isPrivate }) => isOurs && !isPrivate).map((one) => one.text)).toEqual([text])
      const { items } = await desk.get('/v1/signals?limit=100')
      const isOfIt = expect.objectContaining({
        conversationId: draft.conversationId,
        outcome: 'sent',
        grades: { ...grades, note: null },
      })
      expect(items).toContainEqual(isOfIt)
    },
    LIMIT_MS,
  )

  it(
    'voids the draft for a customer who writes again',
    async () => {
      const desk = deskAs('lead')
      const draft = await until(
        async () =>
          (await approvalsIn(desk, 'pending_review')).find(({ text }) => text.includes('down')) ??
          // whoever asked writes again by himself after a minute
          (await approvalsIn(desk, 'voided')).find(({ text }) => text.includes('down')),
        'no draft for the customer whose jacket is dirty',
      )
      await customerWritesAgain(stack, draft.conversationId)
      const voided = await until(
        async () => (await approvalsIn(desk, 'voided')).find(({ id }) => id === draft.id),
        'the draft was not voided',
      )
      expect(voided.reason).toBe('newer_customer_message')
      const said = await messagesIn(stack, voided.conversationId)
      expect(said.filter(({ isOurs, isPrivate }) => isOurs && !isPrivate)).toEqual([])
    },
    LIMIT_MS,
  )
})

type Desk = ReturnType<typeof deskApi>

type Shown = { readonly id: string; readonly conversationId: number; readonly version: number; readonly text: string }
const approvalsIn = async (desk: Desk, state: string) =>
  (await desk.get(`/v1/approvals?state=${state}&limit=100`)).items as unknown as readonly (Shown & {
    reason: string | null
  })[]

/** The one conversation under the policy `express`. */
async function sceneOf(desk: Desk): Promise<number> {
  return until(async () => {
    const { items } = (await desk.get('/v1/queue?status=open&sort=deadline&limit=100')) as unknown as {
      items: { conversationId: number; policyId: string | null }[]
    }
    return items.find(({ policyId }) => policyId === 'express')?.conversationId
  }, 'no conversation under the policy express')
}

async function ledgerUntil(desk: Desk, id: number, type: ConversationEvent['type']): Promise<ConversationEvent[]> {
  return until(async () => {
    const { ledger } = (await desk.get(`/v1/conversations/${id}?limit=100`)) as unknown as {
      ledger: readonly ConversationEvent[]
    }
    return ledger.some((event) => event.type === type) ? [...ledger] : undefined
  }, `no ${type} in conversation ${id}`)
}

async function until<Found>(look: () => Promise<Found | undefined>, missing: string): Promise<Found> {
  const endMs = Date.now() + WAIT_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > endMs) throw new Error(`${missing}; said: ${stack.said().slice(-2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Of the scene's own clock: the resolution's is another story. */
function wordOf(event: ConversationEvent): string[] {
  switch (event.type) {
    case 'sla.warned.v1':
      return event.data.policyId === 'express' ? [`warned ${event.data.percent}`] : []
    case 'sla.breached.v1':
      return [`breached ${event.data.policyId}`]
    case 'escalation.raised.v1':
      return [`raised ${event.data.ruleId}`]
    case 'escalation.rung_reached.v1':
      return [`rung ${event.data.rungName}`]
    case 'escalation.acknowledged.v1':
      return ['acknowledged']
    case 'escalation.stood_down.v1':
      return ['stood down']
    default:
      return []
  }
}

async function customerWritesAgain({ chatwootUrl }: RunningStack, id: number): Promise<void> {
  const answer = await fetch(`${chatwootUrl}/_standin/actions/customerAnswers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ with: [id, 'And it has a tear in the sleeve.'] }),
  })
  expect(answer.status).toBe(200)
}

/** What stands in the shop's Chatwoot. */
async function messagesIn({ engineUrl }: RunningStack, id: number) {
  const access = (await (await fetch(`${engineUrl}/_backdesk/chatwoot`)).json()) as {
    url: string
    accountId: number
    token: string
  }
  const { url, accountId, token } = access
  const answer = await fetch(`${url}/api/v1/accounts/${accountId}/conversations/${id}/messages`, {
    headers: { api_access_token: token },
  })
  const { payload } = (await answer.json()) as {
    payload: { private: boolean; content: string; message_type: number }[]
  }
  return payload.map(({ content: text, private: isPrivate, message_type }) => ({
    text,
    isPrivate,
    isOurs: message_type === 1,
  }))
}

import { afterEach, describe, expect, it } from 'vitest'
import type { ConversationEvent } from '#events/conversation-events'
import { deskApi } from '#infra/local/demo/desk-api'
import { type RunningStack, startStack } from '#tests/support/local-stack'

const LIMIT_MS = 240_000
/** The scene's own length at this speed, and as much again for a busy machine. */
const SPEED = 4
const WAIT_MS = 80_000

let stack: RunningStack | undefined
afterEach(async () => {
  await stack?.stop()
  stack = undefined
})

type Shown = { readonly ledger: readonly ConversationEvent[] }

describe('npm start', () => {
  it(
    'shows a warning, a breach, two rungs, an acknowledgement and a stand-down',
    async () => {
      stack = await startStack('--speed', String(SPEED))
      const urls = { api: stack.apiUrl.replace(/\/$/, ''), engines: stack.engineUrl, issuer: '', token: stack.tokenUrl }
      const desk = deskApi({ urls }, { role: 'viewer', account: 'shop' })
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
        const found = stack === undefined ? [] : await notesIn(stack, conversationId)
        return found.length > 0 ? found : undefined
      }, 'no note in Chatwoot')
      expect(notes).toEqual([expect.stringContaining('mention://user/')])
    },
    LIMIT_MS,
  )
})

type Desk = ReturnType<typeof deskApi>

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
    const { ledger } = (await desk.get(`/v1/conversations/${id}?limit=100`)) as unknown as Shown
    return ledger.some((event) => event.type === type) ? [...ledger] : undefined
  }, `no ${type} in conversation ${id}`)
}

async function until<Found>(look: () => Promise<Found | undefined>, missing: string): Promise<Found> {
  const endMs = Date.now() + WAIT_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > endMs) throw new Error(`${missing}; said: ${stack?.said().slice(-2_000)}`)
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

/** Private notes that stand in the shop's Chatwoot. */
async function notesIn({ engineUrl }: RunningStack, id: number): Promise<string[]> {
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
  return payload.filter((message) => message.private && message.message_type === 1).map(({ content }) => content)
}

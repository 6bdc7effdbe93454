import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SLA } from '#policies/default-sla'
import { toItem } from '#store/item'
import { signalDaySk, signalSk, signalsPk } from '#store/keys'
import { knowledgeStore } from '#store/knowledge'
import { paperTable } from '#store/paper-table'
import { signalKeeper } from '#store/signal-keeper'
import { anApproval } from '#tests/support/approvals'
import { ACCOUNT, aConversation, CONVERSATION_ID, START_MS } from '#tests/support/builders'

const EMPTY = { send: async () => ({ Items: [], Responses: {} }) } as unknown as Pick<DynamoDBDocumentClient, 'send'>
const ARTICLE = { id: 12, version: 1_760_000_000, title: '', summary: '', content: '', url: '', language: 'en' }

function aDesk() {
  const paper = paperTable(EMPTY)
  const clockwork = { now: () => START_MS + 2_000, random: () => 0, wait: async () => undefined }
  const table = { ...clockwork, client: paper.client as DynamoDBDocumentClient, table: 'desk', retentionDays: 30 }
  const sla = async () => ({ version: 4, activatedAtMs: 0, document: DEFAULT_SLA })
  const item = async (sk: string) =>
    (await table.client.send(new GetCommand({ TableName: 'desk', Key: { pk: signalsPk(ACCOUNT), sk } }))).Item ?? {}
  return { table, keep: signalKeeper({ ...table, sla }), item }
}

describe('keeping signals in the table', () => {
  it('an approval that was sent is kept once, without the names of its customer, with the versions of its articles', async () => {
    const { table, keep, item } = aDesk()
    const conversation = aConversation({
      account: ACCOUNT,
      conversationId: CONVERSATION_ID,
      snapshot: { contactName: 'Noa' },
    })
    await table.client.send(new PutCommand({ TableName: 'desk', Item: toItem({ conversation, carried: {} }, 30) }))
    await knowledgeStore(table).putArticle(ACCOUNT, ARTICLE)
    const evidence = ['12', '13', 'faq-7'].map((id) => ({
      kind: 'article' as const,
      id,
      title: null,
      url: null,
      excerpt: null,
    }))
    const text = 'Hello Noa, it comes on Friday.'
    const grades = { tone: 5, accuracy: 5, policy: 5, note: null } as const
    const sent = { ...anApproval(), state: 'audited' as const, proposedText: text, text, grades, evidence }
    const approval = { ...sent, decidedBy: 'kim', decidedAtMs: START_MS, endedAtMs: START_MS + 1_000 }

    expect(await keep(approval)).toBe('recorded')
    expect(await keep({ ...approval, state: 'learned' })).toBe('already_recorded')
    const { signal } = await item(signalSk(START_MS + 1_000, approval.conversationId, approval.id))
    expect(signal).toMatchObject({
      outcome: 'sent',
      after: 'Hello [name], it comes on Friday.',
      policyVersions: ['sla@4'],
      evidence: [
        { id: '12', version: '1760000000' },
        { id: '13', version: null },
        { id: 'faq-7', version: null },
      ],
    })
    const day = new Date(START_MS).toISOString().slice(0, 10)
    expect(await item(signalDaySk(day))).toMatchObject({ ended: 1, recorded: 1 })
  })
})

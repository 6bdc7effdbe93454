import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Random } from '#runtime/retry'
import { accountRegistry } from './accounts.ts'
import { breachActions } from './breach-actions.ts'
import { conversationNow } from './conversation-now.ts'
import { conversationStore, conversationsOf } from './conversations.ts'
import { escalationStore } from './escalations.ts'
import { onCallStore } from './on-call.ts'
import { pageGroupStore } from './page-groups.ts'
import { policyStore } from './policies.ts'
import { policyBook } from './policy-book.ts'

export type EscalationFactsDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  readonly onFault: (error: unknown) => void
}

/** What escalations are performed by and kept in, whether they are or are only rehearsed. Faults of DynamoDB are thrown. */
export function escalationFacts({ onFault, ...table }: EscalationFactsDeps) {
  const policies = policyStore(table)
  const book = policyBook(policies, { now: table.now, onFault })
  const conversations = conversationStore(table)
  return {
    records: escalationStore(table),
    breaches: breachActions(table),
    groups: pageGroupStore(table),
    onCall: onCallStore(table),
    conversation: conversationNow(table),
    async conversations(account: string, ids: readonly number[]) {
      const found = await conversationsOf(account, ids, conversations)
      return [...found.values()].map(({ conversation }) => conversation)
    },
    escalationDocument: (account: string, version: number) => policies.get(account, 'escalation', version),
    slaDocument: (account: string, version: number) => policies.get(account, 'sla', version),
    accounts: accountRegistry(table).list,
    async active(account: string) {
      const [sla, escalation] = await Promise.all([book.sla(account), book.escalation(account)])
      return { sla: sla.document, escalation: escalation.document }
    },
  }
}

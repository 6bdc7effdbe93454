/** The stores of a deployment, and the account a command is about. */
import { userInfo } from 'node:os'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { RefreshMessage } from '#domain/deadline-message'
import type { StoredOperator } from '#domain/operator'
import type { OperatorEvent } from '#events/operator-events'
import { deadlineQueue } from '#messaging/deadlines'
import { sleep } from '#runtime/retry'
import { type CommandDeps, conversationCommander, type RunCommand } from '#store/command-conversation'
import { conversationStore } from '#store/conversations'
import { type EscalationStore, escalationStore } from '#store/escalations'
import { lawReader } from '#store/law'
import { operatorHistory } from '#store/operator-history'
import { type OperatorStore, operatorStore } from '#store/operators'
import { type OutageStore, outageStore } from '#store/outages'
import { type PolicyStore, policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { type QueueReads, queueReads } from '#store/queue-reads'
import { type SlaReads, slaReads } from '#store/sla-reads'
import { type SwitchStore, switchStore } from '#store/switches'
import { environmentConfig } from '../config.ts'
import { type AccountsDocument, summaries } from './accounts.ts'
import { givenText, UsageFault, type Values } from './area.ts'
import { clientConfig, secretDocument } from './aws-access.ts'
import { deploymentOf } from './deployment.ts'

export type Desk = {
  readonly policies: PolicyStore
  readonly reads: QueueReads
  readonly slaReads: SlaReads
  readonly escalations: EscalationStore
  /** Those of an account as last read, and their ledgers by id. */
  readonly operators: (account: string) => Promise<readonly StoredOperator[]>
  /** Undefined: never read. */
  readonly directory: OperatorStore['directory']
  readonly operatorLedgers: (account: string) => Promise<ReadonlyMap<number, readonly OperatorEvent[]>>
  readonly switches: SwitchStore
  readonly recordOutage: OutageStore['record']
  readonly lawFor: CommandDeps['lawFor']
  readonly command: RunCommand
  readonly refresh: (message: RefreshMessage) => Promise<void>
  /** Slugs of those that may send webhooks. */
  readonly accounts: () => Promise<readonly string[]>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Who is at the command line, for records and history. */
  readonly by: string
}

/** @throws Error when nothing is deployed there, and the SDK's errors. */
export async function openDesk(values: Values): Promise<Desk> {
  const { tableName, deadlinesQueueUrl, now } = await deploymentOf(values)
  const { conversationDays, ledgerDays } = environmentConfig(values.env, {})
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)), {
    marshallOptions: { removeUndefinedValues: true },
  })
  const deps = { client, table: tableName, now, random: Math.random, wait: sleep, sleep }
  const policies = policyStore(deps)
  const lawFor = lawReader(policyBook(policies, { now, onFault: rethrow }))
  const conversations = conversationStore({ ...deps, retentionDays: conversationDays })
  const operators = operatorStore(deps)
  const sqs = new SQSClient(clientConfig(values))
  return {
    policies,
    reads: queueReads(deps),
    slaReads: slaReads(deps),
    escalations: escalationStore({ ...deps, retentionDays: ledgerDays }),
    operators: operators.list,
    directory: operators.directory,
    operatorLedgers: (account) => operatorHistory(account, deps),
    switches: switchStore(deps),
    recordOutage: outageStore({ ...deps, retentionDays: ledgerDays }).record,
    lawFor,
    command: conversationCommander({ ...deps, ...conversations, lawFor }),
    refresh: deadlineQueue({ client: sqs, queueUrl: deadlinesQueueUrl, now }).refresh,
    accounts: async () => summaries(await secretDocument<AccountsDocument>(values, 'accounts').read()).map(slugOf),
    now,
    by: userInfo().username,
  }
}

const slugOf = ({ account }: { readonly account: string }): string => account

/** The account named, or the only one that is registered. @throws UsageFault when that is not one, or not registered. */
export async function accountFor(values: Values, desk: Pick<Desk, 'accounts'>): Promise<string> {
  const named = givenText(values, 'account')
  const known = await desk.accounts()
  if (named !== undefined) {
    if (known.includes(named)) return named
    const there = known.length === 0 ? 'none is registered yet' : `there are ${known.join(', ')}`
    throw new UsageFault(`there is no account ${named}: ${there}`)
  }
  const [only, ...others] = known
  if (only === undefined) throw new UsageFault('--account SLUG is missing: no account is registered yet')
  if (others.length > 0) throw new UsageFault(`--account SLUG is missing: there are ${[only, ...others].join(', ')}`)
  return only
}

/** At a command line old copies are of no use. */
function rethrow(error: unknown): never {
  throw error
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type ChainFault, faultsOf } from '#domain/approval-chain'
import { vigilanceOf } from '#domain/approval-vigilance'
import { sha256Hex } from '#runtime/digest'
import { type Chain, chainsOf } from '#store/approval-chains'
import { type Answer, type Area, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { deploymentOf } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  approvals verify --account SLUG          computes the chain of all decisions on drafts anew; exit code 1 when a record or
                                           an approval was changed, taken out or put in. Reads the whole table
  approvals reviewers --account SLUG       how each reviewer decides: approvals in haste, seeded drafts that were missed,
                                           agreement with second looks. Reads the whole table`

/** Whether what people decided on drafts is as it was (ADR 0044). */
export const approvalsArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' } },
  takes: { verify: ['account'], reviewers: ['account'] },
  run: async ([command = ''], values) => {
    if (command !== 'verify' && command !== 'reviewers') throw new UsageFault(`unknown command: approvals ${command}`)
    const { accounts } = await openDesk(values)
    const account = await accountFor(values, { accounts })
    const chains = await read(account, values)
    return command === 'verify' ? verified(account, chains) : reviewers(account, chains)
  },
}

async function read(account: string, values: Values): Promise<readonly Chain[]> {
  const { tableName: table } = await deploymentOf(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  try {
    return await chainsOf(account, { client, table })
  } finally {
    client.destroy()
  }
}

const WORDS: Readonly<Record<ChainFault['code'], string>> = {
  changed: 'the record was changed',
  out_of_sequence: 'a record before it is missing',
  not_linked: 'it does not follow the record before it',
  approval_differs: 'the approval says otherwise than its record',
  record_missing: 'the approval has no record',
}

/** Exit code 1 when anything is wrong. */
export function verified(account: string, chains: readonly Chain[]): Answer {
  const faults = chains.flatMap(({ records, approvals }) => faultsOf(records, approvals, sha256Hex))
  const decisions = chains.reduce((sum, { records }) => sum + records.length, 0)
  const approvals = chains.reduce((sum, one) => sum + one.approvals.length, 0)
  const looked = `${account}: ${decisions} decisions on ${approvals} drafts in ${chains.length} conversations`
  const lines = faults.map(
    ({ conversationId, seq, approvalId, code }) =>
      `conversation ${conversationId}, draft ${approvalId}${seq === null ? '' : `, decision ${seq}`}: ${WORDS[code]}`,
  )
  const text = [`${looked}, ${faults.length === 0 ? 'all as they were taken.' : `${faults.length} wrong:`}`, ...lines]
  return {
    text: text.join('\n'),
    json: { account, conversations: chains.length, decisions, drafts: approvals, faults },
    exitCode: faults.length === 0 ? 0 : 1,
  }
}

export function reviewers(account: string, chains: readonly Chain[]): Answer {
  const all = vigilanceOf(chains.flatMap(({ approvals }) => approvals))
  const lines = all.map(
    ({ reviewer, decided, approved, hasty, seeded, missed, compared, agreed }) =>
      `${reviewer}\t${decided} decided, ${approved} approved, ${hasty} in haste, ${missed} of ${seeded} seeded missed, ${compared === 0 ? 'no second look' : `${Math.floor((100 * agreed) / compared)} % of ${compared} grades agree`}`,
  )
  return {
    text: lines.join('\n') || `${account}: nobody has decided on a draft yet.`,
    json: { account, reviewers: all },
  }
}

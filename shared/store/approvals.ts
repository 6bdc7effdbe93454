import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { type Approval, type ApprovalKey, isOpenApproval } from '#domain/approval'
import { apply, audit } from '#domain/approval-commands'
import { approvalKeyOf } from './approval-item.ts'
import { putOpened, readApproval, writeStep } from './approval-writes.ts'
import { whatHolds } from './autonomy-writes.ts'

export type ApprovalStore = {
  /** As it stands now. */
  get(key: ApprovalKey): Promise<Approval | undefined>
  /**
   * Gives an approval to an action: from then on it is `applied`, and no other action gets it. Doing so again for the same
   * action changes nothing. False: it is not approved any more, is for another text than was read, has expired, another
   * action has it, or a policy has approved it and what people have graded since does not carry it any more.
   */
  claim(approval: Approval, actionId: string): Promise<boolean>
  /** Chatwoot has it, as this message. Again, or for another action, changes nothing. */
  noteSent(key: ApprovalKey, sent: { readonly actionId: string; readonly messageId: number }): Promise<void>
  /** Keeps a draft for a person to decide on. One that is there already stays as it is, whatever became of it. */
  keepDraft(draft: Approval): Promise<void>
  /** A reviewer has it before him; only the first time counts, and only while it waits. */
  noteSeen(approval: Approval, by: string): Promise<Approval>
}

export type ApprovalStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

/** Something else was noted of it meanwhile. */
const TRIES = 4

/** Approvals in table `desk`, beside their conversation. Faults of DynamoDB are thrown. */
export function approvalStore(deps: ApprovalStoreDeps): ApprovalStore {
  const { client, table, now } = deps
  // neither step is a decision: they meet nobody in a transaction, and wait for nobody
  const steps = { ...deps, random: () => 0, wait: async () => undefined, retentionDays: 0 }
  const get = (key: ApprovalKey) => readApproval(key, deps)
  return {
    get,

    async claim({ textHash, ...key }, actionId) {
      for (let nth = 0; nth < TRIES; nth += 1) {
        const held = await get(key)
        if (held === undefined || held.textHash !== textHash || held.expiresAtMs <= now()) return false
        // also of one that is given already: it may come back long after a stop
        const besides = held.receipt === undefined ? [] : await whatHolds(held, held.receipt, deps)
        if (besides === null) return false
        const given = apply(held, { actionId, nowMs: now() })
        if (given.kind !== 'moved') return given.kind === 'done'
        if ((await writeStep({ before: held, after: given.approval, besides }, steps)).kind === 'written') return true
      }
      return false
    },

    async noteSent(key, { actionId, messageId }) {
      const held = await get(key)
      if (held === undefined || held.actionId !== actionId) return
      const audited = audit(held, { messageId, nowMs: now() })
      if (audited.kind === 'moved') await writeStep({ before: held, after: audited.approval }, steps)
    },

    async keepDraft(draft) {
      await putOpened(draft, null, deps)
    },

    async noteSeen(approval, by) {
      if (!isOpenApproval(approval) || approval.seenAtMs[by] !== undefined) return approval
      const nowMs = now()
      const update = new UpdateCommand({
        TableName: table,
        Key: approvalKeyOf(approval),
        UpdateExpression: 'SET seenAtMs.#by = if_not_exists(seenAtMs.#by, :now)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#by': by },
        ExpressionAttributeValues: { ':now': nowMs },
      })
      try {
        await client.send(update)
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
      return { ...approval, seenAtMs: { ...approval.seenAtMs, [by]: nowMs } }
    },
  }
}

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { APPROVAL_STATES, type Approval, type ApprovalKey, type ApprovalState } from '#domain/approval'
import { expiresAtS } from './expiry.ts'
import { approvalSk, conversationPk } from './keys.ts'

export type ApprovalStore = {
  /** As it stands now. */
  get(key: ApprovalKey): Promise<Approval | undefined>
  /**
   * Gives an approval to an action: from then on it is `applied`, and no other action gets it. Doing so again for the same
   * action changes nothing. False: it is not approved any more, is for another text than was read, has expired, or
   * another action has it.
   */
  claim(approval: Approval, actionId: string): Promise<boolean>
  /** Keeps a draft for a person to decide on. One that is there already stays as it is, whatever became of it. */
  keepDraft(draft: Approval): Promise<void>
}

export type ApprovalStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

/** Approvals in table `desk`, beside their conversation. Faults of DynamoDB are thrown. */
export function approvalStore({ client, table, now }: ApprovalStoreDeps): ApprovalStore {
  return {
    async get(key) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }))
      return Item === undefined ? undefined : read(Item)
    },

    async claim(approval, actionId) {
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(approval),
        UpdateExpression: 'SET #state = :applied, actionId = :action, appliedAtMs = if_not_exists(appliedAtMs, :now)',
        ConditionExpression:
          '(#state = :approved OR (#state = :applied AND actionId = :action)) AND textHash = :hash AND expiresAtMs > :now',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':applied': 'applied' satisfies ApprovalState,
          ':approved': 'approved' satisfies ApprovalState,
          ':action': actionId,
          ':hash': approval.textHash,
          ':now': now(),
        },
      })
      try {
        await client.send(update)
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },

    async keepDraft(draft) {
      const Item = { ...approvalItem(draft), expiresAt: expiresAtS(draft.expiresAtMs, DRAFT_DAYS) }
      const put = new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })
      try {
        await client.send(put)
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
  }
}

/** A draft holds a text to a customer: it goes soon after it can no longer be decided on. */
const DRAFT_DAYS = 7

const keyOf = ({ account, conversationId, id }: ApprovalKey) => ({
  pk: conversationPk(account, conversationId),
  sk: approvalSk(id),
})

/** An approval's item, for whoever puts one. */
export const approvalItem = (approval: Approval): Record<string, unknown> => ({ ...keyOf(approval), ...approval })

function read(item: Readonly<Record<string, unknown>>): Approval {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, appliedAtMs: _appliedAtMs, ...approval } = item
  if (!APPROVAL_STATES.some((known) => known === approval.state))
    throw new Error('Stored approval: state is not one of the known')
  return approval as Approval
}

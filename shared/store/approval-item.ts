import { APPROVAL_STATES, type Approval, type ApprovalKey, isOpenApproval } from '#domain/approval'
import { nextApprovalMs } from '#domain/approval-deadlines'
import { expiresAtS } from './expiry.ts'
import {
  APPROVAL_DEADLINES,
  approvalDeadlineKey,
  approvalDueKey,
  approvalSk,
  approvalStatusKey,
  conversationPk,
} from './keys.ts'

export type Attributes = Readonly<Record<string, unknown>>

export const approvalKeyOf = ({ account, conversationId, id }: ApprovalKey) => ({
  pk: conversationPk(account, conversationId),
  sk: approvalSk(id),
})

/** Days after which it is forgotten: of one that nobody decides on, and of one that was decided. */
const OPEN_DAYS = 7
const DECIDED_DAYS = 400

/** An approval's item, with its places in the indexes. */
export function approvalItem(approval: Approval): Attributes {
  const { account, conversationId, id, state, dueAtMs, expiresAtMs, endedAtMs } = approval
  const nextMs = nextApprovalMs(approval)
  return {
    ...approvalKeyOf(approval),
    ...approval,
    statusKey: approvalStatusKey(account, state),
    dueKey: approvalDueKey({ conversationId, id, dueAtMs: dueAtMs ?? expiresAtMs, endedAtMs }),
    ...(nextMs === null
      ? {}
      : { deadlineShard: APPROVAL_DEADLINES, deadlineKey: approvalDeadlineKey(nextMs, approval) }),
    expiresAt: expiresAtS(expiresAtMs, isOpenApproval(approval) ? OPEN_DAYS : DECIDED_DAYS),
  }
}

const OWN = ['pk', 'sk', 'statusKey', 'dueKey', 'deadlineShard', 'deadlineKey', 'expiresAt'] as const

/** @throws Error when the item is none. */
export function fromApprovalItem(item: Attributes): Approval {
  if (!APPROVAL_STATES.some((known) => known === item.state)) {
    throw new Error('Stored approval: state is not one of the known')
  }
  if (typeof item.version !== 'number' || typeof item.text !== 'string') {
    throw new Error('Stored approval: it is of an earlier release, or none')
  }
  const own: ReadonlySet<string> = new Set(OWN)
  return Object.fromEntries(Object.entries(item).filter(([name]) => !own.has(name))) as unknown as Approval
}

/** What an update has to set and to remove. `seenAtMs` stays out: who looks meanwhile must not be forgotten. */
export function changesBetween(before: Approval, after: Approval): { set: Attributes; remove: readonly string[] } {
  const from = approvalItem(before)
  const to = approvalItem(after)
  const isSame = (name: string): boolean => JSON.stringify(from[name]) === JSON.stringify(to[name])
  const set = Object.entries(to).filter(([name]) => name !== 'seenAtMs' && !isSame(name))
  return { set: Object.fromEntries(set), remove: Object.keys(from).filter((name) => to[name] === undefined) }
}

import type { Called } from '#chatwoot/called'
import { type Action, TEMPLATE } from '#domain/action'
import { type Approval, type ApprovalKey, whyNotReply } from '#domain/approval'
import { lateDraft } from '#domain/approval-opening'
import { HARMLESS, isHopeless, ONLY_UNLESS_DONE, twice, type Waiting } from './call-twice.ts'
import type { Means } from './carry-out.ts'
import { ALREADY, APPLIED, type Ending, endingOf, endingOfMessage, ok, REFUSED } from './ending.ts'

export type ReplyDeps = {
  readonly approvals: {
    /** As it stands now, not a moment ago. */
    readonly get: (key: ApprovalKey) => Promise<Approval | undefined>
    /** Gives an approval to an action, once. False: it is not as it was read, or another action has it. */
    readonly claim: (approval: Approval, actionId: string) => Promise<boolean>
    readonly keepDraft: (draft: Approval) => Promise<void>
    /** Chatwoot has it, as this message. Again changes nothing. */
    readonly noteSent: (
      key: ApprovalKey,
      sent: { readonly actionId: string; readonly messageId: number },
    ) => Promise<void>
  }
  /** Whether somebody has switched off `autonomy`, for this account or all. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** A reply that was asked for longer ago is not sent any more. */
  readonly replyMaxAgeMs: number
  /** SHA-256 in hexadecimal digits. */
  readonly textHash: (text: string) => string
}

type Sending = Action & { verb: 'send_public_reply' }

/**
 * The only way to a customer. Whatever was sent by an earlier try is found by its key; then the approval and the
 * conversation are read as they stand now, the approval is taken, and only then the reply goes out. A call that may have
 * arrived is never repeated before Chatwoot was asked for its key. What comes so late that it would answer another moment
 * than it was approved for, from a dead-letter queue for instance, becomes a draft. @throws what the store throws.
 */
export async function sendReply(action: Sending, means: Means, deps: Waiting & ReplyDeps): Promise<Ending> {
  const { attempts } = means.nth
  const earlier = attempts > 1 ? await findReply(action, means, deps) : null
  if (earlier !== null) return earlier
  const sent = await twice(() => checkAndSend(action, means, deps), ONLY_UNLESS_DONE, deps)
  if (!isHopeless(sent, attempts)) return endingOfMessage(sent)
  return (await findReply(action, means, deps)) ?? REFUSED
}

/** The end of a reply that an earlier try has sent, or that nobody can tell of just now; null: none has. */
export async function findReply(
  action: Sending,
  { chatwoot, nth }: Means,
  deps: Waiting & ReplyDeps,
): Promise<Ending | null> {
  const earlier = { key: nth.key, sinceMs: nth.firstTriedAtMs }
  const found = await twice(() => chatwoot.findOwn(action.conversationId, earlier), HARMLESS, deps)
  if (found.kind !== 'ok') return endingOf(found)
  return found.value === null ? null : sentAs(action, found.value, { ...deps, ending: ALREADY })
}

async function checkAndSend(
  action: Sending,
  { chatwoot, nth: { key } }: Means,
  deps: ReplyDeps & Waiting,
): Promise<Called<Ending>> {
  const { account, conversationId, approvalId, text } = action
  const reply = { id: action.id, account, conversationId, approvalId, textHash: deps.textHash(text) }
  const read = () => deps.approvals.get({ account, conversationId, id: approvalId })
  const approval = await read()
  if (approval === undefined) return unapproved('no_approval')
  if (deps.now() - action.requestedAtMs > deps.replyMaxAgeMs) return late(action, { approval, reply }, deps)
  const messageId = approval.boundTo.lastMessageId ?? 0
  const after = await chatwoot.messagesAfter(conversationId, { messageId, key })
  if (after.kind !== 'ok') return after
  const { own, ...since } = after.value
  if (own !== null) return ok(await sentAs(action, own, { ...deps, ending: ALREADY }))
  const why = whyNotReply(reply, { approval, ...since, nowMs: deps.now() })
  if (why !== null) return unapproved(why)
  if (TEMPLATE.test(text)) return unapproved('text_is_template')
  const seen = await chatwoot.conversation(conversationId)
  if (seen.kind !== 'ok') return seen
  // Chatwoot would take it and fail to deliver it: all would believe that the customer has it.
  if (!seen.value.canReply) return unapproved('channel_closed')
  const isAlone = approval.receipt !== undefined
  if (isAlone && (await deps.isOff(account, 'autonomy'))) return unapproved('switched_off')
  if (!(await deps.approvals.claim(approval, action.id))) {
    const changed = { approval: await read(), ...since, nowMs: deps.now() }
    return unapproved(whyNotReply(reply, changed) ?? (isAlone ? 'autonomy_lost' : 'approval_used'))
  }
  const sent = await chatwoot.sendReply(conversationId, { text, key })
  if (sent.kind !== 'ok') return sent
  if (sent.value.private) return ok({ kind: 'failed', code: 'reply_not_public' })
  return ok(await sentAs(action, sent.value.id, { ...deps, ending: APPLIED }))
}

/** Noted before the action ends: a stop in between makes it come back, and find its message. */
async function sentAs(
  { id: actionId, account, conversationId, approvalId }: Sending,
  messageId: number,
  { approvals, ending }: ReplyDeps & { readonly ending: Ending },
): Promise<Ending> {
  await approvals.noteSent({ account, conversationId, id: approvalId }, { actionId, messageId })
  return ending
}

type Late = { readonly approval: Approval; readonly reply: Parameters<typeof whyNotReply>[0] }

/** Only what a person had approved is worth another look; that its time ran out, or the customer wrote again, is why. */
async function late(action: Sending, { approval, reply }: Late, deps: ReplyDeps & Waiting): Promise<Called<Ending>> {
  const nowMs = deps.now()
  const why = whyNotReply(reply, { approval, newestFromCustomer: null, answered: false, answeredAtMs: null, nowMs })
  if (why !== null && why !== 'approval_expired') return unapproved(why)
  // the same action always gives the same draft
  const id = `late-${deps.textHash(action.id)}`
  await deps.approvals.keepDraft(lateDraft(action, approval, { id, nowMs }))
  return ok({ kind: 'drafted', code: 'too_old' })
}

const unapproved = (code: string): Called<Ending> => ok({ kind: 'unapproved', code })

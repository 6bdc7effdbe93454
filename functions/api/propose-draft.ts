/** POST /v1/drafts: a program proposes a reply, and a person decides. */
import * as z from 'zod/mini'
import type { OpenDraft, WhyNotOpen } from '#domain/approval-opening'
import { externalDraft } from '#domain/external-draft'
import { proposedDraft } from '#events/draft-proposed'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import { allows, roleRefusal } from './access.ts'
import type { Asked } from './account-route.ts'
import { NO_SUCH_CONVERSATION } from './refusals.ts'

/** Known to be wrong: by the API alone, where it is known who says so. */
const seeded = z.optional(z.boolean('must be true or false'))
export const proposeBody = z.extend(proposedDraft, { seeded })
export type ProposeBody = z.output<typeof proposeBody>

export type ProposeDeps = {
  readonly openDraft: OpenDraft
  /** SHA-256, in hexadecimal digits. */
  readonly digest: (text: string) => string
  readonly now: () => number
}

export async function proposeDraft(asked: Asked<unknown, ProposeBody>, deps: ProposeDeps): Promise<Answer> {
  const { account, by, body, correlationId } = asked
  // A program that is watched itself does not watch people.
  if (body.seeded === true && !allows(asked.role, 'lead')) return roleRefusal('lead')
  const nowMs = deps.now()
  const proposal = externalDraft(body, { account, proposer: by, nowMs, correlationId, digest: deps.digest })
  const opened = await deps.openDraft(proposal)
  if (opened.kind === 'refused') return REFUSED[opened.code]
  const { approval, isNew } = opened
  const { id, conversationId, state, blocks, boundTo, expiresAtMs } = approval
  const seededAs = body.seeded === true ? { seeded: 1 } : {}
  if (isNew) asked.done('draft.propose', { approvalId: id, conversationId, state, blocks: blocks.length, ...seededAs })
  return {
    kind: 'json',
    status: isNew ? 201 : 200,
    body: { account, draft: { id, conversationId, state, blocks, boundTo, expiresAtMs }, isNew },
  }
}

const REFUSED: Readonly<Record<WhyNotOpen, Refusal>> = {
  bad_id: refused(422, 'bad_draft', 'The draft has no usable id.'),
  text_unusable: refused(422, 'bad_draft', 'The text is empty, or longer than Chatwoot would take.'),
  no_such_conversation: NO_SUCH_CONVERSATION,
  newer_customer_message: refused(
    409,
    'newer_customer_message',
    'The customer has written since the message this draft is bound to. Read the conversation, and propose anew.',
  ),
}

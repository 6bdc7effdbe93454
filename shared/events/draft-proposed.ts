/**
 * What an AI of somebody else's hands in for a person to approve: on the bus as `draft.proposed.v1`, from any source but our
 * own, and by `POST /v1/drafts` without the account, which is the caller's.
 */
import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { EVIDENCE_KINDS, RISKS } from '#domain/draft-proposal'

export const DRAFT_PROPOSED = 'draft.proposed.v1'
/** More is refused: a person reads all of it. */
export const MOST_EVIDENCE = 20

const words = (most: number, least = 1) => {
  const rule = `must be a text of ${least} to ${most} characters`
  return z.string(rule).check(z.minLength(least, rule), z.maxLength(most, rule))
}
const ID = 'must be a positive whole number'
const COUNT = 'must be a whole number from 0'
const id = z.int(ID).check(z.positive(ID))
const count = z.int(COUNT).check(z.nonnegative(COUNT))

const evidence = z.strictObject({
  kind: z.enum(EVIDENCE_KINDS, `must be one of ${EVIDENCE_KINDS.join(', ')}`),
  id: words(200),
  title: z.prefault(z.nullable(words(300)), null),
  url: z.prefault(z.nullable(words(2_000)), null),
  excerpt: z.prefault(z.nullable(words(2_000)), null),
})

const MANY = `must be a list of at most ${MOST_EVIDENCE}`
const members = {
  /** The proposer's own: the same again changes nothing. */
  id: words(200),
  conversationId: id,
  text: words(20_000, 0),
  source: z.strictObject({ name: words(100), version: words(100) }),
  intent: z.prefault(z.nullable(words(100)), null),
  evidence: z.array(evidence, MANY).check(z.maxLength(MOST_EVIDENCE, MANY)),
  impact: words(500),
  risk: z.enum(RISKS, `must be one of ${RISKS.join(', ')}`),
  rollback: words(500, 0),
  /** What was known when it was written. A newer message of the customer makes it void. */
  boundTo: z.strictObject({ conversationVersion: count, lastMessageId: z.nullable(id) }),
}

export const proposedDraft = z.strictObject(members)
export type ProposedDraft = z.output<typeof proposedDraft>

export const draftProposedEvent = z.strictObject({
  ...members,
  account: z.string().check(z.regex(ACCOUNT_SLUG, 'must be an account slug')),
  correlationId: z.optional(words(200)),
})
export type DraftProposedEvent = z.output<typeof draftProposedEvent>

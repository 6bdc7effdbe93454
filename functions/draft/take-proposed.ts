import type { OpenDraft } from '#domain/approval-opening'
import { externalDraft } from '#domain/external-draft'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { Message } from './open-message.ts'

type Fields = Readonly<Record<string, string | number>>

export type TakeDeps = {
  readonly openDraft: OpenDraft
  /** Accounts that were ever heard of. */
  readonly accounts: () => Promise<readonly string[]>
  /** Whether somebody has switched off `draft` for the account. */
  readonly isOff: (account: string) => Promise<boolean>
  /** SHA-256, in hexadecimal digits. */
  readonly digest: (text: string) => string
  readonly now: () => number
  readonly count: (name: 'DraftsOpened' | 'DraftsBlocked' | 'DraftsRefused') => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
  }
}

type Proposed = Extract<Message, { readonly kind: 'proposed' }>

/**
 * A draft of somebody else's program. One for an account or a conversation that we do not know is a mistake of its writer, who
 * hears of it by the dead letters; one that the customer has overtaken is ordinary life.
 */
export async function takeProposed({ draft, proposer, eventId }: Proposed, deps: TakeDeps): Promise<Outcome> {
  const { account, correlationId, ...proposed } = draft
  const accounts = await deps.accounts()
  if (!accounts.includes(account)) return dead('unknown_account', 'No webhook of such an account has ever come')
  if (await deps.isOff(account)) return DONE
  const proposal = externalDraft(proposed, {
    account,
    proposer,
    nowMs: deps.now(),
    correlationId: correlationId ?? eventId,
    digest: deps.digest,
  })
  const opened = await deps.openDraft(proposal)
  const about = { account, conversationId: draft.conversationId, approvalId: proposal.id }
  if (opened.kind === 'opened') {
    if (!opened.isNew) return DONE
    const { state, blocks } = opened.approval
    deps.count(blocks.length === 0 ? 'DraftsOpened' : 'DraftsBlocked')
    deps.log.info('draft_opened', {
      ...about,
      state,
      source: 'external',
      blocks: blocks.map(({ code }) => code).join(' '),
    })
    return DONE
  }
  deps.count('DraftsRefused')
  if (opened.code === 'newer_customer_message') {
    deps.log.info('draft_refused', { ...about, why: opened.code })
    return DONE
  }
  return dead(opened.code, WHY[opened.code])
}

const WHY = {
  bad_id: 'The draft has no usable id',
  text_unusable: 'The text is empty, or longer than Chatwoot would take',
  no_such_conversation: 'There is no such conversation in this account',
} as const

const dead = (reason: string, detail: string): Outcome => ({ kind: 'dead', reason, detail })

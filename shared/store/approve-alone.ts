/** Drafts that a policy may approve by itself, because of what people have graded before: decided as they just came in. */
import { answeredSince } from '#domain/answered-since'
import type { Approval, ApprovalKey } from '#domain/approval'
import { approveAlone, isUntouched, type Moved } from '#domain/approval-commands'
import { newestOf, proposalOf } from '#domain/approval-opening'
import { sendingActionId, sendingOf } from '#domain/approval-sending'
import { type Alone, type Asks, mayActAlone } from '#domain/autonomy'
import { newTrack, type Track, writerOf } from '#domain/autonomy-track'
import type { Conversation } from '#domain/conversation'
import type { Block, DraftGuard } from '#domain/draft-proposal'
import { OUTAGE } from '#domain/switches'
import { likeliestTopic } from '#domain/topic'
import { sha256Hex } from '#runtime/digest'
import { decideApproval } from './approval-steps.ts'
import type { ApprovalWriteDeps } from './approval-writes.ts'
import { actingItems, noteFallen, readTrack } from './autonomy-writes.ts'
import { conversationNow } from './conversation-now.ts'
import type { PolicyBook } from './law.ts'

export type ApproveAloneDeps = ApprovalWriteDeps & {
  readonly guard: DraftGuard
  readonly drafts: PolicyBook['drafts']
  readonly isOff: (account: string, name: string) => Promise<boolean>
}

/** What stops autonomy: its own switch, or that nothing would be sent. */
const STOPS = ['autonomy', OUTAGE, 'act', 'act.send_public_reply']

/**
 * Approves a draft that just came in, if its writer has earned that; else it stays as it is, for a person. Asking again is
 * harmless. Null: autonomy is not asked of it at all. @throws the SDK's errors.
 */
export function soloApprover(deps: ApproveAloneDeps): (key: ApprovalKey) => Promise<Alone | null> {
  const conversationOf = conversationNow(deps)
  return async ({ account, conversationId, id }) => {
    // the copy may be seconds old: whoever has taken an intent away is heard at once
    if ((await deps.drafts(account)).document.autonomy.intents.length === 0) return null
    for (const name of STOPS) if (await deps.isOff(account, name)) return null
    const { version, document } = await deps.drafts(account, true)
    const by = { rules: document.autonomy, policy: `drafts@${version}` }
    let answer: Alone | null = null
    const decided = await decideApproval(
      { key: { account, conversationId, id }, version: null },
      async (approval) => {
        answer = null
        if (!isUntouched(approval)) return { moved: LEAVE }
        const [conversation, blocks, track] = await Promise.all([
          conversationOf(account, conversationId),
          deps.guard(proposalOf(approval)),
          trackOf(approval, deps),
        ])
        if (conversation === null) return { moved: LEAVE }
        answer = mayActAlone(asksOf(approval, { conversation, blocks }), by, track)
        if (answer.kind === 'person') {
          if (track?.actsSinceMs != null && isShort(answer)) await noteFallen(approval, track, deps)
          return { moved: LEAVE }
        }
        const { receipt } = answer
        const given = { receipt, blocks, actionId: sendingActionId(approval), nowMs: deps.now() }
        const moved = approveAlone(approval, { ...given, newestFromCustomer: newestOf(conversation) ?? null })
        if (moved.kind !== 'moved') return { moved }
        const besides = actingItems(approval, { receipt, track: track ?? newTrack(receipt) }, deps)
        const { version: conversationVersion } = conversation
        return { moved, with: { action: sendingOf(moved.approval), conversationVersion, besides } }
      },
      deps,
    )
    if (decided.kind === 'contended') throw new Error('The approval kept changing under way')
    return decided.kind === 'done' || (answer as Alone | null)?.kind === 'person' ? answer : null
  }
}

const LEAVE: Moved = { kind: 'refused', code: 'not_pending' }

const isShort = ({ why }: Extract<Alone, { kind: 'person' }>): boolean =>
  why === 'too_few_graded' || why === 'below_the_bar'

async function trackOf({ account, intent, source }: Approval, deps: ApproveAloneDeps): Promise<Track | undefined> {
  const writer = writerOf(source)
  return intent === null || writer === null ? undefined : readTrack(account, { intent, writer }, deps)
}

type Sight = { readonly conversation: Conversation; readonly blocks: readonly Block[] }

function asksOf(approval: Approval, { conversation: { state }, blocks }: Sight): Asks {
  const { account, conversationId, id, intent, source, risk, openedAtMs, boundTo } = approval
  const topic = likeliestTopic(state.said)?.name
  return {
    ...{ intent, risk, blocks },
    about: [...(topic === undefined ? [] : [topic]), ...(state.snapshot?.labels ?? [])],
    writer: writerOf(source),
    flagged: state.flagged?.categories ?? [],
    answered: answeredSince(boundTo, state) !== null,
    // whoever chooses the id does not know the instant
    digestHex: sha256Hex(`${openedAtMs}/${account}/${conversationId}/${id}`),
  }
}

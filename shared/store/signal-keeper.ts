import type { Approval } from '#domain/approval'
import { keepSignal } from '#domain/keep-signal'
import { scrub } from '#text/scrub/scrub'
import { countJudgement } from './autonomy-writes.ts'
import { conversationNow } from './conversation-now.ts'
import { knowledgeStore } from './knowledge.ts'
import type { PolicyBook } from './law.ts'
import { operatorStore } from './operators.ts'
import { type SignalDeps, signalStore } from './signals.ts'

/** Keeps what an approval that has ended teaches, and counts it for its writer. Again changes nothing. @throws the SDK's errors. */
export function signalKeeper(
  target: SignalDeps & Pick<PolicyBook, 'sla'>,
): (approval: Approval) => ReturnType<typeof keepSignal> {
  const { recordSignal, noteEnded } = signalStore(target)
  const conversation = conversationNow(target)
  const { article } = knowledgeStore(target)

  async function articleVersionsOf(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = await Promise.all(
      // an id of somebody else's program need not be one of Chatwoot's
      ids.filter((id) => /^[1-9]\d{0,14}$/.test(id)).map((id) => article(account, Number(id))),
    )
    return new Map(known.flatMap((one) => (one === undefined ? [] : [[String(one.id), String(one.version)]])))
  }

  return async (approval) => {
    const kept = await keepSignal(approval, {
      conversationOf: async (account, conversationId) => (await conversation(account, conversationId)) ?? undefined,
      operatorsOf: operatorStore(target).list,
      slaOf: (account) => target.sla(account),
      articleVersionsOf,
      scrub: (text, names) => scrub(text, { names }),
      noteEnded,
      recordSignal,
      now: target.now,
    })
    // also of one that is known: whoever recorded it may have stopped before this
    if (kept !== 'not_ended') await countJudgement(approval, target)
    return kept
  }
}

/** What is learned of an approval that has ended, put together from what the account knows and kept. */
import type { Approval } from './approval.ts'
import { workingTime } from './calendar.ts'
import type { Conversation } from './conversation.ts'
import { decidedOf } from './decided-approval.ts'
import { type LearningSignal, type SignalMeans, signalOf } from './learning-signal.ts'
import type { Operator } from './operator.ts'
import { own } from './own.ts'
import type { Activated, SlaDocument } from './sla-policy.ts'
import { languageSaid } from './topic.ts'

export type KeepSignalDeps = {
  readonly conversationOf: (account: string, conversationId: number) => Promise<Conversation | undefined>
  readonly operatorsOf: (account: string) => Promise<readonly Pick<Operator, 'name'>[]>
  readonly slaOf: (account: string) => Promise<Activated<SlaDocument>>
  /** Of articles that are known of, by id. */
  readonly articleVersionsOf: (account: string, articleIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly scrub: SignalMeans['scrub']
  /** An end that a signal is expected of: counted before the signal is made, so that one that fails is missed. */
  readonly noteEnded: (of: Pick<LearningSignal, 'account' | 'conversationId' | 'id' | 'endedAtMs'>) => Promise<void>
  readonly recordSignal: (signal: LearningSignal) => Promise<'recorded' | 'already_recorded'>
  readonly now: () => number
}

/** `not_ended`: nothing is learned of what may still change. Harmless however often it is called. @throws what the deps throw. */
export async function keepSignal(
  approval: Approval,
  deps: KeepSignalDeps,
): Promise<'recorded' | 'already_recorded' | 'not_ended'> {
  const { account, conversationId } = approval
  const nothing = { language: null, policyVersions: [], articleVersions: new Map<string, string>(), names: [] }
  const ended = decidedOf(approval, nothing)
  if (ended === null) return 'not_ended'
  await deps.noteEnded(ended)
  const articleIds = ended.evidence.filter(({ kind }) => kind === 'article').map(({ id }) => id)
  const [conversation, operators, sla, articleVersions] = await Promise.all([
    deps.conversationOf(account, conversationId),
    deps.operatorsOf(account),
    deps.slaOf(account),
    deps.articleVersionsOf(account, articleIds),
  ])
  const decided = decidedOf(approval, {
    language: languageSaid(conversation?.state.said),
    policyVersions: [`sla@${sla.version}`],
    articleVersions,
    names: [...namesIn(conversation), ...operators.map(({ name }) => name)],
  })
  if (decided === null) return 'not_ended'
  const { approvals, calendars } = sla.document
  const calendar = own(calendars, approvals.calendar)
  const businessMs: SignalMeans['businessMs'] = (fromMs, toMs) =>
    calendar === undefined ? Math.max(0, toMs - fromMs) : workingTime(calendar).elapsed(fromMs, toMs)
  return deps.recordSignal(signalOf(decided, deps.now(), { scrub: deps.scrub, businessMs }))
}

function namesIn(conversation: Conversation | undefined): readonly string[] {
  const snapshot = conversation?.state.snapshot
  return [snapshot?.contactName, snapshot?.assignee?.name].flatMap((name) => (name ? [name] : []))
}

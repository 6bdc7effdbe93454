import type { Approval } from '#domain/approval'
import type { Conversation } from '#domain/conversation'
import type { CannotGrade, ConversationGrade, MachineGrade } from '#domain/quality/grade'
import { type ConversationRead, gradeConversation } from '#domain/quality/grade-conversation'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { drawn } from '#domain/quality/sampling'
import type { ThreadMessage, ThreadRead } from '#domain/quality/thread-reading'
import type { Activated } from '#domain/sla-policy'

type Fields = Readonly<Record<string, string | number>>
type WithText = Pick<ThreadMessage, 'id' | 'atMs' | 'text'> & {
  readonly role: 'customer' | 'operator'
  readonly speaker: string
  /** What an approved answer says it is true by; null: it was no approved one. */
  readonly evidence: readonly string[] | null
}

export type GradeDeps = {
  readonly now: () => number
  readonly conversation: (account: string, conversationId: number) => Promise<Conversation | null>
  readonly approvalsOf: (account: string, conversationId: number) => Promise<readonly Approval[]>
  readonly document: (account: string) => Promise<Activated<QualityDocument>>
  /** Reads the texts, and gives back nothing of them. */
  readonly readConduct: (
    messages: readonly WithText[],
    of: { readonly account: string; readonly resolvedAtMs: number },
  ) => Promise<ConversationRead>
  /** Always the same number for a name, 0 up to 1. */
  readonly uniform: (name: string) => number
  readonly recordGrade: (grade: ConversationGrade) => Promise<'recorded' | 'already_recorded'>
  readonly count: (name: 'ConversationsGraded' | 'ConversationsNotGraded' | 'ReviewsDrawn') => void
  readonly log: { info(code: string, fields: Fields): void }
}

type About = Pick<ThreadRead, 'account' | 'conversationId' | 'resolvedAtMs' | 'correlationId'>

/** Grades a conversation as it was read. Its texts are gone with the message that brought them. */
export async function giveGrade(read: Extract<ThreadRead, { kind: 'thread_read' }>, deps: GradeDeps): Promise<void> {
  if (!read.complete) return giveUp(read, 'not_whole', deps)
  const { account, conversationId, resolvedAtMs } = read
  const approvals = await deps.approvalsOf(account, conversationId)
  const texts = read.messages
    .filter(({ atMs }) => atMs <= resolvedAtMs + THANKS_MS)
    .flatMap((message) => withEvidence(message, approvals))
  const { document } = await deps.document(account)
  const conduct = await deps.readConduct(texts, { account, resolvedAtMs })
  await keep(read, gradeConversation(conduct, document), deps)
}

export const giveUp = (about: About, reason: CannotGrade, deps: GradeDeps): Promise<void> =>
  keep(about, { kind: 'cannot_grade', reason }, deps)

/** Who answers "resolved" with thanks within this time still speaks of what was resolved. */
const THANKS_MS = 600_000

function withEvidence(message: ThreadMessage, approvals: readonly Approval[]): WithText[] {
  const { role, id, atMs, text, senderId } = message
  const approved = approvals.find(({ messageId }) => messageId === id)
  // A bot speaks for itself, unless a person has approved what it says.
  if (role === 'bot' && approved === undefined) return []
  const evidence = approved?.evidence.flatMap(({ excerpt, title }) => [title ?? '', excerpt ?? '']) ?? null
  const speaker = role === 'customer' ? 'customer' : `operator-${senderId ?? 0}`
  return [{ id, atMs, text, speaker, role: role === 'customer' ? 'customer' : 'operator', evidence }]
}

async function keep(about: About, machine: MachineGrade, deps: GradeDeps): Promise<void> {
  const { account, conversationId, resolvedAtMs, correlationId } = about
  const [{ document, version: rubricVersion }, held] = await Promise.all([
    deps.document(account),
    deps.conversation(account, conversationId),
  ])
  const snapshot = held?.state.snapshot
  const sample = drawn({ account, conversationId, resolvedAtMs, machine }, document.sample, deps.uniform)
  const recorded = await deps.recordGrade({
    account,
    conversationId,
    resolvedAtMs,
    gradedAtMs: deps.now(),
    version: 1,
    rubricVersion,
    operatorId: held?.state.lastReply?.senderId ?? snapshot?.assignee?.id ?? null,
    inboxId: snapshot?.inboxId ?? null,
    teamId: snapshot?.team?.id ?? null,
    machine,
    sample,
    reviews: [],
    dispute: null,
    correction: null,
    history: [],
    correlationId,
  })
  if (recorded === 'already_recorded') return
  deps.count(machine.kind === 'graded' ? 'ConversationsGraded' : 'ConversationsNotGraded')
  if (sample.isDrawn) deps.count('ReviewsDrawn')
  deps.log.info('conversation_graded', {
    account,
    conversationId,
    result: machine.kind === 'graded' ? 'graded' : machine.reason,
    rubricVersion,
    correlationId,
  })
}

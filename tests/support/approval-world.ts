/**
 * Drafts, reviewers, a customer and a Chatwoot over the real work of api, publish, review and act, on a table of paper.
 * Queues keep what was sent for good, so that anything can come again; whatever is done may stop at any of its steps.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { KeyedReply } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import { answeredSince } from '#domain/answered-since'
import type { Approval, ApprovalKey } from '#domain/approval'
import type { DecisionRecord } from '#domain/approval-chain'
import { isOvertaken } from '#domain/approval-commands'
import { nextApprovalMs } from '#domain/approval-deadlines'
import { sendingActionId } from '#domain/approval-sending'
import type { AutonomyRules } from '#domain/autonomy'
import type { ConversationState } from '#domain/conversation'
import { deriveApprovalEvents } from '#domain/derive-approval-events'
import type { DraftGuard } from '#domain/draft-proposal'
import { stateOf } from '#domain/merge'
import type { MessageFact } from '#domain/observation'
import { approvalDue } from '#domain/review-message'
import { type ActDeps, performActions } from '#functions/act/perform-actions'
import { performReviews } from '#functions/review/perform-reviews'
import type { ReviewDeps } from '#functions/review/review-deps'
import { requestAction } from '#messaging/actions-queue'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { sha256Hex } from '#runtime/digest'
import type { Outcome } from '#runtime/sqs-batch'
import { actionStateReader } from '#store/action-state'
import { actionStore, enlistAction } from '#store/actions'
import { approvalDesk } from '#store/approval-desk'
import { fromApprovalItem } from '#store/approval-item'
import { approvalReads } from '#store/approval-reads'
import { stepApproval } from '#store/approval-steps'
import { decisionIn } from '#store/approval-writes'
import { approvalStore } from '#store/approvals'
import { soloApprover } from '#store/approve-alone'
import { countJudgement } from '#store/autonomy-writes'
import { holdAction } from '#store/held-actions'
import { toItem } from '#store/item'
import { APPROVAL_PREFIX, DECISION_PREFIX } from '#store/keys'
import { paperTable } from '#store/paper-table'
import { anActionRecord } from './actions.ts'
import { ACCOUNT, aConversation, aMessage, anObservation, CONVERSATION_ID, START_MS } from './builders.ts'
import { FakeChatwoot } from './fake-chatwoot.ts'
import { noProposals } from './no-proposals.ts'
import { aReadingDesk, noArticles, noCanary, noSweeps } from './readings.ts'
import { recorder } from './recorder.ts'
import { aRecord } from './sqs-records.ts'

const TABLE = 'desk'
/** A table that is empty. */
const EMPTY = {
  send: async () => ({ Items: [], Responses: {} }),
} as unknown as Pick<DynamoDBDocumentClient, 'send'>

/** The function has stopped: nothing that it would have done afterwards is done. */
export class Stopped extends Error {}

export type Sent = {
  readonly reply: KeyedReply
  readonly approval: Approval | undefined
  readonly newest: number
  /** Somebody else had answered since what it answers. */
  readonly answered: boolean
  /** Every approval as it stood when the reply went out, and what was switched off then. */
  readonly approvals: readonly Approval[]
  readonly off: readonly string[]
}

export function anApprovalWorld() {
  const clock = { nowMs: START_MS }
  const now = () => clock.nowMs
  const paper = paperTable(EMPTY)
  const published = new Map<string, Approval>()
  const reviews: string[] = []
  const actions: Action[] = []
  /** How far each queue is worked off. */
  const at = { reviews: 0, actions: 0 }
  const sent: Sent[] = []
  const learned = new Map<string, number>()
  const autonomy: { rules: AutonomyRules } = { rules: DEFAULT_DRAFTS.autonomy }
  const off = new Set<string>()
  const isOff = async (_account: string, name: string) => off.has(name)
  let conversation = { version: 0, lastMessageId: 0 }
  let answers: readonly MessageFact[] = []
  /** Steps until the next one stops; before it, or after it was done. */
  let fuse: { steps: number; isDone: boolean } | undefined

  async function step<Result>(work: () => Promise<Result>): Promise<Result> {
    if (fuse === undefined) return work()
    fuse.steps -= 1
    if (fuse.steps > 0) return work()
    const { isDone } = fuse
    fuse = undefined
    if (isDone) await work()
    throw new Stopped('stopped')
  }

  const approvalsNow = (): Approval[] =>
    paper
      .written()
      .flatMap(({ after }) => (after !== null && String(after.sk).startsWith(APPROVAL_PREFIX) ? [after] : []))
      .map(fromApprovalItem)

  /** What the stream would hold: every write of an approval becomes its events, whatever happens to who wrote it. */
  function stream(): void {
    for (const after of approvalsNow()) {
      for (const event of deriveApprovalEvents(published.get(after.id), after)) {
        reviews.push(JSON.stringify({ source: 'backdesk', 'detail-type': event.type, detail: event }))
      }
      published.set(after.id, after)
    }
  }

  const client = {
    send: (command: Parameters<typeof paper.client.send>[0]) =>
      step(async () => {
        const answer = await paper.client.send(command)
        stream()
        return answer
      }),
  } as unknown as DynamoDBDocumentClient

  const clockwork = { now, random: () => 0, wait: async () => undefined }
  const table = { ...clockwork, client, table: TABLE, retentionDays: 30 }
  const store = approvalStore(table)
  const guard: DraftGuard = async ({ text }) =>
    text.includes('refund') ? [{ code: 'promises_money', excerpt: 'refund' }] : []
  const desk = approvalDesk({
    ...table,
    guard,
    dueMs: async (_account, fromMs) => fromMs + 15 * 60_000,
  })
  const { log, count, counts, lines } = recorder()
  const send = (action: Action) => step(async () => void actions.push(action))

  const chatwoot = new (class extends FakeChatwoot {
    override async sendReply(conversationId: number, reply: KeyedReply) {
      const before = this.replies.length
      const newest = this.fromCustomer.at(-1)?.id ?? 0
      const called = await step(() => super.sendReply(conversationId, reply))
      return noted(called, before, { reply, newest })
    }
  })()
  function noted<Called>(called: Called, before: number, { reply, newest }: Pick<Sent, 'reply' | 'newest'>): Called {
    if (chatwoot.replies.length > before) {
      const approvals = approvalsNow()
      const approval = approvals.find((one) => sendingActionId(one) === reply.key)
      const answered = chatwoot.answersAfter(approval?.boundTo.lastMessageId ?? 0, reply.key)
      sent.push({ reply, newest, answered, approval, approvals, off: [...off] })
    }
    return called
  }

  const review: ReviewDeps = {
    approval: store.get,
    approvalsOf: approvalReads(table).approvalsOf,
    isAnswered: async ({ boundTo }) => answeredSince(boundTo, heard()) !== null,
    step: (key, law) => stepApproval({ key, version: null }, law, table),
    approveAlone: soloApprover({
      ...table,
      guard,
      drafts: async () => ({
        ...{ version: 3, activatedAtMs: 0 },
        document: { ...DEFAULT_DRAFTS, autonomy: autonomy.rules },
      }),
      isOff,
    }),
    actionState: actionStateReader(table),
    sendAction: send,
    requestAction: (action) =>
      requestAction(action, { enlist: (asked) => enlistAction(asked, table), send: () => send(action) }),
    async recordSignal(approval) {
      await step(async () => void learned.set(approval.id, (learned.get(approval.id) ?? 0) + 1))
      await countJudgement(approval, table)
    },
    isOff,
    sendAgain: async (body) => void reviews.push(body),
    linkTo: ({ id }) => `https://desk.example.com/?approval=${id}`,
    now,
    count,
    log,
  }
  const act: ActDeps = {
    ...clockwork,
    ...actionStore(table),
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }),
      doubt: () => undefined,
    },
    chatwoot: () => chatwoot,
    hold: (action) => holdAction(action, table),
    approvals: store,
    textHash: sha256Hex,
    replyMaxAgeMs: 15 * 60_000,
    isOff,
    noteKey: (id) => id,
    readings: aReadingDesk().deps,
    articles: noArticles,
    sweeps: noSweeps,
    canary: noCanary,
    proposals: noProposals,
    count,
    log,
  }

  /** The newest public reply, by hand or ours, as of the last `hear`. */
  const heard = (): Pick<ConversationState, 'lastReply'> => stateOf(anObservation({ messages: answers }))

  /** What process would write once it hears of all that was written. */
  async function hear(): Promise<void> {
    const newest = chatwoot.fromCustomer.at(-1)?.id
    const before = conversation.lastMessageId
    const reply = Math.max(0, ...chatwoot.byHand.map(({ id }) => id), ...chatwoot.replies.map(({ id }) => id))
    answers = reply === 0 ? [] : [aMessage({ id: reply, kind: 'operator', answers: true, senderId: 7 })]
    const messages = [...(newest === undefined ? [] : [aMessage({ id: newest })]), ...answers]
    conversation = { version: conversation.version + 1, lastMessageId: newest ?? before }
    const written = aConversation({ version: conversation.version, state: stateOf(anObservation({ messages })) })
    await paper.client.send(
      new PutCommand({ TableName: TABLE, Item: toItem({ conversation: written, carried: {} }, 30) }),
    )
    if (newest === undefined || newest <= before) return
    const at = { account: ACCOUNT, conversationId: CONVERSATION_ID }
    reviews.push(JSON.stringify({ kind: 'customer_wrote', ...at, messageId: newest }))
  }

  /** True: worked off. What stops, or is to come again, stays where it is. */
  async function reviewNext(body: string): Promise<boolean> {
    const outcomes = await performReviews([aRecord({ messageId: 'm', body })], review)
    return isDone(outcomes.get('m'))
  }
  async function actNext(action: Action): Promise<boolean> {
    const outcomes = await performActions([anActionRecord(action, 'm')], act)
    return isDone(outcomes.get('m'))
  }
  function isDone(outcome: Outcome | undefined): boolean {
    if (outcome?.kind === 'dead') throw new Error(`nobody can read it: ${outcome.detail}`)
    return outcome?.kind === 'done'
  }

  return {
    clock,
    chatwoot,
    desk,
    store,
    sent,
    learned,
    counts,
    lines,
    table,
    /** What the document says of autonomy, and what is switched off: as people change it. */
    autonomy,
    off,
    approvals: approvalsNow,
    decisions: (): DecisionRecord[] =>
      paper
        .written()
        .flatMap(({ after }) => (String(after?.sk).startsWith(DECISION_PREFIX) ? [decisionIn(after ?? {})] : [])),
    conversation: () => conversation,
    stopAfter: (steps: number, isDone: boolean) => {
      fuse = { steps, isDone }
    },
    mend: () => {
      fuse = undefined
    },
    hear,
    async work(queue: 'reviews' | 'actions'): Promise<void> {
      if (queue === 'reviews') {
        const body = reviews[at.reviews]
        if (body !== undefined && (await reviewNext(body))) at.reviews += 1
      } else {
        const action = actions[at.actions]
        if (action !== undefined && (await actNext(action))) at.actions += 1
      }
    },
    /** One that was worked off, or not yet, once more. */
    async again(queue: 'reviews' | 'actions', nth: number): Promise<void> {
      const [body, action] = [reviews[nth % reviews.length], actions[nth % actions.length]]
      if (queue === 'reviews' && body !== undefined) await reviewNext(body)
      if (queue === 'actions' && action !== undefined) await actNext(action)
    },
    /** The tick tells of every instant that has come. */
    tick(): void {
      for (const one of approvalsNow()) {
        const atMs = nextApprovalMs(one)
        if (atMs !== null && atMs <= clock.nowMs) reviews.push(JSON.stringify(approvalDue({ ...one, atMs })))
      }
    },
    isIdle: (): boolean => at.reviews >= reviews.length && at.actions >= actions.length,
    isOvertaken: (key: ApprovalKey): boolean => {
      const held = approvalsNow().find(({ id }) => id === key.id)
      return held !== undefined && isOvertaken(held, conversation.lastMessageId)
    },
  }
}
export type ApprovalWorld = ReturnType<typeof anApprovalWorld>

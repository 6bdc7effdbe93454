import type { OpenDraft } from '#domain/approval-opening'
import type { Conversation } from '#domain/conversation'
import type { DraftsDocument, Writer } from '#domain/drafts-policy'
import { askedIn, type Question, type QuestionRequest, waitRequest } from '#domain/question'
import type { Suggest } from '#domain/suggestion'
import { languageSaid, topicOf } from '#domain/topic'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { WaitingEvent } from './open-message.ts'
import type { Task, Write, Written } from './writing.ts'

type Fields = Readonly<Record<string, string | number>>

export type ProposeDeps = {
  readonly openDraft: OpenDraft
  /** What is in force of the account's drafts document. */
  readonly drafts: (account: string) => Promise<{ readonly version: number; readonly document: DraftsDocument }>
  /** As it stands at this moment; null: there is none. */
  readonly conversation: (account: string, conversationId: number) => Promise<Conversation | null>
  /** The account's articles, ready to be asked; null: none are known. */
  readonly articles: (account: string) => Promise<Suggest | null>
  /** Keeps what tells this customer's own numbers and addresses from others', as digests. */
  readonly noteReferences: (question: Question) => Promise<void>
  readonly writers: Readonly<Partial<Record<Writer, Write>>>
  /** Asks act, which answers on our own queue, or not at all where the account has given no access. */
  readonly request: (request: QuestionRequest) => Promise<void>
  readonly isOff: (account: string) => Promise<boolean>
  readonly digest: (text: string) => string
  readonly now: () => number
  readonly count: (name: 'DraftsOpened' | 'DraftsBlocked' | 'DraftsRefused' | 'DraftsNotWritten') => void
  readonly log: { info(code: string, fields: Fields): void }
}

/** Somebody began to wait: what he asks is read, if anybody here would write an answer. */
export async function askFor(event: WaitingEvent, deps: ProposeDeps): Promise<Outcome> {
  if (await deps.isOff(event.account)) return DONE
  const { document } = await deps.drafts(event.account)
  if (document.writers.length === 0) return DONE
  await deps.request(waitRequest(event, deps.now()))
  return DONE
}

/** Writes the first draft that one of the writers is sure of. What was read is in memory alone, and gone afterwards. */
export async function propose(question: Question, deps: ProposeDeps): Promise<Outcome> {
  const { account, conversationId, correlationId } = question
  const about = { account, conversationId, correlationId }
  const none = (why: string): Outcome => {
    deps.count('DraftsNotWritten')
    deps.log.info('draft_not_written', { ...about, why })
    return DONE
  }
  if (await deps.isOff(account)) return DONE
  const asked = askedIn(question)
  if (asked === null) return none('nobody_waits')
  const [{ version, document }, conversation] = await Promise.all([
    deps.drafts(account),
    deps.conversation(account, conversationId),
  ])
  // Others ask for questions too, and all are told what was read.
  if (document.writers.length === 0) return DONE
  if (conversation === null || conversation.state.snapshot?.status !== 'open') return none('not_open')
  await deps.noteReferences(question)
  const task = await taskOf(question, { asked: asked.text, document, conversation }, deps)
  const written = await firstOf(task, deps)
  if (!('text' in written)) return none(written.why)
  const { source, evidence, impact, text } = written
  const opened = await deps.openDraft({
    id: `own-${deps.digest(JSON.stringify([account, conversationId, asked.lastMessageId])).slice(0, 40)}`,
    ...{ account, conversationId, text, evidence, impact },
    source: { ...source, version: `${source.version}/drafts-${version}` },
    intent: topicOf(conversation.state.said, { atLeastPercent: document.atLeastPercent })?.name ?? written.intent,
    risk: 'low',
    rollback: 'Write to the customer what was wrong, and the right answer; nothing else was done.',
    affected: [{ kind: 'conversation', id: String(conversationId) }],
    boundTo: { conversationVersion: conversation.version, lastMessageId: asked.lastMessageId },
    requestedAtMs: deps.now(),
    correlationId,
  })
  if (opened.kind === 'refused') {
    deps.count('DraftsRefused')
    deps.log.info('draft_refused', { ...about, why: opened.code })
    return DONE
  }
  const { id: approvalId, state, blocks } = opened.approval
  if (opened.isNew) {
    deps.count(blocks.length === 0 ? 'DraftsOpened' : 'DraftsBlocked')
    const codes = blocks.map(({ code }) => code).join(' ')
    deps.log.info('draft_opened', { ...about, approvalId, state, source: source.kind, blocks: codes })
  }
  return DONE
}

const MOST_ARTICLES = 3

async function taskOf(
  question: Question,
  { asked, document, conversation }: Pick<Task, 'asked' | 'document' | 'conversation'>,
  { articles }: ProposeDeps,
): Promise<Task> {
  const language = languageSaid(conversation.state.said)
  const [anyWording] = Object.values(document.languages)
  const wording = (language === null ? undefined : document.languages[language]) ?? anyWording ?? null
  const suggest = await articles(question.account)
  const suggestions =
    suggest?.(asked, { most: MOST_ARTICLES, ...(language === null ? {} : { language }) }).suggestions ?? []
  return { question, asked, document, conversation, wording, suggestions }
}

/** Of those that write none, the last tells why. */
async function firstOf(task: Task, { writers }: ProposeDeps): Promise<Written | { readonly why: string }> {
  let why = 'no_writer'
  for (const name of task.document.writers) {
    const result = await writers[name]?.(task)
    if (result?.kind === 'written') return result
    why = result?.why ?? 'writer_not_configured'
  }
  return { why }
}

import { knownChatwoot, paperChatwoot } from '#chatwoot/paper-chatwoot'
import type { ChatwootVerbs } from '#chatwoot/verbs'
import { type ActDeps, performActions } from '#functions/act/perform-actions'
import { sha256Hex } from '#runtime/digest'
import { actionStore } from '#store/actions'
import { approvalStore } from '#store/approvals'
import { proposalStore } from '#store/article-proposals'
import { conversationNow } from '#store/conversation-now'
import { holdAction } from '#store/held-actions'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper, type Stage } from './world.ts'

/** Actions and readings: Chatwoot is looked at as `act` would, or from what is stored, and never written to. */
export const rehearseActions: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const store = actionStore(table)
  const chatwoot = papers(stage)
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  /** What a sweep finds is its own business: that it is made is all there is to say. */
  const unread = async () => ({ kind: 'passing' as const, code: 'rehearsed', mayHaveHappened: false })
  const nothing = async () => ({ kind: 'ok' as const, value: { operators: [] } })
  return {
    work: (messages) =>
      performActions(messages, {
        ...CALM,
        now,
        ...store,
        async settle(key, end) {
          if ('code' in end) watch.because(end.code)
          return store.settle(key, end)
        },
        async noteError(key, code) {
          watch.because(code)
          await store.noteError(key, code)
        },
        ...switches,
        hold: (action) => {
          watch.because('outage_mode')
          return holdAction(action, table)
        },
        approvals: approvalStore(table),
        proposals: proposalStore(table),
        replyMaxAgeMs: stage.replyMaxAgeMs,
        textHash: sha256Hex,
        noteKey: sha256Hex,
        book: { find: chatwoot.find, doubt: () => undefined },
        chatwoot: chatwoot.open,
        readings: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          reader: () => ({ operators: nothing, directory: nothing }),
          answer: async () => watch.would('reads from Chatwoot, and answers whoever asked'),
          count: watch.count,
          log: watch.log,
        },
        questions: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          asker: () => ({ question: unread }),
          answer: async () => watch.would('reads what a customer asks, and has a draft written'),
          count: watch.count,
          log: watch.log,
        },
        threads: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          threads: () => ({ thread: unread }),
          answer: async () => watch.would('reads a conversation, and has it graded'),
          count: watch.count,
          log: watch.log,
        },
        canary: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          sing: async () => {
            watch.would('writes a note of the canary')
            return { kind: 'ok', value: undefined }
          },
          sent: async () => undefined,
          count: watch.count,
          log: watch.log,
        },
        articles: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          reader: () => ({
            articles: async () => ({ kind: 'ok', value: { articles: [], next: null } }),
          }),
          answer: async () => watch.would('asks Chatwoot for articles'),
          count: watch.count,
          log: watch.log,
        },
        sweeps: {
          now,
          ...switches,
          book: { find: chatwoot.find, doubt: () => undefined },
          sweeper: () => ({
            changes: unread,
            pages: unread,
            ratings: unread,
            conversation: unread,
            isAdministrator: unread,
          }),
          answer: async () => watch.would('reads conversations from Chatwoot, and answers whoever asked'),
          hand: async () => undefined,
          count: watch.count,
          log: watch.log,
        },
        count: watch.count,
        log: watch.log,
      }),
    effectOf({ counts, does, code }) {
      if (counts.has('RepliesTooOld'))
        return { effect: 'draft', code, does: ['keeps the reply as a draft for a person'] }
      if (counts.has('ActionsApplied') && does.length > 0) return { effect: 'applies', code: null, does }
      if (counts.has('ReadingsAnswered') || counts.has('SweepsFailed')) return { effect: 'applies', code: null, does }
      if (counts.has('ActionsApplied')) return { effect: 'nothing_new', code: 'already_so', does: [] }
      if (counts.has('ActionsRepeated')) return { effect: 'nothing_new', code: 'settled_before', does: [] }
      // ended without being done: superseded, unapproved, without access, or failed for good
      return { effect: 'nothing_new', code: code ?? 'outdated', does }
    },
  }
}

/** What `act` opens a Chatwoot by. Here it opens paper, and has no token. */
type Access = Parameters<ActDeps['chatwoot']>[0]

/** One paper Chatwoot an account. */
function papers({ chatwoot, watch, ...stage }: Stage) {
  const read = conversationNow(onPaper({ chatwoot, watch, ...stage }))
  const byAccess = new WeakMap<Access, ChatwootVerbs>()
  const byAccount = new Map<string, Access | undefined>()
  const known = (account: string) =>
    knownChatwoot(async (conversationId) => {
      const snapshot = (await read(account, conversationId))?.state.snapshot
      if (snapshot === undefined) return undefined
      const { assignee, team, priority, status, snoozedUntilMs, labels } = snapshot
      const operatorId = assignee?.kind === 'operator' ? assignee.id : null
      const unknown = { canReply: true, customAttributes: {} }
      return { operatorId, teamId: team?.id ?? null, priority, status, snoozedUntilMs, labels, ...unknown }
    })
  return {
    async find(account: string): Promise<Access | undefined> {
      if (byAccount.has(account)) return byAccount.get(account)
      const reads = await chatwoot(account, known(account))
      const access = reads === undefined ? undefined : { baseUrl: '', accountId: 0, token: '' }
      if (access !== undefined && reads !== undefined) byAccess.set(access, paperChatwoot(reads, watch.would))
      byAccount.set(account, access)
      return access
    },
    open(access: Access): ChatwootVerbs {
      const verbs = byAccess.get(access)
      if (verbs === undefined) throw new Error('This access was not found here')
      return verbs
    },
  }
}

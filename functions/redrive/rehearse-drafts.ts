import { approvalDueMs } from '#domain/approval-deadlines'
import { performDrafts } from '#functions/draft/perform-drafts'
import { sha256Hex } from '#runtime/digest'
import { accountRegistry } from '#store/accounts'
import { approvalDesk } from '#store/approval-desk'
import { articleUrlBook } from '#store/article-urls'
import { conversationNow } from '#store/conversation-now'
import { storedGuard } from '#store/draft-known'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/** Drafts of other programs are opened, once. What customers ask is not written about anew on paper: the worker will see. */
export const rehearseDrafts: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const onFault = (error: unknown) => watch.log.fault('documents', error)
  const switches = switchBook(switchStore(table), { now, onFault })
  const policies = policyBook(policyStore(table), { now, onFault })
  const desk = approvalDesk({
    ...table,
    guard: storedGuard({ ...table, articleUrls: articleUrlBook(table) }),
    dueMs: async (account, fromMs) => approvalDueMs((await policies.sla(account)).document, fromMs),
  })
  return {
    work: (messages) =>
      performDrafts(messages, {
        async openDraft(proposal) {
          const opened = await desk.openDraft(proposal)
          if (opened.kind === 'refused') watch.because(opened.code)
          else if (opened.isNew) watch.would(`opens a draft for a person (${opened.approval.state})`)
          return opened
        },
        accounts: accountRegistry(table).list,
        isOff: (account) => switches.isOff(account, 'draft'),
        drafts: policies.drafts,
        conversation: conversationNow(table),
        articles: async () => null,
        noteReferences: async () => undefined,
        writers: {},
        request: async () => watch.would('has the question of a customer read, for a draft'),
        digest: sha256Hex,
        now,
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does, code }) =>
      does.length > 0
        ? { effect: 'applies', code: null, does }
        : { effect: 'nothing_new', code: code ?? 'opened_before', does },
  }
}

import { performSuggest } from '#functions/suggest/perform-suggest'
import { sha256Hex } from '#runtime/digest'
import { accountRegistry } from '#store/accounts'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { conversationNow } from '#store/conversation-now'
import { knowledgeStore } from '#store/knowledge'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { signalStore } from '#store/signals'
import { switchBook, switchStore } from '#store/switches'
import { buildIndex } from '#text/knowledge/build-index'
import { hashedWords } from '#text/knowledge/question-features'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Articles that were read, and asks for what is due. Suggestions are not made anew on paper: who waited is long answered. */
export const rehearseKnowledge: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const onFault = (error: unknown) => watch.log.fault('documents', error)
  const knowledge = knowledgeStore(table)
  const policies = policyBook(policyStore(table), { now, onFault })
  return {
    work: (messages) =>
      performSuggest(messages, {
        ...CALM,
        now,
        ...knowledge,
        noteLearned: (account) => knowledge.noteLearned(account),
        ...switchBook(switchStore(table), { now, onFault }),
        looks: {
          now,
          articles: knowledge.articles,
          unanswered: knowledge.unanswered,
          wordsIn: hashedWords,
          healthOfArticles: (account) => healthOfArticles(account, table),
          signalsBetween: signalStore(table).between,
          proposals: proposalStore(table),
          requestChange: async () => {
            watch.would('asks for changes of articles')
            return 'queued'
          },
          digest: sha256Hex,
          log: watch.log,
        },
        signalDays: signalStore(table).completeness,
        accounts: accountRegistry(table).list,
        build: buildIndex,
        putIndex: async () => watch.would('builds the index of articles'),
        indexOf: async () => undefined,
        conversation: conversationNow(table),
        drafts: policies.drafts,
        askQuestion: async () => watch.would('has the texts of a conversation read'),
        requestAction: async () => watch.would('writes a note with suggestions'),
        request: async () => watch.would('has Chatwoot asked for articles'),
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

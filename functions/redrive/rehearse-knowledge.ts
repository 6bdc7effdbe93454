import { performSuggest } from '#functions/suggest/perform-suggest'
import { sha256Hex } from '#runtime/digest'
import { accountRegistry } from '#store/accounts'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { knowledgeStore } from '#store/knowledge'
import { signalStore } from '#store/signals'
import { switchBook, switchStore } from '#store/switches'
import { buildIndex } from '#text/knowledge/build-index'
import { hashedWords } from '#text/knowledge/question-features'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Articles that were read, and asks for what is due. */
export const rehearseKnowledge: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const knowledge = knowledgeStore(table)
  return {
    work: (messages) =>
      performSuggest(messages, {
        ...CALM,
        now,
        ...knowledge,
        ...switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) }),
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
        accounts: accountRegistry(table).list,
        build: buildIndex,
        putIndex: async () => watch.would('builds the index of articles'),
        request: async () => watch.would('has Chatwoot asked for articles'),
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}

import type { ArticleChangeDeps } from '#functions/act/settle-change'

/** Where nothing of an article is changed. */
export const noProposals: ArticleChangeDeps['proposals'] = {
  get: async () => undefined,
  noteEnd: async () => undefined,
}

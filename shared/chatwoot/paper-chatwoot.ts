import type { Called } from './called.ts'
import type { ArticleAt, ArticleKnown, ArticleSeen, ChatwootVerbs, ConversationSeen } from './verbs.ts'

/** What is only looked at. */
export type ChatwootReads = Pick<
  ChatwootVerbs,
  'findOwn' | 'messagesAfter' | 'conversation' | 'labels' | 'article' | 'findArticle' | 'self'
>

/** What is not sent has no id of Chatwoot's. */
const ON_PAPER = 1

type Seen = { conversation?: ConversationSeen; labels?: readonly string[]; readonly keys: Set<string> }

/**
 * An account's Chatwoot with writes off: what would be written is told to `wouldDo`, in words without a customer's or an
 * operator's, and is seen by later reads. Every write is answered as Chatwoot answers when it does as asked.
 */
export function paperChatwoot(reads: ChatwootReads, wouldDo: (what: string) => void): ChatwootVerbs {
  const paper = new Map<number, Seen>()
  const articles = new Map<string, ArticleSeen>()
  const written = new Map<string, ArticleKnown>()
  const at = (conversationId: number): Seen => {
    const seen = paper.get(conversationId) ?? { keys: new Set<string>() }
    paper.set(conversationId, seen)
    return seen
  }

  async function conversation(conversationId: number): Promise<Called<ConversationSeen>> {
    const seen = at(conversationId)
    if (seen.conversation !== undefined) return ok(seen.conversation)
    const called = await reads.conversation(conversationId)
    if (called.kind === 'ok') seen.conversation ??= called.value
    return called
  }

  async function changeArticle(article: ArticleAt, changes: Partial<ArticleSeen>): Promise<Called<ArticleSeen>> {
    const before = articles.get(nameOf(article))
    const read = before === undefined ? await reads.article(article) : ok(before)
    if (read.kind !== 'ok') return read
    const changed = { ...read.value, ...changes, version: read.value.version + 1 }
    articles.set(nameOf(article), changed)
    return ok(changed)
  }

  async function change<Value>(
    conversationId: number,
    changes: Partial<ConversationSeen>,
    answer: Value,
  ): Promise<Called<Value>> {
    const called = await conversation(conversationId)
    if (called.kind !== 'ok') return called
    at(conversationId).conversation = { ...called.value, ...changes }
    return ok(answer)
  }

  return {
    self: () => reads.self(),
    conversation,
    async addNote(conversationId, { key }) {
      wouldDo('writes a private note')
      at(conversationId).keys.add(key)
      return ok({ private: true })
    },
    async sendReply(conversationId, { key }) {
      wouldDo('sends the reply to the customer')
      at(conversationId).keys.add(key)
      return ok({ id: ON_PAPER, private: false })
    },
    async findOwn(conversationId, message) {
      return at(conversationId).keys.has(message.key) ? ok(ON_PAPER) : reads.findOwn(conversationId, message)
    },
    async messagesAfter(conversationId, after) {
      const called = await reads.messagesAfter(conversationId, after)
      if (called.kind !== 'ok' || !at(conversationId).keys.has(after.key)) return called
      return ok({ ...called.value, own: ON_PAPER })
    },
    assignOperator(conversationId, operatorId) {
      wouldDo(operatorId === null ? 'takes the assignee away' : `assigns operator ${operatorId}`)
      return change(conversationId, { operatorId }, operatorId)
    },
    assignTeam(conversationId, teamId) {
      wouldDo(teamId === null ? 'takes the team away' : `assigns team ${teamId}`)
      return change(conversationId, { teamId }, teamId)
    },
    setPriority(conversationId, priority) {
      wouldDo(priority === null ? 'takes the priority away' : `sets the priority to ${priority}`)
      return change(conversationId, { priority }, true)
    },
    setStatus(conversationId, { status, snoozedUntilMs }) {
      wouldDo(`sets the status to ${status}`)
      return change(conversationId, { status, snoozedUntilMs }, status)
    },
    async labels(conversationId) {
      const { labels } = at(conversationId)
      return labels === undefined ? reads.labels(conversationId) : ok(labels)
    },
    async replaceLabels(conversationId, labels) {
      wouldDo('changes labels')
      at(conversationId).labels = labels
      return ok(labels)
    },
    replaceCustomAttributes(conversationId, customAttributes) {
      wouldDo('changes custom attributes')
      return change(conversationId, { customAttributes }, true)
    },
    async article(article) {
      const changed = articles.get(nameOf(article))
      return changed === undefined ? reads.article(article) : ok(changed)
    },
    writeArticle(article, content) {
      wouldDo(`changes article ${article.articleId}`)
      return changeArticle(article, { content })
    },
    setArticleStatus(article, status) {
      wouldDo(
        status === 'archived' ? `puts article ${article.articleId} away` : `brings article ${article.articleId} back`,
      )
      return changeArticle(article, { status })
    },
    async findArticle(portal, wanted) {
      const own = written.get(`${portal}/${wanted.slug}`)
      return own === undefined ? reads.findArticle(portal, wanted) : ok({ own, titled: null })
    },
    async createArticle(portal, { slug }) {
      wouldDo('writes an article, as a draft')
      const own = { articleId: ON_PAPER, version: 1 }
      written.set(`${portal}/${slug}`, own)
      return ok(own)
    },
  }
}

/**
 * What Backdesk knows of conversations, for where no token is at hand: as Chatwoot told last. Nobody's messages are known,
 * so that nothing counts as having arrived, or as answered by the customer since.
 */
export function knownChatwoot(known: (conversationId: number) => Promise<Known | undefined>): ChatwootReads {
  const found = async (conversationId: number): Promise<Known> => (await known(conversationId)) ?? NOTHING_KNOWN
  return {
    conversation: async (conversationId) => ok(await found(conversationId)),
    labels: async (conversationId) => ok((await found(conversationId)).labels),
    findOwn: async () => ok(null),
    messagesAfter: async () => ok({ own: null, newestFromCustomer: null, answered: false, answeredAtMs: null }),
    // Its text as it is now is nowhere but there.
    article: async () => ({ kind: 'passing', code: 'rehearsed', mayHaveHappened: false }),
    findArticle: async () => ({ kind: 'passing', code: 'rehearsed', mayHaveHappened: false }),
    self: async () => ok({ userId: 0, role: 'administrator' }),
  }
}

const nameOf = ({ portal, articleId }: ArticleAt): string => `${portal}/${articleId}`
type Known = ConversationSeen & { readonly labels: readonly string[] }
const NOTHING_KNOWN: Known = {
  ...{ operatorId: null, teamId: null, priority: null, status: 'open', snoozedUntilMs: null },
  canReply: true,
  customAttributes: {},
  labels: [],
}

const ok = <Value>(value: Value): Called<Value> => ({ kind: 'ok', value })

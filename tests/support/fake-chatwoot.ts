import type { Called } from '#chatwoot/called'
import type {
  ArticleAt,
  ArticleKnown,
  ArticleSeen,
  ArticleStatus,
  ChatwootVerbs,
  ConversationSeen,
  CustomAttributes,
  KeyedNote,
  KeyedReply,
  Self,
  WantedStatus,
} from '#chatwoot/verbs'
import type { Priority } from '#domain/observation'

export const passing = (code: string, mayHaveHappened: boolean): Called<never> => ({
  kind: 'passing',
  code,
  mayHaveHappened,
})

/** Look to us as if it may have happened, and it has not. */
export const LOST_ON_THE_WAY = passing('timed_out', true)
export const NOT_TAKEN = passing('unprocessable', true)
const NEVER_HAPPENED = new Set([LOST_ON_THE_WAY, NOT_TAKEN])

/**
 * One conversation of a Chatwoot as far as its verbs show it. The next answers can be taken over: a call that fails with
 * `mayHaveHappened` has happened, but for LOST_ON_THE_WAY and NOT_TAKEN.
 */
export class FakeChatwoot implements ChatwootVerbs {
  readonly notes: (KeyedNote & { readonly id: number })[] = []
  readonly replies: (KeyedReply & { readonly id: number })[] = []
  readonly fromCustomer: { readonly id: number; readonly atMs: number }[] = []
  readonly byHand: { readonly id: number; readonly atMs: number }[] = []
  /** By `portal/id`. */
  readonly articles = new Map<string, ArticleSeen>()
  readonly created: (ArticleKnown & {
    readonly portal: string
    readonly slug: string
    readonly title: string
    readonly content: string
  })[] = []
  readonly calls: string[] = []
  labelled: readonly string[] = []
  assigned: ConversationSeen = {
    operatorId: null,
    teamId: null,
    priority: null,
    status: 'open',
    snoozedUntilMs: null,
    canReply: true,
    customAttributes: {},
  }
  /** Whose token it is. */
  user: Self = { userId: 90, role: 'administrator' }
  /** Ids that Chatwoot knows; any other unassigns. */
  readonly known = new Set([5, 6, 41, 42, 90])
  /** Somebody does something right before the next call of this name. */
  readonly before = new Map<string, () => void>()
  #lastMessageId = 100
  readonly #instead: Called<never>[] = []

  /** How the next calls end, instead of well. */
  failNext(...ends: Called<never>[]): void {
    this.#instead.push(...ends)
  }

  /** Nothing fails any more, and nobody does anything meanwhile. */
  calm(): void {
    this.#instead.length = 0
    this.before.clear()
  }

  customerWrites(atMs = 0): number {
    const id = ++this.#lastMessageId
    this.fromCustomer.push({ id, atMs })
    return id
  }

  /** A person's public reply, in Chatwoot itself. */
  operatorWrites(atMs = 0): number {
    const id = ++this.#lastMessageId
    this.byHand.push({ id, atMs })
    return id
  }

  get lastMessageId(): number {
    return this.#lastMessageId
  }

  addNote(_conversationId: number, note: KeyedNote) {
    return this.#called('addNote', () => {
      this.notes.push({ ...note, id: ++this.#lastMessageId })
      return { private: true }
    })
  }

  sendReply(_conversationId: number, reply: KeyedReply) {
    return this.#called('sendReply', () => {
      const id = ++this.#lastMessageId
      this.replies.push({ ...reply, id })
      return { id, private: false }
    })
  }

  findOwn(_conversationId: number, { key }: { readonly key: string }) {
    return this.#called(
      'findOwn',
      () => [...this.notes, ...this.replies].find((message) => message.key === key)?.id ?? null,
    )
  }

  messagesAfter(_conversationId: number, { messageId, key }: { readonly messageId: number; readonly key: string }) {
    return this.#called('messagesAfter', () => ({
      own: this.replies.find((reply) => reply.id > messageId && reply.key === key)?.id ?? null,
      newestFromCustomer: this.fromCustomer.findLast(({ id }) => id > messageId) ?? null,
      answered: this.answersAfter(messageId, key),
      answeredAtMs: this.byHand.findLast(({ id }) => id > messageId)?.atMs ?? null,
    }))
  }

  /** Whether somebody has answered since, be it by hand or by another reply of ours. */
  answersAfter(messageId: number, key: string): boolean {
    const others = this.replies.filter((reply) => reply.key !== key).map(({ id }) => id)
    return [...this.byHand.map(({ id }) => id), ...others].some((id) => id > messageId)
  }

  conversation(_conversationId: number) {
    return this.#called('conversation', () => this.assigned)
  }

  assignOperator(_conversationId: number, id: number | null) {
    return this.#called('assignOperator', () => {
      const operatorId = id !== null && this.known.has(id) ? id : null
      this.assigned = { ...this.assigned, operatorId }
      return operatorId
    })
  }

  assignTeam(_conversationId: number, id: number | null) {
    return this.#called('assignTeam', () => {
      const teamId = id !== null && this.known.has(id) ? id : null
      this.assigned = { ...this.assigned, teamId }
      return teamId
    })
  }

  setPriority(_conversationId: number, priority: Priority | null) {
    return this.#called('setPriority', () => {
      this.assigned = { ...this.assigned, priority }
      return true as const
    })
  }

  article({ portal, articleId }: ArticleAt) {
    return this.#called('article', () => this.#articleAt(`${portal}/${articleId}`))
  }

  writeArticle({ portal, articleId }: ArticleAt, content: string) {
    return this.#called('writeArticle', () => {
      const name = `${portal}/${articleId}`
      const before = this.#articleAt(name)
      const written = { ...before, version: before.version + 1, content }
      this.articles.set(name, written)
      return written
    })
  }

  setArticleStatus({ portal, articleId }: ArticleAt, status: ArticleStatus) {
    return this.#called('setArticleStatus', () => {
      const name = `${portal}/${articleId}`
      const before = this.#articleAt(name)
      const put = { ...before, version: before.version + 1, status }
      this.articles.set(name, put)
      return put
    })
  }

  findArticle(portal: string, { slug, title }: { readonly slug: string; readonly title: string }) {
    return this.#called('findArticle', () => {
      const here = this.created.filter((one) => one.portal === portal)
      const own = here.find((one) => one.slug === slug) ?? null
      const titled = own === null ? (here.find((one) => one.title === title) ?? null) : null
      return { own, titled }
    })
  }

  /** As Chatwoot's database: no slug twice. */
  createArticle(portal: string, wanted: { readonly slug: string; readonly title: string; readonly content: string }) {
    if (this.created.some(({ slug }) => slug === wanted.slug)) this.failNext({ kind: 'refused', code: 'unprocessable' })
    return this.#called('createArticle', () => {
      const made = { ...wanted, portal, articleId: 100 + this.created.length, version: 1_000 }
      this.created.push(made)
      return made
    })
  }

  #articleAt(name: string): ArticleSeen {
    return this.articles.get(name) ?? { version: 0, content: '', status: 'published' }
  }

  labels(_conversationId: number) {
    return this.#called('labels', () => this.labelled)
  }

  replaceLabels(_conversationId: number, labels: readonly string[]) {
    return this.#called('replaceLabels', () => {
      this.labelled = labels
      return labels
    })
  }

  setStatus(_conversationId: number, { status, snoozedUntilMs }: WantedStatus) {
    return this.#called('setStatus', () => {
      const takes = status === 'open' && this.user.role === 'agent' ? { operatorId: this.user.userId } : {}
      this.assigned = { ...this.assigned, status, snoozedUntilMs, ...takes }
      return status
    })
  }

  replaceCustomAttributes(_conversationId: number, customAttributes: CustomAttributes) {
    return this.#called('replaceCustomAttributes', () => {
      this.assigned = { ...this.assigned, customAttributes }
      return true as const
    })
  }

  self() {
    return this.#called('self', () => this.user)
  }

  async #called<Value>(name: string, work: () => Value): Promise<Called<Value>> {
    this.calls.push(name)
    this.before.get(name)?.()
    this.before.delete(name)
    const instead = this.#instead.shift()
    if (instead === undefined) return { kind: 'ok', value: work() }
    if (instead.kind === 'passing' && instead.mayHaveHappened && !NEVER_HAPPENED.has(instead)) work()
    return instead
  }
}

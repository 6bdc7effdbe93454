import type { Clock } from '../clock.ts'
import { type MicroTime, microTime } from './micro-time.ts'
import type {
  Account,
  AgentBot,
  Article,
  CannedResponse,
  Category,
  Contact,
  ContactInbox,
  Conversation,
  CsatResponse,
  Inbox,
  Label,
  Message,
  Operator,
  Portal,
  Team,
  Webhook,
} from './model.ts'
import { type Random, seededRandom } from './random.ts'

/** Where each sequence starts. Display ids start at 1 and database ids far off, so that mixing them up shows at once. */
const FIRST_IDS = {
  operator: 1,
  bot: 7,
  team: 1,
  inbox: 1,
  contact: 201,
  contactInbox: 3301,
  conversation: 50_701,
  displayId: 1,
  message: 88_001,
  webhook: 1,
  label: 1,
  canned: 1,
  portal: 1,
  category: 1,
  article: 1,
  csat: 1,
}
export type Sequence = keyof typeof FIRST_IDS

const SEQUENCES = Object.keys(FIRST_IDS) as Sequence[]
/** Those whose ids receivers of webhooks remember. */
const GROWING: ReadonlySet<Sequence> = new Set([
  'conversation',
  'displayId',
  'message',
  'contact',
  'contactInbox',
  'csat',
])

/** The database of one Chatwoot installation with one account. */
export type Store = {
  readonly account: Account
  readonly time: MicroTime
  readonly random: Random
  readonly operators: Map<number, Operator>
  readonly bots: Map<number, AgentBot>
  readonly teams: Map<number, Team>
  readonly inboxes: Map<number, Inbox>
  readonly contacts: Map<number, Contact>
  readonly contactInboxes: Map<number, ContactInbox>
  /** By database id. */
  readonly conversations: Map<number, Conversation>
  /** By the conversation's database id, in order of message id. */
  readonly messages: Map<number, Message[]>
  readonly webhooks: Map<number, Webhook>
  readonly labels: Map<number, Label>
  readonly cannedResponses: Map<number, CannedResponse>
  readonly portals: Map<number, Portal>
  readonly categories: Map<number, Category>
  readonly articles: Map<number, Article>
  readonly csatResponses: Map<number, CsatResponse>
  nextId(sequence: Sequence): number
  /** The next id of each sequence. */
  sequences(): Readonly<Partial<Record<Sequence, number>>>
  /** Goes on from there, and the margin further in what is numbered as the shop works. */
  resume(sequences: Readonly<Partial<Record<Sequence, number>>>, margin: number): void
  insert(conversation: Conversation): void
  /** By display id. */
  conversation(displayId: number): Conversation | undefined
  messagesOf(conversation: Conversation): Message[]
  /** Forgets a conversation and its messages. Chatwoot sends no webhook for a deletion, and neither do we. */
  forget(conversation: Conversation): void
}

export type StoreOptions = { readonly clock: Clock; readonly seed: number; readonly account: Account }

export function createStore({ clock, seed, account }: StoreOptions): Store {
  const random = seededRandom(seed).fork('store')
  const next = new Map<Sequence, number>()
  const conversations = new Map<number, Conversation>()
  const messages = new Map<number, Message[]>()
  const byDisplayId = new Map<number, Conversation>()
  const csatResponses = new Map<number, CsatResponse>()
  return {
    account,
    random,
    time: microTime(clock, random.fork('time')),
    operators: new Map(),
    bots: new Map(),
    teams: new Map(),
    inboxes: new Map(),
    contacts: new Map(),
    contactInboxes: new Map(),
    conversations,
    messages,
    webhooks: new Map(),
    labels: new Map(),
    cannedResponses: new Map(),
    portals: new Map(),
    categories: new Map(),
    articles: new Map(),
    csatResponses,
    nextId(sequence) {
      const id = next.get(sequence) ?? FIRST_IDS[sequence]
      next.set(sequence, id + 1)
      return id
    },
    sequences: () => Object.fromEntries(SEQUENCES.map((name) => [name, next.get(name) ?? FIRST_IDS[name]])),
    resume(sequences, margin) {
      for (const name of SEQUENCES) {
        const begun = sequences[name]
        if (begun !== undefined) next.set(name, begun + (GROWING.has(name) ? margin : 0))
      }
      // else the same uuids and tokens would be drawn again
      random.reseed(seed + (next.get('message') ?? 0))
    },
    insert(conversation) {
      conversations.set(conversation.id, conversation)
      byDisplayId.set(conversation.displayId, conversation)
    },
    conversation: (displayId) => byDisplayId.get(displayId),
    messagesOf(conversation) {
      const list = messages.get(conversation.id) ?? []
      messages.set(conversation.id, list)
      return list
    },
    forget(conversation) {
      conversations.delete(conversation.id)
      messages.delete(conversation.id)
      byDisplayId.delete(conversation.displayId)
      for (const [id, { conversationId }] of csatResponses)
        if (conversationId === conversation.id) csatResponses.delete(id)
    },
  }
}

/** The row, or a thrown fault: for ids that only our own rows can hold. */
export function rowOf<T>(table: ReadonlyMap<number, T>, id: number, what: string): T {
  const row = table.get(id)
  if (row === undefined) throw new Error(`the stand-in has no ${what} ${id}`)
  return row
}

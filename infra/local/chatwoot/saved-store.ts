/** The stand-in's database in a file, as a real Chatwoot keeps its own: display and message ids must never start over. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Sequence, Store } from './store.ts'

const FORMAT = 1

/** Ids skipped on loading: the last rows before a crash are not in the file, but receivers know them. */
const MARGIN = 10_000

/** Everything but webhooks: those are registered anew by whoever listens now. */
type SavedTables = {
  readonly [Table in
    | 'operators'
    | 'bots'
    | 'teams'
    | 'inboxes'
    | 'contacts'
    | 'contactInboxes'
    | 'conversations'
    | 'labels'
    | 'cannedResponses'
    | 'portals'
    | 'categories'
    | 'articles'
    | 'csatResponses']: ReadonlyArray<Store[Table] extends Map<number, infer Row> ? Row : never>
}
type Saved = SavedTables & {
  readonly format: number
  /** False while running, so that a file left by a crash is known as such. */
  readonly complete: boolean
  readonly sequences: Readonly<Partial<Record<Sequence, number>>>
  readonly messages: ReadonlyArray<readonly [number, ReturnType<Store['messagesOf']>]>
}

/** Replaces the file in one step. `complete`: nothing comes after. */
export function saveStore(store: Store, file: string, complete: boolean): void {
  const rows = <Row>(table: ReadonlyMap<number, Row>): Row[] => [...table.values()]
  const saved: Saved = {
    format: FORMAT,
    complete,
    sequences: store.sequences(),
    operators: rows(store.operators),
    bots: rows(store.bots),
    teams: rows(store.teams),
    inboxes: rows(store.inboxes),
    contacts: rows(store.contacts),
    contactInboxes: rows(store.contactInboxes),
    conversations: rows(store.conversations),
    messages: [...store.messages],
    labels: rows(store.labels),
    cannedResponses: rows(store.cannedResponses),
    portals: rows(store.portals),
    categories: rows(store.categories),
    articles: rows(store.articles),
    csatResponses: rows(store.csatResponses),
  }
  const draft = `${file}.new`
  writeFileSync(draft, JSON.stringify(saved, fromSets))
  renameSync(draft, file)
}

/**
 * Fills an empty store from the file. False: there is no file.
 * @throws Error if the file is of another format or broken
 */
export function loadStore(store: Store, file: string): boolean {
  if (!existsSync(file)) return false
  const saved = JSON.parse(readFileSync(file, 'utf8'), toSets) as Saved
  if (saved.format !== FORMAT) throw new Error(`${file} is of another version: delete the folder to start afresh`)
  const fill = <Row extends { readonly id: number }>(table: Map<number, Row>, rows: readonly Row[]): void => {
    for (const row of rows) table.set(row.id, row)
  }
  fill(store.operators, saved.operators)
  fill(store.bots, saved.bots)
  fill(store.teams, saved.teams)
  fill(store.inboxes, saved.inboxes)
  fill(store.contacts, saved.contacts)
  fill(store.contactInboxes, saved.contactInboxes)
  fill(store.labels, saved.labels)
  fill(store.cannedResponses, saved.cannedResponses)
  fill(store.portals, saved.portals)
  fill(store.categories, saved.categories)
  fill(store.articles, saved.articles)
  fill(store.csatResponses, saved.csatResponses)
  for (const conversation of saved.conversations) store.insert(conversation)
  for (const [conversationId, messages] of saved.messages) store.messages.set(conversationId, messages)
  store.resume(saved.sequences, saved.complete ? 0 : MARGIN)
  return true
}

type SetInJson = { readonly $set: readonly number[] }

const fromSets = (_: string, value: unknown): unknown =>
  value instanceof Set ? ({ $set: [...value] } satisfies SetInJson) : value
const toSets = (_: string, value: unknown): unknown => (isSet(value) ? new Set(value.$set) : value)
const isSet = (value: unknown): value is SetInJson =>
  typeof value === 'object' && value !== null && '$set' in value && Array.isArray(value.$set)

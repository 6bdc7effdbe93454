import { indexKey } from '#domain/knowledge-sync'
import { remember } from '#domain/remember'
import { parsedJson } from '#runtime/json'
import type { StoredIndex } from '#text/knowledge/stored-index'
import type { KnowledgeSearch } from '#text/knowledge/suggest'

export type IndexBookDeps = {
  /** The text of an object in the bucket of bodies; undefined when there is none. @throws the SDK's errors. */
  readonly read: (key: string) => Promise<string | undefined>
  readonly now: () => number
}

/** An index takes some megabytes. */
const KEPT = 4
/** A new one is built ten minutes after what it learned at the earliest: a minute more is nothing. */
const FRESH_MS = 60_000

export type IndexBook = (account: string) => Promise<KnowledgeSearch | undefined>

/** Indexes of articles by account, ready to be asked. @throws where one is there and cannot be read. */
export function indexBook({ read, now }: IndexBookDeps): IndexBook {
  const kept = new Map<string, { readonly readAtMs: number; readonly search: Promise<KnowledgeSearch | undefined> }>()

  async function load(account: string): Promise<KnowledgeSearch | undefined> {
    const text = await read(indexKey(account))
    if (text === undefined) return undefined
    // Stemmers of nine languages, which nobody else who starts this function should wait for.
    const { knowledgeSearch } = await import('#text/knowledge/suggest')
    return knowledgeSearch(parsedJson(text) as StoredIndex)
  }

  return (account) => {
    const known = kept.get(account)
    if (known !== undefined && now() - known.readAtMs < FRESH_MS) return known.search
    const search = load(account)
    search.catch(() => kept.delete(account))
    return remember(kept, [account, { readAtMs: now(), search }], KEPT).search
  }
}

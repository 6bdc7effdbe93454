/** Backdesk's suggestions, and what is left of them when one source is taken away. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { buildIndex } from '#text/knowledge/build-index'
import type { StoredIndex } from '#text/knowledge/stored-index'
import { knowledgeSearch } from '#text/knowledge/suggest'
import type { Row } from '../routing-eval/labelled-sets.ts'
import type { HelpCenter } from './help-center.ts'
import type { Ranking } from './retrieval-figures.ts'

const DAY_MS = 86_400_000
const DEEPEST = 10

/** Weights of likeness, fields, nearest, and how often asked: one source alone, and all as they were learnt. */
export const METHODS: Readonly<Record<string, (stored: StoredIndex) => StoredIndex>> = {
  'words of the articles (BM25F)': (stored) => ({ ...stored, ranker: [0, 1, 0, 0] }),
  'nearest past questions': (stored) => ({ ...stored, ranker: [0, 0, 1, 0] }),
  'likeness to an article’s questions': (stored) => ({ ...stored, ranker: [1, 0, 0, 0] }),
  Backdesk: (stored) => stored,
}

export type Built = { readonly stored: StoredIndex; readonly buildSeconds: number }

export function built(center: HelpCenter, taught: readonly Row[]): Built {
  const past = center.past(taught)
  const nowMs = past.reduce((latest, { atMs }) => Math.max(latest, atMs), 0) + DAY_MS
  const startMs = performance.now()
  const stored = buildIndex({ articles: center.articles, past, version: 'measured', nowMs })
  return { stored, buildSeconds: (performance.now() - startMs) / 1_000 }
}

export type Rank = (row: Row) => Ranking

export function ranker(center: HelpCenter, stored: StoredIndex): Rank {
  const search = knowledgeSearch(stored)
  return (row) => {
    const { suggestions, confidence } = search.suggest(...questionIn(row, DEEPEST))
    // how sure it is that anything answers, then by how much each is behind the best
    const best = suggestions[0]?.confidence ?? 1
    return suggestions.map((one) => ({ id: center.nameOf(one.articleId), score: (confidence * one.confidence) / best }))
  }
}

const questionIn = (row: Row, most: number) =>
  [String(row.body ?? row.text ?? ''), { subject: String(row.title ?? ''), most, atLeastConfidence: 0 }] as const

export type Cost = {
  readonly buildSeconds: number
  readonly kilobytes: number
  readonly zippedKilobytes: number
  readonly loadMs: number
  readonly suggestMsP50: number
  readonly suggestMsP95: number
}

/** What an index takes: once as it lies in storage and is read, then for three suggestions a question. */
export function costOf({ stored, buildSeconds }: Built, asked: readonly Row[]): Cost {
  const json = JSON.stringify(stored)
  const zipped = gzipSync(json)
  const loadStartMs = performance.now()
  const search = knowledgeSearch(JSON.parse(gunzipSync(zipped).toString()) as StoredIndex)
  const loadMs = performance.now() - loadStartMs
  const took = asked
    .map((row) => {
      const startMs = performance.now()
      search.suggest(...questionIn(row, 3))
      return performance.now() - startMs
    })
    .sort((a, b) => a - b)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0
  const kilobytes = json.length / 1_024
  return {
    buildSeconds,
    kilobytes,
    zippedKilobytes: zipped.length / 1_024,
    loadMs,
    suggestMsP50: at(0.5),
    suggestMsP95: at(0.95),
  }
}

import { describe, expect, it } from 'vitest'
import {
  type ArticlesAnswer,
  dueSync,
  isIndexDue,
  isLookDue,
  type KnowledgeSync,
  newSync,
  takeArticles,
  withoutGone,
} from '#domain/knowledge-sync'
import { START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const aSync = (changes: Partial<KnowledgeSync> = {}): KnowledgeSync => ({
  ...newSync('shop'),
  endedAtMs: START_MS,
  ...changes,
})
const anArticle = (id: number) => ({
  ...{ id, version: 1, title: '', summary: '', content: '', language: 'en' },
  url: `https://help.example.com/${id}`,
})

/** A run that has just been asked for, and how it is answered. */
function aRun(sync: KnowledgeSync, nowMs: number) {
  const move = dueSync(sync, nowMs, false)
  if (move?.request == null) throw new Error('Nothing is due')
  const stamps = { account: 'shop', requestId: move.request.id, readAtMs: nowMs, correlationId: 'c' }
  const read = (
    ids: readonly number[],
    next: ArticlesAnswer extends infer A ? (A extends { next: infer N } ? N : never) : never,
  ) => ({ kind: 'articles_read', ...stamps, articles: ids.map(anArticle), next }) as const
  return { move, stamps, read }
}

describe('when articles are listed', () => {
  it('an account whose articles were never listed is asked at once, from the first page', () => {
    expect(dueSync(newSync('shop'), START_MS, false)?.request).toMatchObject({
      kind: 'articles',
      account: 'shop',
      from: { portal: null, page: 1, skip: 0 },
    })
  })

  it.each<[string, Partial<KnowledgeSync>, number]>([
    ['every hour', {}, HOUR_MS],
    ['an hour after one that failed', { endedAtMs: null, failure: { code: 'x', atMs: START_MS } }, HOUR_MS],
    ['after a minute where one was missing, so that it goes soon', { missing: [7] }, MINUTE_MS],
  ])('%s, and not before', (_when, changes, everyMs) => {
    expect(dueSync(aSync(changes), START_MS + everyMs - 1, false)).toBeNull()
    expect(dueSync(aSync(changes), START_MS + everyMs, false)?.request).toBeDefined()
    // Somebody asked for it.
    expect(dueSync(aSync(changes), START_MS + 1, true)?.request).toBeDefined()
  })

  it('a run is waited for ten minutes, then the same step is asked for again, under another id', () => {
    const { move } = aRun(aSync(), START_MS + HOUR_MS)
    const later = START_MS + HOUR_MS + 10 * MINUTE_MS
    expect(dueSync(move.sync, later - 1, true)).toBeNull()
    const again = dueSync(move.sync, later, false)
    expect(again?.request).toMatchObject({ from: move.request?.from })
    expect(again?.request?.id).not.toBe(move.request?.id)
    expect(again?.sync.run?.beganAtMs).toBe(move.sync.run?.beganAtMs)
  })
})

describe('an answer', () => {
  it('that nobody waits for moves nothing', () => {
    const { move, read } = aRun(aSync(), START_MS + HOUR_MS)
    const answer = read([1], null)
    expect(takeArticles(aSync(), answer, START_MS)).toBeNull()
    expect(takeArticles(move.sync, { ...answer, requestId: 'another' }, START_MS)).toBeNull()
  })

  it('has the next step asked for, and the last one ends the run with all that were listed, each once', () => {
    const { move, read } = aRun(aSync({ failure: { code: 'x', atMs: START_MS } }), START_MS + HOUR_MS)
    const next = { portal: 'shop', page: 2, skip: 0 }
    const second = takeArticles(move.sync, read([1, 2], next), START_MS + HOUR_MS + 1)
    expect(second).toMatchObject({ ended: null, request: { from: next } })
    if (second?.request == null) throw new Error('No second step')
    const last = { ...read([2, 3], null), requestId: second.request.id }
    const ended = takeArticles(second.sync, last, START_MS + HOUR_MS + 2)
    expect(ended).toMatchObject({ request: null, ended: [1, 2, 3] })
    expect(ended?.sync).toMatchObject({ run: null, articles: 3, failure: null, endedAtMs: START_MS + HOUR_MS + 2 })
  })

  it('that failed ends the run, and what is known stays as it is', () => {
    const { move, stamps } = aRun(aSync({ articles: 9, missing: [4] }), START_MS + HOUR_MS)
    const taken = takeArticles(
      move.sync,
      { kind: 'articles_failed', ...stamps, code: 'timed_out', how: 'passing' },
      START_MS + HOUR_MS + 5,
    )
    expect(taken).toMatchObject({ request: null, ended: null })
    expect(taken?.sync).toMatchObject({
      ...{ run: null, articles: 9, missing: [4], endedAtMs: START_MS },
      failure: { code: 'timed_out', atMs: START_MS + HOUR_MS + 5 },
    })
  })
})

describe('an article that is no longer listed', () => {
  it('goes once two runs in a row were without it, and never for one that was', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 })
    assertProperty(
      fc.property(ids, fc.array(ids, { maxLength: 6 }), (first, runs) => {
        let stored = [...first]
        let sync = newSync('shop')
        let before: readonly number[] | null = null
        for (const listed of runs) {
          const was: readonly number[] | null = before
          stored = [...new Set([...stored, ...listed])]
          const { sync: after, gone } = withoutGone(sync, { stored, listed })
          const isTwice = (id: number) => was !== null && !was.includes(id) && !listed.includes(id)
          const known = stored
          expect([...gone].sort()).toEqual(known.filter((id) => isTwice(id)).sort())
          stored = stored.filter((id) => !gone.includes(id))
          sync = after
          before = listed
        }
      }),
    )
  })
})

describe('when an index is built', () => {
  const index = { version: 'v', builtAtMs: START_MS, kilobytes: 1, past: 0 }
  it.each<[string, Partial<KnowledgeSync>, number, boolean]>([
    ['nothing was ever listed', { endedAtMs: null }, 0, false],
    ['there is none', {}, 0, true],
    ['nothing changed', { index }, 10 * MINUTE_MS, false],
    ['something changed, but it is young', { index, changedAtMs: START_MS + 1 }, 10 * MINUTE_MS - 1, false],
    ['something changed, and it is ten minutes old', { index, changedAtMs: START_MS + 1 }, 10 * MINUTE_MS, true],
    ['nothing changed, but it is a day old', { index }, 24 * HOUR_MS, true],
  ])('%s', (_when, changes, afterMs, isDue) => {
    expect(isIndexDue(aSync(changes), START_MS + afterMs)).toBe(isDue)
  })

  it('what should be written or mended is looked for each hour, once articles are known', () => {
    expect(isLookDue(newSync('shop'), START_MS)).toBe(false)
    expect(isLookDue(aSync(), START_MS)).toBe(true)
    expect(isLookDue(aSync({ lookedAtMs: START_MS }), START_MS + HOUR_MS - 1)).toBe(false)
    expect(isLookDue(aSync({ lookedAtMs: START_MS }), START_MS + HOUR_MS)).toBe(true)
  })
})

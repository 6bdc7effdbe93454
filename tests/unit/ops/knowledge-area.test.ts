import { describe, expect, it } from 'vitest'
import { type KnowledgeSync, newSync } from '#domain/knowledge-sync'
import type { Values } from '#infra/ops/area'
import { knowledgeArea, statusText, syncEnd } from '#infra/ops/knowledge-area'
import { START_MS } from '#tests/support/builders'

const index = (builtAtMs: number) => ({
  version: new Date(builtAtMs).toISOString(),
  builtAtMs,
  kilobytes: 812,
  past: 40,
})
const aSync = (changes: Partial<KnowledgeSync> = {}): KnowledgeSync => ({
  ...newSync('shop'),
  endedAtMs: START_MS,
  articles: 174,
  changedAtMs: START_MS - 5,
  index: index(START_MS + 9),
  ...changes,
})
const RUN = {
  ...{ beganAtMs: START_MS, requestId: 'r', askedAtMs: START_MS, seen: [1, 2, 3] },
  from: { portal: 'shop', page: 2, skip: 0 },
}

describe('ops knowledge status', () => {
  it.each<[string, KnowledgeSync | undefined, string]>([
    ['articles were never asked for', undefined, 'shop: articles were never asked for.'],
    [
      'they are listed for the first time',
      { ...newSync('shop'), run: RUN },
      'shop: articles were not listed to the end yet.\n' +
        'Listing since 2026-09-14T09:00:00.000Z: 3 so far, page 2 of shop.\n' +
        'No index was built yet: nothing is suggested.',
    ],
    [
      'the last try failed, and the index goes on',
      aSync({ failure: { code: 'not_permitted', atMs: START_MS } }),
      'shop: 174 articles, listed 2026-09-14T09:00:00.000Z.\n' +
        'The last try failed 2026-09-14T09:00:00.000Z: not_permitted.\n' +
        'Index of 2026-09-14T09:00:00.009Z: 40 past questions, 812 KB.',
    ],
  ])('where %s says so', (_where, sync, text) => {
    expect(statusText('shop', sync)).toBe(
      text.replaceAll('2026-09-14T09:00:00.', new Date(START_MS).toISOString().slice(0, 20)),
    )
  })
})

describe('ops knowledge sync --wait', () => {
  const before = aSync()
  const LATER = START_MS + 60_000
  it.each<[string, KnowledgeSync | undefined, ReturnType<typeof syncEnd>]>([
    ['while nothing has moved', before, null],
    ['while nothing is known at all', undefined, null],
    ['while a run goes on', aSync({ run: RUN }), null],
    ['until a list has ended, where nothing changed', aSync({ endedAtMs: LATER }), 'done'],
    ['while what changed is not in the index', aSync({ endedAtMs: LATER, changedAtMs: LATER - 5 }), null],
    [
      'until what changed is in the index',
      aSync({ endedAtMs: LATER, changedAtMs: LATER - 5, index: index(LATER + 1) }),
      'done',
    ],
    ['while there is no index', aSync({ endedAtMs: LATER, index: null }), null],
    ['until it has failed', aSync({ failure: { code: 'timed_out', atMs: LATER } }), 'failed'],
  ])('waits %s', (_until, held, end) => {
    expect(syncEnd(before, held)).toBe(end)
  })

  it('does not take a failure of before for its own, however the clocks go', () => {
    const failed = aSync({ failure: { code: 'timed_out', atMs: START_MS + 999_999 } })
    expect(syncEnd(failed, failed)).toBeNull()
    expect(syncEnd(undefined, aSync())).toBe('done')
  })
})

describe('ops knowledge', () => {
  const values: Values = { env: 'dev', endpoint: undefined, json: false, given: {} }
  it('refuses what it does not know, and a question that is not there, before it looks at a deployment', async () => {
    await expect(knowledgeArea.run(['learn'], values)).rejects.toThrow('unknown command: knowledge learn')
    await expect(knowledgeArea.run(['suggest'], values)).rejects.toThrow('takes --question')
  })
})

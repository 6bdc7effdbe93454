import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ArticlePatch, backTest, patchOf, rollbackOf, whyNotPatch } from '#domain/article-patch'
import { type DecidedApproval, signalOf } from '#domain/learning-signal'
import { assertProperty } from '#tests/support/property'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'

const article = { id: '12', updatedAt: '1760000000', content: 'Returns\nYou have 14 days.\nUse the label.' }
const NEW = 'Returns\nYou have 30 days.\nUse the label.'
const signal = (given: Partial<DecidedApproval>) => signalOf(aDecidedApproval(given), ENDED_AT_MS, PLAIN_MEANS)
const thePatch = (after = NEW): ArticlePatch => {
  const patch = patchOf(article, after, ['ap-1'])
  if (patch === null) throw new Error('no patch')
  return patch
}
const applied = (text: string, { changes }: ArticlePatch): string => {
  const lines = text.split('\n')
  for (const { removed, added, at } of [...changes].reverse()) lines.splice(at, removed.length, ...added)
  return lines.join('\n')
}

describe('a patch of an article', () => {
  it('is the exact difference by lines, bound to the article it was made of', () => {
    expect(thePatch()).toMatchObject({
      boundTo: '1760000000',
      changes: [{ removed: ['You have 14 days.'], added: ['You have 30 days.'], at: 1 }],
      triggers: ['ap-1'],
    })
    expect(patchOf(article, article.content, [])).toBeNull()
  })

  it('gives the new text, and its rollback the former one', () =>
    assertProperty(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 }), (lines) => {
        const patch = patchOf(article, lines.join('\n'), [])
        if (patch === null) return
        expect(applied(patch.before, patch)).toBe(patch.after)
        expect(applied(patch.after, rollbackOf(patch, '1770000000'))).toBe(article.content)
      }),
    ))

  it('is tried on replies that were sent and rested on the article, each once', () => {
    const signals = [
      signal({ id: 'mended', text: 'You have 30 days.' }),
      signal({ id: 'mended', text: 'You have 30 days.' }),
      signal({ id: 'same', text: 'Use the label.' }),
      signal({ id: 'broken', text: 'You have 14 days.' }),
      signal({ id: 'other', text: 'You have 30 days.', evidence: [] }),
      signal({ id: 'seeded', text: 'You have 30 days.', seeded: true }),
    ]
    expect(backTest(thePatch(), signals)).toEqual({ replies: 3, better: ['mended'], worse: ['broken'] })
  })

  it('may be approved where it mends something, worsens nothing, and the article is still the same', () => {
    const test = { replies: 2, better: ['ap-1'], worse: [] }
    const { updatedAt } = article
    expect(whyNotPatch(thePatch(), { updatedAt, test })).toBeNull()
    expect(whyNotPatch(thePatch(), { updatedAt: '1760000001', test })).toBe('changed_meanwhile')
    expect(whyNotPatch(thePatch(), { updatedAt, test: { ...test, worse: ['ap-2'] } })).toBe('makes_worse')
    expect(whyNotPatch(thePatch(), { updatedAt, test: { ...test, better: [] } })).toBe('mends_nothing')
    expect(whyNotPatch({ ...thePatch(), after: article.content }, { updatedAt, test })).toBe('changes_nothing')
  })
})

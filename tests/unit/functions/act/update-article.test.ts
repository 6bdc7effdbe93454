import { describe, expect, it } from 'vitest'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import { openAction } from '#functions/act/open-action'
import { updateArticle } from '#functions/act/update-article'
import { aChange, aProposal, BETTER, FORMER } from '#tests/support/article-proposals'
import { FakeChatwoot, LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'

function world(proposal: HeldProposal | undefined = aProposal()) {
  const chatwoot = new FakeChatwoot()
  chatwoot.articles.set('shop/3', { version: 1000, content: FORMER, status: 'published' })
  const ends: object[] = []
  const deps = {
    now: () => 0,
    random: () => 0,
    wait: async () => undefined,
    proposals: { get: async () => proposal, noteEnd: async (_key: object, end: object) => void ends.push(end) },
  }
  const run = (attempts = 1, action = aChange()) =>
    updateArticle(action, { chatwoot, nth: { attempts, firstTriedAtMs: 0, key: 'k' } }, deps)
  const text = () => chatwoot.articles.get('shop/3')?.content
  return { chatwoot, run, ends, text }
}

describe('changing an article', () => {
  it('travels as a message that act can open', () => {
    const change = aChange()
    expect(openAction(JSON.parse(JSON.stringify(change)))).toEqual(change)
    expect(openAction({ ...change, conversationId: 12 })).toHaveProperty('problem')
    expect(openAction({ ...change, content: 'x'.repeat(20_001) })).toHaveProperty('problem')
  })

  it('writes the text that was approved, and notes which state of the article that is', async () => {
    const { run, ends, text } = world()
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect(text()).toBe(BETTER)
    expect(ends).toEqual([{ state: 'applied', code: 'applied', updatedAt: '1001' }])
  })

  it('is not done over a change that somebody made meanwhile, of whatever kind', async () => {
    for (const meanwhile of [
      { version: 1001, content: FORMER, status: 'published' as const },
      { version: 1000, content: `${FORMER} Or six.`, status: 'published' as const },
    ]) {
      const { chatwoot, run, ends } = world()
      chatwoot.articles.set('shop/3', meanwhile)
      expect(await run()).toEqual({ kind: 'superseded', code: 'changed_meanwhile' })
      expect(chatwoot.articles.get('shop/3')).toEqual(meanwhile)
      expect(ends).toMatchObject([{ state: 'refused', code: 'changed_meanwhile' }])
    }
  })

  it('looks before a second try, and finds what the first did', async () => {
    const { chatwoot, run, ends, text } = world()
    chatwoot.before.set('writeArticle', () => chatwoot.failNext(passing('timed_out', true)))
    expect(await run()).toEqual({ kind: 'applied', already: true })
    expect(chatwoot.calls.filter((call) => call === 'writeArticle')).toHaveLength(1)
    expect([text(), ends.length]).toEqual([BETTER, 1])
    expect(await run(2)).toEqual({ kind: 'applied', already: true })
  })

  it('is tried again where nothing arrived', async () => {
    const { chatwoot, run, text } = world()
    chatwoot.failNext(LOST_ON_THE_WAY)
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect(text()).toBe(BETTER)
  })

  it('needs an approval of this very text', async () => {
    const refused = async (proposal: HeldProposal | undefined) => {
      const { run, text } = world(proposal)
      const ending = await run()
      expect(text()).toBe(FORMER)
      return ending
    }
    expect(await refused(aProposal({ state: 'proposed' }))).toMatchObject({ kind: 'failed', code: 'no_approval' })
    expect(await refused(aProposal({ state: 'rejected' }))).toMatchObject({ kind: 'failed', code: 'no_approval' })
    const { patch } = aProposal()
    const other = aProposal({ patch: patch && { ...patch, after: 'In nine days.' } })
    expect(await refused(other)).toMatchObject({ kind: 'failed', code: 'other_text' })
  })
})

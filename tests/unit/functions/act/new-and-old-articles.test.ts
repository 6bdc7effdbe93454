import { describe, expect, it } from 'vitest'
import { changeOf } from '#domain/article-changes'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import { carryOut } from '#functions/act/carry-out'
import { openAction } from '#functions/act/open-action'
import { aDraft, aNewArticle, anArchival } from '#tests/support/article-proposals'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { FakeChatwoot, LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'

const asked = (proposal: HeldProposal) => {
  const action = changeOf(proposal)
  if (action === null) throw new Error('Nothing is to be done')
  return action
}

function world(approved: HeldProposal, stored: HeldProposal | undefined = approved) {
  const chatwoot = new FakeChatwoot()
  chatwoot.articles.set('shop/3', { version: 1000, content: 'Refunds.', status: 'published' })
  const ends: object[] = []
  const deps = {
    ...{ now: () => 0, random: () => 0, wait: async () => undefined },
    ...{
      approvals: new FakeApprovalStore(() => 0),
      replyMaxAgeMs: 0,
      isOff: async () => false,
      textHash: (text: string) => text,
    },
    proposals: { get: async () => stored, noteEnd: async (_key: object, end: object) => void ends.push(end) },
  }
  const run = (attempts = 1) =>
    carryOut(asked(approved), { chatwoot, nth: { attempts, firstTriedAtMs: 0, key: 'k' } }, deps)
  const status = () => chatwoot.articles.get('shop/3')?.status
  return { chatwoot, ends, run, status }
}

describe('writing a new article', () => {
  it('travels as a message that act can open', () => {
    const action = asked(aNewArticle())
    expect(openAction(JSON.parse(JSON.stringify(action)))).toEqual(action)
    for (const wrong of [{ conversationId: 12 }, { title: ' ' }, { slug: 'A b' }, { content: 'x'.repeat(20_001) }])
      expect(openAction({ ...action, ...wrong })).toHaveProperty('problem')
  })

  it('makes what was approved, and tells the proposal which article that is', async () => {
    const { chatwoot, run, ends } = world(aNewArticle())
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect(chatwoot.created).toMatchObject([
      { portal: 'shop', title: 'Where the poles are', slug: 'where-the-poles-are-01234567' },
    ])
    expect(ends).toEqual([{ state: 'applied', code: 'applied', updatedAt: '1000', articleId: '100' }])
  })

  it('is done once, though the answer to it was lost, or the message comes again', async () => {
    const { chatwoot, run, ends } = world(aNewArticle())
    chatwoot.before.set('createArticle', () => chatwoot.failNext(passing('timed_out', true)))
    expect(await run()).toEqual({ kind: 'applied', already: true })
    expect(await run(2)).toEqual({ kind: 'applied', already: true })
    expect(chatwoot.created).toHaveLength(1)
    expect(ends).toHaveLength(2)
  })

  it('is done once, though the server was still at the one before', async () => {
    const { chatwoot, run } = world(aNewArticle())
    // it appears between our look and our write, which Chatwoot refuses: no slug twice
    chatwoot.before.set('createArticle', () => {
      const { title, content } = aDraft()
      const known = { articleId: 7, version: 5, portal: 'shop', slug: 'where-the-poles-are-01234567' }
      chatwoot.created.push({ ...known, title: title ?? '', content })
      chatwoot.failNext({ kind: 'refused', code: 'unprocessable' })
    })
    expect(await run()).toEqual({ kind: 'applied', already: true })
    expect(chatwoot.created).toHaveLength(1)
  })

  it('is refused for good where Chatwoot does not take it', async () => {
    const { chatwoot, run, ends } = world(aNewArticle())
    chatwoot.before.set('createArticle', () => chatwoot.failNext({ kind: 'refused', code: 'unprocessable' }))
    expect(await run()).toEqual({ kind: 'failed', code: 'unprocessable' })
    expect(ends).toMatchObject([{ state: 'refused', code: 'unprocessable' }])
  })

  it('gives way to somebody who has written it meanwhile', async () => {
    const { chatwoot, run, ends } = world(aNewArticle())
    const theirs = {
      articleId: 9,
      version: 1,
      portal: 'shop',
      slug: 'poles',
      title: 'Where the poles are',
      content: '',
    }
    chatwoot.created.push(theirs)
    expect(await run()).toEqual({ kind: 'superseded', code: 'such_an_article' })
    expect(chatwoot.created).toEqual([theirs])
    expect(ends).toMatchObject([{ state: 'refused', code: 'such_an_article' }])
  })

  it.each([
    ['no_approval', undefined],
    ['no_approval', aNewArticle({ state: 'rejected' })],
    ['other_text', aNewArticle({ draft: aDraft({ content: 'Something else.' }) })],
  ])('needs an approval of this very text: %s', async (code, stored) => {
    const { chatwoot, run } = world(aNewArticle(), stored ?? aNewArticle({ state: 'proposed' }))
    expect(await run()).toEqual({ kind: 'failed', code })
    expect(chatwoot.created).toEqual([])
  })
})

describe('putting an article away', () => {
  it('travels as a message that act can open', () => {
    const action = asked(anArchival())
    expect(openAction(JSON.parse(JSON.stringify(action)))).toEqual(action)
    expect(openAction({ ...action, to: 'draft' })).toHaveProperty('problem')
  })

  it('is done, and noted as the state of the article it leaves', async () => {
    const { run, status, ends } = world(anArchival())
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect([status(), ends]).toEqual(['archived', [{ state: 'applied', code: 'applied', updatedAt: '1001' }]])
  })

  it('is done once, however often it is tried', async () => {
    const { chatwoot, run, status } = world(anArchival())
    chatwoot.before.set('setArticleStatus', () => chatwoot.failNext(passing('timed_out', true)))
    expect(await run()).toEqual({ kind: 'applied', already: true })
    expect(await run(2)).toEqual({ kind: 'applied', already: true })
    expect(chatwoot.calls.filter((call) => call === 'setArticleStatus')).toHaveLength(1)
    expect(status()).toBe('archived')
  })

  it('is tried again where nothing arrived', async () => {
    const { chatwoot, run, status } = world(anArchival())
    chatwoot.failNext(LOST_ON_THE_WAY)
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect(status()).toBe('archived')
  })

  it('leaves one that somebody has worked on', async () => {
    const { chatwoot, run, status, ends } = world(anArchival())
    chatwoot.articles.set('shop/3', { version: 1001, content: 'Refunds, and more.', status: 'published' })
    expect(await run()).toEqual({ kind: 'superseded', code: 'changed_meanwhile' })
    expect([status(), ends]).toMatchObject(['published', [{ state: 'refused', code: 'changed_meanwhile' }]])
  })

  it('needs an approval', async () => {
    const { run, status } = world(anArchival(), anArchival({ state: 'proposed' }))
    expect(await run()).toEqual({ kind: 'failed', code: 'no_approval' })
    expect(status()).toBe('published')
  })

  it('brings back what it has put away', async () => {
    const { chatwoot, run, status } = world(anArchival({ standing: { boundTo: '1001', to: 'published' } }))
    chatwoot.articles.set('shop/3', { version: 1001, content: 'Refunds.', status: 'archived' })
    expect(await run()).toEqual({ kind: 'applied', already: false })
    expect(status()).toBe('published')
  })

  it('ends where the article is gone', async () => {
    const { chatwoot, run, ends } = world(anArchival())
    chatwoot.before.set('article', () => chatwoot.failNext({ kind: 'refused', code: 'conversation_gone' }))
    expect(await run()).toEqual({ kind: 'failed', code: 'article_gone' })
    expect(ends).toMatchObject([{ state: 'refused', code: 'article_gone' }])
  })
})

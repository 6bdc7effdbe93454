import { describe, expect, it } from 'vitest'
import { changeOf, slugOf, whyNotArchive, whyNotCreate } from '#domain/article-changes'
import { healthOf } from '#domain/article-health'
import { rolledBack, whyNotPutAway, whyNotWrite } from '#domain/proposal-lifecycle'
import { aDraft, aNewArticle, anArchival, aProposal } from '#tests/support/article-proposals'

const DAY_MS = 86_400_000

describe('what act is asked to do', () => {
  it('is to write what was approved of a new article, as it was approved', () => {
    expect(changeOf(aNewArticle())).toMatchObject({
      id: 'article/1764150000000-0123456789abcdef',
      conversationId: 0,
      verb: 'create_article',
      portal: 'shop',
      title: 'Where the poles are',
      content: 'Poles lie in the lid of the box.',
      slug: 'where-the-poles-are-01234567',
    })
  })

  it('is to put an article away, or to bring it back', () => {
    expect(changeOf(anArchival())).toMatchObject({ verb: 'archive_article', articleId: 3, to: 'archived' })
    const back = rolledBack(
      anArchival({ state: 'applied', end: { code: 'applied', atMs: 1, updatedAt: '1002' } }),
      'kim',
      5,
    )
    expect(back).toMatchObject({ state: 'approved', standing: { boundTo: '1002', to: 'published' } })
    expect(back === null ? null : changeOf(back)).toMatchObject({ verb: 'archive_article', to: 'published' })
  })

  it.each([
    ['is only proposed', aNewArticle({ state: 'proposed', decision: null })],
    ['has no title', aNewArticle({ draft: aDraft({ title: null }) })],
    ['has no portal', aNewArticle({ draft: aDraft({ portal: null }) })],
    ['is of no article', anArchival({ article: null })],
    ['has no text', aProposal({ patch: null })],
  ])('is nothing where it %s', (_, proposal) => expect(changeOf(proposal)).toBeNull())

  it('is not to take back a new article: nobody sees a draft', () => {
    const end = { code: 'applied', atMs: 1, updatedAt: '1002' }
    expect(rolledBack(aNewArticle({ state: 'applied', end }), 'kim', 5)).toBeNull()
    const published = anArchival({ state: 'applied', end, standing: { boundTo: '1', to: 'published' } })
    expect(rolledBack(published, 'kim', 5)).toBeNull()
  })

  it.each([
    ['Wo sind die Stäbe?', 'wo-sind-die-stabe-01234567'],
    ['返品について', 'article-01234567'],
    [`${'long '.repeat(30)}`, `${'long-'.repeat(12).slice(0, 59)}-01234567`],
  ])('calls %s by an address that is its own', (title, slug) => {
    expect(slugOf('1764150000000-0123456789abcdef', title)).toBe(slug)
    expect(slugOf('1764150000000-0123456789abcdef', title)).toMatch(/^[a-z0-9][a-z0-9-]{0,99}$/)
  })
})

describe('right before it is done', () => {
  it('a new article must be approved, to the letter', () => {
    const asked = changeOf(aNewArticle())
    if (asked?.verb !== 'create_article') throw new Error('Nothing is to be written')
    expect(whyNotCreate(asked, aNewArticle())).toBeNull()
    expect(whyNotCreate(asked, undefined)).toBe('no_approval')
    expect(whyNotCreate(asked, aNewArticle({ state: 'rejected' }))).toBe('no_approval')
    for (const other of [{ title: 'Poles' }, { content: 'Elsewhere.' }, { portal: 'help' }])
      expect(whyNotCreate(asked, aNewArticle({ draft: aDraft(other) }))).toBe('other_text')
  })

  it('an article that is put away must be the one that was looked at', () => {
    const asked = changeOf(anArchival())
    if (asked?.verb !== 'archive_article') throw new Error('Nothing is to be put away')
    expect(whyNotArchive(asked, anArchival(), { version: 1000 })).toBeNull()
    expect(whyNotArchive(asked, anArchival(), { version: 1001 })).toBe('changed_meanwhile')
    expect(whyNotArchive(asked, anArchival({ state: 'proposed' }), { version: 1000 })).toBe('no_approval')
    expect(whyNotArchive({ ...asked, to: 'published' }, anArchival(), { version: 1000 })).toBe('other_article')
    expect(whyNotArchive({ ...asked, articleId: 4 }, anArchival(), { version: 1000 })).toBe('other_article')
  })
})

describe('why a new article may not be approved', () => {
  const asked = aNewArticle({ state: 'proposed', decision: null })
  it.each([
    ['not_open', { ...asked, state: 'approved' as const }],
    ['no_evidence', { ...asked, evidence: [] }],
    ['no_text', { ...asked, draft: null }],
    ['no_text', { ...asked, draft: aDraft({ title: null }) }],
    ['still_scrubbed', { ...asked, draft: aDraft({ content: 'Ask [name].' }) }],
    ['still_scrubbed', { ...asked, draft: aDraft({ title: 'For [name]' }) }],
    ['no_portal', { ...asked, draft: aDraft({ portal: null }) }],
  ])('%s', (why, proposal) => expect(whyNotWrite(proposal, [])).toBe(why))

  it('somebody has written it: by its title, whatever its spaces and capitals', () => {
    expect(whyNotWrite(asked, [{ title: ' where the  Poles are' }])).toBe('such_an_article')
    expect(whyNotWrite(asked, [{ title: 'Where the pegs are' }])).toBeNull()
  })
})

describe('why an article may not be put away', () => {
  const asked = anArchival({ state: 'proposed', decision: null })
  const known = {
    ...{ id: 3, version: 1000, title: 'Refunds', summary: '', content: '', language: 'en' },
    url: asked.article?.url ?? '',
  }
  const nowMs = 1_000_000 + 91 * DAY_MS
  const now = { known, health: healthOf([]), nowMs }

  it('is nothing while it is unused and not trusted', () => {
    const weak = { ...healthOf([]), confidence: 0.4 }
    expect(whyNotPutAway(asked, { ...now, health: weak })).toBeNull()
    expect(whyNotPutAway(asked, { ...now, health: { ...weak, lastUsedAtMs: nowMs - 5 } })).toBe('used_meanwhile')
    expect(whyNotPutAway(asked, { ...now, health: { ...weak, confidence: 0.5 } })).toBe('used_meanwhile')
    expect(whyNotPutAway(asked, { ...now, health: undefined })).toBe('used_meanwhile')
  })

  it('is that it is gone, changed, decided or asked for by nothing', () => {
    expect(whyNotPutAway(asked, { ...now, known: undefined })).toBe('no_such_article')
    expect(whyNotPutAway(asked, { ...now, known: { ...known, version: 1001 } })).toBe('changed_meanwhile')
    expect(whyNotPutAway({ ...asked, state: 'rejected' }, now)).toBe('not_open')
    expect(whyNotPutAway({ ...asked, evidence: [] }, now)).toBe('no_evidence')
  })
})

import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { type ArticleHealth, healthOf } from '#domain/article-health'
import type { KnowledgeArticle, UnansweredQuestion } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import { type LookDeps, lookAtArticles } from '#functions/suggest/look-at-articles'
import { sendApproved } from '#functions/suggest/send-approved'
import { sha256Hex } from '#runtime/digest'
import { aNewArticle, aProposal } from '#tests/support/article-proposals'
import { recorder } from '#tests/support/recorder'
import { aSignal, ENDED_AT_MS } from '#tests/support/signals'

const DAY_MS = 86_400_000
const SAID = 'Refunds reach your bank within five days.'
const SENT = 'Refunds reach your bank within ten days.'

const anArticle = (changes: Partial<KnowledgeArticle> = {}): KnowledgeArticle => ({
  id: 12,
  version: 1_760_000_000,
  title: 'Refunds',
  summary: '',
  content: `# Refunds\n\n${SAID}`,
  url: 'https://chat.example.com/hc/shop/articles/refunds',
  language: 'en',
  ...changes,
})

type Given = {
  readonly articles?: readonly KnowledgeArticle[]
  readonly signals?: readonly LearningSignal[]
  readonly unanswered?: readonly UnansweredQuestion[]
  readonly health?: ReadonlyMap<string, ArticleHealth>
}

function aDesk({ articles = [anArticle()], signals = [], unanswered = [], health = new Map() }: Given = {}) {
  const held = new Map<string, HeldProposal>()
  const underWay = new Set<string>()
  const ends: object[] = []
  const asked: Action[] = []
  const state = { nowMs: ENDED_AT_MS + 1_000, answer: 'queued' }
  const { log, codes } = recorder()
  const deps: LookDeps = {
    articles: async () => articles,
    healthOfArticles: async () => health,
    signalsBetween: async function* (_account, { fromMs, toMs }) {
      yield* signals.filter(({ endedAtMs }) => endedAtMs >= fromMs && endedAtMs < toMs)
    },
    unanswered: async () => unanswered,
    wordsIn: (features) => features.split(' '),
    proposals: {
      get: async ({ id }) => held.get(id),
      propose: async (proposal) => {
        if (held.has(proposal.id)) return 'known'
        held.set(proposal.id, proposal)
        return 'proposed'
      },
      since: async (_account, fromMs) => [...held.values()].filter(({ sinceMs }) => sinceMs >= fromMs),
      todo: async () => [...underWay],
      done: async ({ id }) => void underWay.delete(id),
      noteEnd: async (_key, end) => void ends.push(end),
    },
    requestChange: async (action) => {
      asked.push(action)
      return state.answer
    },
    digest: sha256Hex,
    now: () => state.nowMs,
    log,
  }
  const look = async () => {
    await lookAtArticles('shop', deps)
    return [...held.values()]
  }
  return { look, send: () => sendApproved('shop', deps), held, underWay, ends, asked, state, codes }
}

const edited = (id: string, given: Parameters<typeof aSignal>[0] = {}) =>
  aSignal({ id, proposedText: SAID, text: SENT, ...given })
const threeEdits = ['ap-1', 'ap-2', 'ap-3'].map((id, nth) =>
  edited(id, { endedAtMs: ENDED_AT_MS - (2 - nth) * 60_000 }),
)

describe('looking at the articles of an account', () => {
  it('proposes a change where reviewers made the same one three times, with its text and its trial', async () => {
    const { look, codes } = aDesk({ signals: threeEdits })
    expect(await look()).toMatchObject([
      {
        kind: 'update_article',
        articleId: '12',
        why: 'repeated',
        state: 'proposed',
        sinceMs: ENDED_AT_MS - 120_000,
        evidence: ['ap-1', 'ap-2', 'ap-3'],
        article: { title: 'Refunds' },
        patch: { boundTo: '1760000000', after: `# Refunds\n\n${SENT}` },
        test: { replies: 3, better: ['ap-1', 'ap-2', 'ap-3'], worse: [] },
        draft: null,
        standing: null,
        revision: 1,
      },
    ])
    expect(codes()).toEqual(['articles_proposed'])
  })

  it('proposes the same once, however often it looks, and says so once', async () => {
    const { look, codes } = aDesk({ signals: threeEdits })
    const [first] = await look()
    expect(await look()).toEqual([first])
    expect(codes()).toEqual(['articles_proposed'])
  })

  it('asks nobody again about the same edits when the first of them is out of sight', async () => {
    const signals = [...threeEdits, edited('ap-4', { endedAtMs: ENDED_AT_MS })]
    const desk = aDesk({ signals })
    await desk.look()
    desk.state.nowMs = ENDED_AT_MS + 8 * DAY_MS - 90_000
    expect(await desk.look()).toHaveLength(1)
  })

  it('does not propose a second change of an article while one is open', async () => {
    const later = ['ap-5', 'ap-6', 'ap-7'].map((id) =>
      edited(id, { text: SAID.replace('bank', 'account'), intent: 'billing', endedAtMs: ENDED_AT_MS - 5 }),
    )
    const desk = aDesk({ signals: [...threeEdits, ...later] })
    const proposals = await desk.look()
    expect(proposals).toHaveLength(2)
    expect((await aDesk({ signals: threeEdits }).look()).length).toBe(1)
    desk.held.clear()
    for (const one of proposals.slice(0, 1)) desk.held.set(one.id, one)
    expect(await desk.look()).toHaveLength(1)
    const [open] = proposals
    if (open !== undefined) desk.held.set(open.id, { ...open, state: 'rejected' })
    expect(await desk.look()).toHaveLength(2)
  })

  it('proposes nothing of an article that is not published', async () => {
    expect(await aDesk({ articles: [], signals: threeEdits }).look()).toEqual([])
  })

  it('proposes a change without a text where none can be told', async () => {
    const elsewhere = [anArticle({ content: 'Parcels leave our house at noon.' })]
    expect(await aDesk({ articles: elsewhere, signals: threeEdits }).look()).toMatchObject([
      { kind: 'update_article', patch: null, test: null },
    ])
  })

  it('looks at eight days, and tries a change on ninety', async () => {
    const old = edited('ap-0', { endedAtMs: ENDED_AT_MS - 30 * DAY_MS, proposedText: SENT, text: SENT })
    const [proposal] = await aDesk({ signals: [old, ...threeEdits] }).look()
    expect(proposal?.evidence).not.toContain('ap-0')
    expect(proposal?.test?.replies).toBe(4)
    const stale = threeEdits.map((signal) => ({ ...signal, endedAtMs: signal.endedAtMs - 9 * DAY_MS }))
    expect(await aDesk({ signals: stale }).look()).toEqual([])
  })

  it('proposes a new article where a good reply had little left of its draft, and begins it with that reply', async () => {
    const rewritten = aSignal({ id: 'ap-1', proposedText: 'Please wait.', text: 'Poles lie in the lid.', evidence: [] })
    expect(await aDesk({ signals: [rewritten] }).look()).toMatchObject([
      {
        kind: 'new_article',
        why: 'rewritten',
        articleId: null,
        draft: { title: 'Delivery', content: 'Poles lie in the lid.', portal: 'shop', conversationIds: [7] },
      },
    ])
  })

  it('leaves the portal open where there are several, or none', async () => {
    const rewritten = aSignal({ id: 'ap-1', proposedText: 'Please wait.', text: 'Poles lie in the lid.', evidence: [] })
    const two = [anArticle(), anArticle({ id: 13, url: 'https://chat.example.com/hc/help/articles/poles' })]
    for (const articles of [two, []])
      expect(await aDesk({ articles, signals: [rewritten] }).look()).toMatchObject([{ draft: { portal: null } }])
  })
})

describe('what nobody could be answered by an article', () => {
  const question = (conversationId: number, features = 'pole missing lid'): UnansweredQuestion => ({
    conversationId,
    atMs: ENDED_AT_MS - 20 * DAY_MS + conversationId,
    features,
  })

  it('is one proposal for each theme, and begins with what those customers were told', async () => {
    const told = aSignal({
      ...{ id: 'ap-9', conversationId: 2, text: 'Poles lie in the lid.', evidence: [] },
      ...{ proposedText: 'Poles lie in the lid.', endedAtMs: ENDED_AT_MS - 19 * DAY_MS },
    })
    const other = aSignal({ id: 'ap-8', conversationId: 99, endedAtMs: ENDED_AT_MS - 19 * DAY_MS, evidence: [] })
    const desk = aDesk({ unanswered: [question(1), question(2), question(3)], signals: [told, other] })
    const [first] = await desk.look()
    expect(first).toMatchObject({
      kind: 'new_article',
      why: 'unanswered',
      evidence: ['1', '2', '3'],
      sinceMs: ENDED_AT_MS - 20 * DAY_MS + 1,
      draft: { from: ['ap-9'], content: 'Poles lie in the lid.' },
    })
  })

  it('stays one as its theme grows', async () => {
    const questions = [question(1), question(2), question(3)]
    const desk = aDesk({ unanswered: questions })
    await desk.look()
    questions.push(question(4))
    expect(await desk.look()).toHaveLength(1)
  })

  it('is no theme where two asked, or where each asked something else', async () => {
    expect(await aDesk({ unanswered: [question(1), question(2)] }).look()).toEqual([])
    const apart = [question(1, 'a b'), question(2, 'c d'), question(3, 'e f')]
    expect(await aDesk({ unanswered: apart }).look()).toEqual([])
  })
})

describe('an article that nobody needs', () => {
  const weak = (lastUsedAtMs: number): ArticleHealth => ({ ...healthOf([]), confidence: 0.4, lastUsedAtMs })
  const oldMs = ENDED_AT_MS - 91 * DAY_MS
  const old = anArticle({ version: Math.floor((ENDED_AT_MS - 400 * DAY_MS) / 1_000) })

  it('is proposed to be put away, as it is now', async () => {
    const health = new Map([['12', weak(oldMs)]])
    expect(await aDesk({ articles: [old], health }).look()).toMatchObject([
      {
        kind: 'archive_article',
        why: 'unused',
        standing: { boundTo: String(old.version), to: 'archived' },
        sinceMs: oldMs,
      },
    ])
  })

  it('is not while it is used, trusted, or new', async () => {
    const used = new Map([['12', weak(ENDED_AT_MS - DAY_MS)]])
    expect(await aDesk({ articles: [old], health: used }).look()).toEqual([])
    const trusted = new Map([['12', { ...weak(oldMs), confidence: 0.5 }]])
    expect(await aDesk({ articles: [old], health: trusted }).look()).toEqual([])
    const fresh = [anArticle({ version: Math.floor((ENDED_AT_MS - DAY_MS) / 1_000) })]
    expect(await aDesk({ articles: fresh, health: new Map([['12', weak(oldMs)]]) }).look()).toEqual([])
  })

  it('is proposed again once it was used in between', async () => {
    const health = new Map([['12', weak(oldMs)]])
    const desk = aDesk({ articles: [old], health })
    await desk.look()
    health.set('12', weak(oldMs + 12 * 3_600_000))
    expect(await desk.look()).toHaveLength(2)
  })
})

describe('sending what was approved', () => {
  const approved = [aProposal(), aNewArticle({ id: '1764150000001-fedcba9876543210' })]
  const sending = () => {
    const desk = aDesk()
    for (const one of approved) {
      desk.held.set(one.id, one)
      desk.underWay.add(one.id)
    }
    return desk
  }

  it('asks act, and keeps what is on its way or held', async () => {
    for (const answer of ['queued', 'held']) {
      const desk = sending()
      desk.state.answer = answer
      await desk.send()
      expect(desk.asked.map(({ verb }) => verb)).toEqual(['update_article', 'create_article'])
      expect([desk.underWay.size, desk.ends]).toEqual([2, []])
    }
  })

  it('is done with what has ended; where act had no reason, the proposal has one', async () => {
    for (const answer of ['applied', 'failed', 'superseded']) {
      const desk = sending()
      desk.state.answer = answer
      await desk.send()
      expect(desk.underWay.size).toBe(0)
      expect(desk.ends).toEqual(Array(2).fill({ state: 'refused', code: 'not_done', updatedAt: null }))
    }
  })

  it('lets go of what can be done no more, or is gone', async () => {
    const desk = sending()
    desk.held.clear()
    desk.held.set(aProposal().id, aProposal({ state: 'applied' }))
    await desk.send()
    expect([desk.asked, desk.underWay.size, desk.ends]).toEqual([[], 0, []])
  })
})

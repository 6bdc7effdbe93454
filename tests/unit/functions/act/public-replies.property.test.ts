/** Whatever happens in whatever order: what reaches a customer was approved, as things stood, and was sent once. */
import { describe, expect, it } from 'vitest'
import type { Called } from '#chatwoot/called'
import type { KeyedReply } from '#chatwoot/verbs'
import { APPROVAL_MOVES, type ApprovalState } from '#domain/approval'
import { type ActDeps, performActions } from '#functions/act/perform-actions'
import { sha256Hex } from '#runtime/digest'
import { anActionRecord, aReply } from '#tests/support/actions'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'
import { FakeActionStore } from '#tests/support/fake-action-store'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { FakeChatwoot, LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'
import { noProposals } from '#tests/support/no-proposals'
import { fc } from '#tests/support/property'
import { aReadingDesk, noArticles, noCanary, noSweeps } from '#tests/support/readings'
import { recorder } from '#tests/support/recorder'

const TEXTS = ['Your parcel is on its way.', 'Your money is on its way.']
const ACTIONS = ['a', 'b', 'c']
const DRAFTS = ['draft-1', 'draft-2']

/** What people, customers and mishaps do. */
type Step =
  | { readonly do: 'draft'; readonly draft: string; readonly text: string; readonly minutes: number }
  | { readonly do: 'move'; readonly draft: string; readonly to: ApprovalState }
  | { readonly do: 'customer' }
  | { readonly do: 'ask'; readonly action: string; readonly draft: string; readonly text: string }
  | {
      readonly do: 'deliver'
      readonly actions: readonly string[]
      /** Of the next calls, whatever they are. */
      readonly ends: readonly Called<never>[]
      /** Of the next call that would send. */
      readonly endOfSending: Called<never> | null
    }
  | { readonly do: 'stop'; readonly action: string }
  | { readonly do: 'pass'; readonly minutes: number }

const draft = fc.constantFrom(...DRAFTS)
const text = fc.constantFrom(...TEXTS)
const action = fc.constantFrom(...ACTIONS)
const minutes = fc.integer({ min: 1, max: 40 })
const end = fc.constantFrom(
  passing('timed_out', true),
  LOST_ON_THE_WAY,
  passing('rate_limited', false),
  passing('http_502', true),
  { kind: 'refused', code: 'unprocessable' } as const,
)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('draft' as const), draft, text, minutes }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      draft,
      to: fc.constantFrom<ApprovalState>('approved', 'approved', 'approved', 'rejected', 'voided', 'expired'),
    }),
  },
  fc.record({ do: fc.constant('customer' as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), action, draft, text }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
      ends: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(end, { maxLength: 3 })),
      endOfSending: fc.option(end),
    }),
  },
  fc.record({ do: fc.constant('stop' as const), action }),
  fc.record({ do: fc.constant('pass' as const), minutes }),
)

const [first = ''] = TEXTS
const [a = '', b = ''] = ACTIONS
const [approved = ''] = DRAFTS
/** Two actions that want the same approval, which holds: where most can go wrong. */
const RIVALS: readonly Step[] = [
  { do: 'draft', draft: approved, text: first, minutes: 40 },
  { do: 'move', draft: approved, to: 'approved' },
  { do: 'ask', action: a, draft: approved, text: first },
  { do: 'ask', action: b, draft: approved, text: first },
]
const story = fc
  .tuple(fc.constantFrom(RIVALS, []), fc.array(step, { maxLength: 40 }))
  .map(([prelude, steps]) => [...prelude, ...steps])

/** The world, and a judge who keeps books of his own. */
function aWorld() {
  const clock = { nowMs: START_MS }
  const now = () => clock.nowMs
  const store = new FakeActionStore(now)
  const approvals = new FakeApprovalStore(now)
  const drafts = new Map<
    string,
    { text: string; boundTo: number; untilMs: number; state: ApprovalState; sends: number }
  >()
  const asked = new Map<string, { draft: string; text: string }>()
  const stops = new Set<string>()
  const verdicts: string[] = []

  const chatwoot = new (class extends FakeChatwoot {
    override async sendReply(conversationId: number, reply: KeyedReply) {
      const before = this.replies.length
      const called = await super.sendReply(conversationId, reply)
      if (this.replies.length > before) judge(reply)
      return called
    }
  })()

  function judge({ key, text: sent }: KeyedReply): void {
    const wish = asked.get(key)
    const under = drafts.get(wish?.draft ?? '')
    if (wish === undefined || under === undefined) return void verdicts.push('nobody asked, or nothing was drafted')
    under.sends++
    if (sent !== under.text || sent !== wish.text) verdicts.push('another text than was approved')
    if (under.state !== 'approved') verdicts.push(`sent under an approval that is ${under.state}`)
    if (clock.nowMs >= under.untilMs) verdicts.push('the approval had expired')
    if (under.sends > 1) verdicts.push('one approval, two messages')
    if (chatwoot.fromCustomer.some(({ id }) => id > under.boundTo)) verdicts.push('the customer had written again')
    if (chatwoot.replies.filter((reply) => reply.key === key).length > 1) verdicts.push('one action, two messages')
  }

  const { log, count } = recorder()
  const deps: ActDeps = {
    now,
    random: () => 0.5,
    wait: async () => undefined,
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }),
      doubt: () => undefined,
    },
    chatwoot: () => chatwoot,
    beginTry: store.beginTry.bind(store),
    // The function may stop between sending and writing down that it did.
    settle: async (key, ending) => {
      if (stops.delete(key.id)) throw new Error('stopped')
      return store.settle(key, ending)
    },
    noteError: store.noteError.bind(store),
    hold: store.hold.bind(store),
    approvals,
    textHash: sha256Hex,
    replyMaxAgeMs: 15 * 60_000,
    isOff: async () => false,
    noteKey: (id) => id,
    readings: aReadingDesk().deps,
    sweeps: noSweeps,
    articles: noArticles,
    canary: noCanary,
    proposals: noProposals,
    count,
    log,
  }

  /** Each in a batch of its own, and all at once: nothing but the claim keeps them apart. */
  async function deliver(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.flatMap((name) => {
        const wish = asked.get(name)
        if (wish === undefined) return []
        const reply = aReply({ id: name, approvalId: wish.draft, text: wish.text })
        return [performActions([anActionRecord(reply)], deps)]
      }),
    )
  }

  async function take(one: Step): Promise<void> {
    switch (one.do) {
      case 'draft': {
        // An approval is made once.
        if (drafts.has(one.draft)) return
        const boundTo = chatwoot.lastMessageId
        const untilMs = clock.nowMs + one.minutes * 60_000
        drafts.set(one.draft, { text: one.text, boundTo, untilMs, state: 'pending_review', sends: 0 })
        approvals.put(
          anApproval({
            id: one.draft,
            state: 'pending_review',
            textHash: sha256Hex(one.text),
            boundTo: { conversationVersion: 1, lastMessageId: boundTo },
            decidedBy: null,
            decidedAtMs: null,
            expiresAtMs: untilMs,
          }),
        )
        return
      }
      case 'move': {
        const held = await approvals.get(anApproval({ id: one.draft }))
        const known = drafts.get(one.draft)
        if (held === undefined || known === undefined || !APPROVAL_MOVES[held.state].includes(one.to)) return
        known.state = one.to
        const by = one.to === 'approved' ? { decidedBy: 'avery', decidedAtMs: clock.nowMs } : {}
        return approvals.put({ ...held, ...by, state: one.to })
      }
      case 'customer':
        chatwoot.customerWrites(clock.nowMs)
        return
      case 'ask':
        if (asked.has(one.action)) return
        asked.set(one.action, { draft: one.draft, text: one.text })
        await store.enlist(aReply({ id: one.action, approvalId: one.draft, text: one.text }))
        return
      case 'deliver':
        chatwoot.failNext(...one.ends)
        if (one.endOfSending !== null) {
          const end = one.endOfSending
          chatwoot.before.set('sendReply', () => chatwoot.failNext(end))
        }
        return deliver(one.actions)
      case 'stop':
        stops.add(one.action)
        return
      case 'pass':
        clock.nowMs += one.minutes * 60_000
    }
  }
  return { take, deliver, chatwoot, verdicts, store }
}

describe('replies to customers', () => {
  it('are sent under one approval each that held at that moment, and once', async () => {
    let sent = 0
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const { take, deliver, chatwoot, verdicts } = aWorld()
        for (const one of steps) await take(one)
        // Whatever is still on its way comes back, and nothing fails any more.
        for (const _ of [1, 2, 3, 4]) await deliver(ACTIONS)
        expect(verdicts).toEqual([])
        sent += chatwoot.replies.length
      }),
    )
    // The property is worth something only where replies do go out.
    expect(sent).toBeGreaterThan(0)
  })

  it('are found again and not repeated when every answer is lost', async () => {
    const { take, deliver, chatwoot, verdicts, store } = aWorld()
    await take({ do: 'draft', draft: 'draft-1', text: 'Your parcel is on its way.', minutes: 40 })
    await take({ do: 'move', draft: 'draft-1', to: 'approved' })
    await take({ do: 'ask', action: 'a', draft: 'draft-1', text: 'Your parcel is on its way.' })
    chatwoot.before.set('sendReply', () => chatwoot.failNext(passing('timed_out', true)))
    await deliver(['a'])
    expect([chatwoot.replies.length, store.find(aReply({ id: 'a' }))?.state]).toEqual([1, 'queued'])
    // By now the approval would not hold any more; what was sent, was sent.
    await take({ do: 'customer' })
    await deliver(['a'])
    expect([chatwoot.replies.length, store.find(aReply({ id: 'a' }))?.state]).toEqual([1, 'applied'])
    expect(verdicts).toEqual([])
  })
})

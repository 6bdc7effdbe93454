/** A world of drafts, people, customers and mishaps around replies, and a judge who keeps books of his own. */
import type { Called } from '#chatwoot/called'
import type { KeyedReply } from '#chatwoot/verbs'
import { TEMPLATE } from '#domain/action'
import { APPROVAL_MOVES, type Approval, type ApprovalState } from '#domain/approval'
import { type ActDeps, performActions } from '#functions/act/perform-actions'
import { sha256Hex } from '#runtime/digest'
import { anActionRecord, aReply } from './actions.ts'
import { RECEIPT } from './approval-story.ts'
import { anApproval } from './approvals.ts'
import { CONVERSATION_ID, START_MS } from './builders.ts'
import { FakeActionStore } from './fake-action-store.ts'
import { FakeApprovalStore } from './fake-approval-store.ts'
import { FakeChatwoot } from './fake-chatwoot.ts'
import { noProposals } from './no-proposals.ts'
import { aReadingDesk, noArticles, noCanary, noSweeps } from './readings.ts'
import { recorder } from './recorder.ts'

export const REPLY_MAX_AGE_MS = 15 * 60_000
/** Who approves a draft: `nobody` where its state alone says so. */
export const APPROVERS = ['person', 'policy', 'seeded', 'nobody'] as const
export type Approver = (typeof APPROVERS)[number]
export const REPLY_SWITCHES = ['act', 'act.send_public_reply', 'outage', 'autonomy'] as const
export type ReplySwitch = (typeof REPLY_SWITCHES)[number]
/** Where the function stops: right after claiming, before it has noted the message, or before the end is written. */
export type Stop = 'claim' | 'noteSent' | 'settle'

/** What can happen at any moment, also between act's look and its next step. */
export type Happening =
  | { readonly do: 'move'; readonly draft: string; readonly to: ApprovalState }
  | { readonly do: 'edit'; readonly draft: string; readonly text: string }
  | { readonly do: 'customer' }
  /** A colleague answers by hand. */
  | { readonly do: 'colleague' }
  | { readonly do: 'pass'; readonly minutes: number }

export type Step =
  | Happening
  | {
      readonly do: 'draft'
      readonly draft: string
      readonly text: string
      readonly minutes: number
      readonly by: Approver
    }
  | {
      readonly do: 'ask'
      readonly action: string
      readonly draft: string
      readonly text: string
      /** Stored as requested; otherwise only the message is there. */
      readonly isEnlisted: boolean
      readonly isElsewhere: boolean
    }
  | {
      readonly do: 'deliver'
      readonly actions: readonly string[]
      /** Of the next calls, whatever they are. */
      readonly ends: readonly Called<never>[]
      /** Of the next call that would send. */
      readonly endOfSending: Called<never> | null
      /** After act has read the approval, and before it hears what the customer wrote last. */
      readonly meanwhile: Happening | null
    }
  | { readonly do: 'stop'; readonly action: string; readonly at: Stop }
  | { readonly do: 'turn'; readonly name: ReplySwitch; readonly off: boolean }
  | { readonly do: 'window'; readonly isOpen: boolean }
  | { readonly do: 'release' }

type Books = {
  text: string
  boundTo: number
  untilMs: number
  state: ApprovalState
  by: Approver
  sends: number
  decidedAtMs: number
}
type Wish = {
  readonly draft: string
  readonly text: string
  readonly atMs: number
  readonly isEnlisted: boolean
  readonly isElsewhere: boolean
}

export function aReplyWorld() {
  const clock = { nowMs: START_MS }
  const now = () => clock.nowMs
  const store = new FakeActionStore(now)
  const approvals = new FakeApprovalStore(now)
  const drafts = new Map<string, Books>()
  const asked = new Map<string, Wish>()
  const stops = new Map<string, Stop>()
  const off = new Set<string>()
  const verdicts: string[] = []
  const stopAt = (action: string, at: Stop): void => {
    if (stops.get(action) !== at) return
    stops.delete(action)
    throw new Error('stopped')
  }

  const chatwoot = new (class extends FakeChatwoot {
    override async sendReply(conversationId: number, reply: KeyedReply) {
      const before = this.replies.length
      const called = await super.sendReply(conversationId, reply)
      if (this.replies.length > before) judge(conversationId, reply)
      return called
    }
  })()

  const answersSince = ({ boundTo }: Books) => chatwoot.byHand.filter(({ id }) => id > boundTo)

  function judge(conversationId: number, { key, text: sent }: KeyedReply): void {
    const wish = asked.get(key)
    const under = drafts.get(wish?.draft ?? '')
    if (wish === undefined || under === undefined) return void verdicts.push('nobody asked, or nothing was drafted')
    under.sends++
    const wrongs: readonly (readonly [boolean, string])[] = [
      [conversationId !== CONVERSATION_ID || wish.isElsewhere, 'to another customer'],
      [!wish.isEnlisted, 'nobody had asked for it'],
      [sent !== under.text || sent !== wish.text, 'another text than was approved'],
      [TEMPLATE.test(sent), 'a text that Chatwoot makes another of'],
      [under.state !== 'approved', `sent under an approval that is ${under.state}`],
      [under.by === 'seeded', 'a draft that is wrong on purpose'],
      [under.by === 'nobody', 'approved by nobody'],
      [clock.nowMs >= under.untilMs, 'the approval had expired'],
      [clock.nowMs - wish.atMs > REPLY_MAX_AGE_MS, 'long after it was asked for'],
      [under.sends > 1, 'one approval, two messages'],
      [!chatwoot.assigned.canReply, 'by a channel that lets nothing through'],
      [chatwoot.fromCustomer.some(({ id }) => id > under.boundTo), 'the customer had written again'],
      [chatwoot.replies.filter((reply) => reply.key === key).length > 1, 'one action, two messages'],
      [off.has('act') || off.has('act.send_public_reply') || off.has('outage'), 'although it was switched off'],
      [under.by === 'policy' && off.has('autonomy'), 'by a policy that was switched off'],
      [
        answersSince(under).some(({ atMs }) => atMs > under.decidedAtMs),
        'a colleague had answered after it was approved',
      ],
      [under.by === 'policy' && answersSince(under).length > 0, 'a colleague had answered, and no person has approved'],
    ]
    verdicts.push(...wrongs.flatMap(([isWrong, why]) => (isWrong ? [why] : [])))
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
    settle: async (key, ending) => {
      stopAt(key.id, 'settle')
      return store.settle(key, ending)
    },
    noteError: store.noteError.bind(store),
    touchedSince: store.touchedSince.bind(store),
    hold: store.hold.bind(store),
    approvals: {
      get: approvals.get.bind(approvals),
      keepDraft: approvals.keepDraft.bind(approvals),
      claim: async (approval, actionId) => {
        const isTheirs = await approvals.claim(approval, actionId)
        stopAt(actionId, 'claim')
        return isTheirs
      },
      noteSent: async (key, sent) => {
        stopAt(sent.actionId, 'noteSent')
        return approvals.noteSent(key, sent)
      },
    },
    textHash: sha256Hex,
    replyMaxAgeMs: REPLY_MAX_AGE_MS,
    isOff: async (_account, name) => off.has(name),
    noteKey: (id) => id,
    readings: aReadingDesk().deps,
    sweeps: noSweeps,
    articles: noArticles,
    canary: noCanary,
    proposals: noProposals,
    count,
    log,
  }

  const replyOf = (name: string, { draft, text, atMs, isElsewhere }: Wish) =>
    aReply({
      ...{ id: name, approvalId: draft, text, requestedAtMs: atMs },
      ...(isElsewhere ? { conversationId: CONVERSATION_ID + 1 } : {}),
    })

  /** Each in a batch of its own, and all at once: nothing but the claim keeps them apart. */
  async function deliver(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.flatMap((name) => {
        const wish = asked.get(name)
        return wish === undefined ? [] : [performActions([anActionRecord(replyOf(name, wish))], deps)]
      }),
    )
  }

  /** Not awaited anywhere: it happens at once, in the middle of something else. */
  function happen(one: Happening): void {
    if (one.do === 'pass') clock.nowMs += one.minutes * 60_000
    else if (one.do === 'customer') chatwoot.customerWrites(clock.nowMs)
    else if (one.do === 'colleague') chatwoot.operatorWrites(clock.nowMs)
    else changeDraft(one)
  }

  function changeDraft(one: Happening & { draft: string }): void {
    const known = drafts.get(one.draft)
    const held = approvals.peek(anApproval({ id: one.draft }))
    if (held === undefined || known === undefined) return
    if (one.do === 'edit') {
      if (held.state !== 'pending_review') return
      known.text = one.text
      approvals.put({ ...held, text: one.text, textHash: sha256Hex(one.text) })
      return
    }
    // What was given to an action is ended by that action's end alone.
    if (one.do !== 'move' || held.state === 'applied' || !APPROVAL_MOVES[held.state].includes(one.to)) return
    known.state = one.to
    if (one.to === 'approved') known.decidedAtMs = clock.nowMs
    const isGiven = one.to === 'approved' && known.by !== 'nobody'
    approvals.put({ ...held, ...(isGiven ? given(known) : {}), state: one.to })
  }

  const given = ({ by }: Books): Partial<Approval> => ({
    ...{ decidedBy: by === 'policy' ? 'policy:drafts@3' : 'avery', decidedAtMs: clock.nowMs },
    ...(by === 'policy' ? { receipt: RECEIPT, grades: null } : {}),
  })

  function open({ draft, text, minutes, by }: Step & { do: 'draft' }): void {
    // An approval is made once.
    if (drafts.has(draft)) return
    const boundTo = chatwoot.lastMessageId
    const untilMs = clock.nowMs + minutes * 60_000
    drafts.set(draft, { text, boundTo, untilMs, state: 'pending_review', by, sends: 0, decidedAtMs: 0 })
    const fresh = anApproval({ id: draft, state: 'pending_review', text, textHash: sha256Hex(text) })
    approvals.put({
      ...fresh,
      ...(by === 'seeded' ? { source: { ...fresh.source, kind: 'seeded' } } : {}),
      ...{ boundTo: { conversationVersion: 1, lastMessageId: boundTo }, expiresAtMs: untilMs },
      ...{ decidedBy: null, decidedAtMs: null },
    })
  }

  async function ask({ action, draft, text, isEnlisted, isElsewhere }: Step & { do: 'ask' }): Promise<void> {
    if (asked.has(action)) return
    const wish = { draft, text, atMs: clock.nowMs, isEnlisted, isElsewhere }
    asked.set(action, wish)
    if (isEnlisted) await store.enlist(replyOf(action, wish))
  }

  /** Outage mode is over: what it held comes again. */
  async function release(): Promise<void> {
    if (off.has('outage')) return
    for (const entry of await store.heldActions.list('shop')) {
      await store.heldActions.release(entry)
      await store.heldActions.forget(entry)
    }
  }

  async function take(one: Step): Promise<void> {
    switch (one.do) {
      case 'draft':
        return open(one)
      case 'ask':
        return ask(one)
      case 'deliver': {
        const { endOfSending, meanwhile } = one
        chatwoot.failNext(...one.ends)
        if (endOfSending !== null) chatwoot.before.set('sendReply', () => chatwoot.failNext(endOfSending))
        if (meanwhile !== null) chatwoot.before.set('messagesAfter', () => happen(meanwhile))
        return deliver(one.actions)
      }
      case 'stop':
        stops.set(one.action, one.at)
        return
      case 'turn':
        if (one.off) off.add(one.name)
        else off.delete(one.name)
        return
      case 'window':
        chatwoot.assigned = { ...chatwoot.assigned, canReply: one.isOpen }
        return
      case 'release':
        return release()
      default:
        return happen(one)
    }
  }

  /** Nothing fails any more, and everything comes once more until it has ended. */
  async function calm(names: readonly string[]): Promise<void> {
    chatwoot.calm()
    stops.clear()
    off.clear()
    await release()
    for (const _ of [1, 2, 3, 4]) await deliver(names)
  }

  /** What is with the customer and is not written down so. */
  async function untold(): Promise<readonly string[]> {
    const told = await Promise.all(
      chatwoot.replies.map(async ({ key, id }) => {
        const wish = asked.get(key)
        if (wish === undefined) return key
        const isApplied = store.find(replyOf(key, wish))?.state === 'applied'
        const approval = await approvals.get(anApproval({ id: wish.draft }))
        return isApplied && approval?.messageId === id ? null : key
      }),
    )
    return told.flatMap((key) => key ?? [])
  }

  return { take, deliver, calm, untold, chatwoot, verdicts, store }
}

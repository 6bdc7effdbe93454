import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { type ActDeps, performActions } from '#functions/act/perform-actions'
import { sha256Hex } from '#runtime/digest'
import {
  aLabel,
  aNote,
  anActionRecord,
  anOperatorAssignment,
  aPriority,
  aReply,
  aTeamAssignment,
} from '#tests/support/actions'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'
import { FakeActionStore } from '#tests/support/fake-action-store'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { FakeChatwoot, LOST_ON_THE_WAY, passing } from '#tests/support/fake-chatwoot'
import { noProposals } from '#tests/support/no-proposals'
import { aReadingDesk, aReadingRequest, noArticles, noCanary, noSweeps } from '#tests/support/readings'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'

const access = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const done = { kind: 'done' }
const retry = { kind: 'retry' }
/** A message that may be on its way still is not looked for at once. */
const unsure = { kind: 'retry', afterS: 60 }

function aWorker(changes: Partial<ActDeps> = {}) {
  const clock = { nowMs: START_MS + 5_000 }
  const now = () => clock.nowMs
  const store = new FakeActionStore(now)
  const chatwoot = new FakeChatwoot()
  const approvals = new FakeApprovalStore(now)
  const off = new Set<string>()
  const doubts: string[] = []
  const { log, count, counts, lines, codes } = recorder()
  const deps: ActDeps = {
    now,
    random: () => 0.5,
    wait: async () => undefined,
    book: { find: async () => access, doubt: () => doubts.push('doubt') },
    chatwoot: () => chatwoot,
    beginTry: store.beginTry.bind(store),
    settle: store.settle.bind(store),
    noteError: store.noteError.bind(store),
    touchedSince: store.touchedSince.bind(store),
    hold: store.hold.bind(store),
    approvals,
    textHash: sha256Hex,
    replyMaxAgeMs: 15 * 60_000,
    isOff: async (account, name) => off.has(`${account} ${name}`),
    noteKey: (id) => `key of ${id}`,
    readings: aReadingDesk({ now, log, count }).deps,
    sweeps: noSweeps,
    articles: noArticles,
    canary: noCanary,
    proposals: noProposals,
    count,
    log,
    ...changes,
  }
  const perform = async (...records: ReturnType<typeof aRecord>[]) =>
    Object.fromEntries(await performActions(records, deps))
  const enlisted = async (action: Action): Promise<Action> => {
    await store.enlist(action)
    return action
  }
  return { perform, enlisted, store, chatwoot, approvals, off, clock, doubts, counts, lines, codes }
}
const notes = (...ids: string[]) => ids.map((id) => aNote({ id }))

describe('performing an action', () => {
  it('ends it as applied', async () => {
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'applied', attempts: 1 })
    expect(chatwoot.notes.map(({ key }) => key)).toEqual(['key of a'])
    expect(counts).toEqual({ ActionsApplied: 1 })
    expect(lines).toEqual([
      {
        level: 'info',
        code: 'action_applied',
        fields: {
          actionId: 'a',
          account: 'shop',
          conversationId: 1042,
          verb: 'add_note',
          reason: 'first-response-breached',
          correlationId: 'corr-1',
          already: false,
          tookMs: 5_000,
        },
      },
    ])
  })

  it.each(['applied', 'failed', 'superseded'] as const)('that is %s does nothing', async (state) => {
    const { perform, enlisted, store, chatwoot, counts } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    await store.settle(action, state === 'applied' ? { state } : { state, code: 'conversation_gone' })
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(chatwoot.calls).toEqual([])
    expect(counts).toEqual({ ActionsRepeated: 1 })
  })

  it('waits while outage mode is on, untried, and is performed once it comes again', async () => {
    const { perform, enlisted, store, chatwoot, off, counts, codes } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    off.add('shop outage')
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect([store.find(action)?.state, store.find(action)?.attempts, chatwoot.calls]).toEqual(['held', 0, []])
    expect([counts, codes()]).toEqual([{ ActionsHeld: 1 }, ['action_held']])
    // its message may come twice
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    off.clear()
    const [entry] = await store.heldActions.list('shop')
    const released = entry === undefined ? undefined : await store.heldActions.release(entry)
    expect(released).toEqual(action)
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect([store.find(action)?.state, chatwoot.notes.length]).toEqual(['applied', 1])
  })

  it('that is switched off ends also while outage mode is on', async () => {
    const { perform, enlisted, store, off } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    off.add('shop outage').add('shop act.add_note')
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'superseded', lastError: 'switched_off' })
  })

  it('that nobody asked for is for the dead-letter queue', async () => {
    const { perform, chatwoot } = aWorker()
    expect(await perform(anActionRecord(aNote({ id: 'a' })))).toMatchObject({
      a: { kind: 'dead', reason: 'unknown_action' },
    })
    expect(chatwoot.calls).toEqual([])
  })

  it('that cannot be read is for the dead-letter queue', async () => {
    const { perform } = aWorker()
    expect(await perform(aRecord({ messageId: 'a', body: '{"verb":"paint"}' }))).toEqual({
      a: { kind: 'dead', reason: 'malformed_action', detail: expect.stringContaining('verb: ') },
    })
  })

  it('that Chatwoot refuses ends as failed, with the code in its item', async () => {
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    chatwoot.failNext({ kind: 'refused', code: 'conversation_gone' })
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'failed', lastError: 'conversation_gone' })
    expect(counts).toEqual({ ActionsFailed: 1 })
    expect(lines[0]).toMatchObject({ level: 'error', code: 'action_failed', fields: { error: 'conversation_gone' } })
  })

  it('that has to wait stays queued and says why', async () => {
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    chatwoot.failNext(passing('http_503', true))
    expect(await perform(anActionRecord(action))).toEqual({ a: unsure })
    expect(store.find(action)).toMatchObject({ state: 'queued', attempts: 1, lastError: 'http_503' })
    expect(lines[0]).toMatchObject({ level: 'warn', code: 'action_postponed', fields: { error: 'http_503' } })
    expect(counts).toEqual({})
  })

  it('whose token is refused comes back, is logged as an error, and has the secret read again', async () => {
    const { perform, enlisted, store, chatwoot, doubts, lines } = aWorker()
    const action = await enlisted(aNote({ id: 'a' }))
    chatwoot.failNext({ kind: 'denied', code: 'token_refused' })
    expect(await perform(anActionRecord(action))).toEqual({ a: retry })
    expect(store.find(action)).toMatchObject({ state: 'queued', lastError: 'token_refused' })
    expect(lines[0]).toMatchObject({ level: 'error', code: 'token_refused' })
    expect(doubts).toHaveLength(1)
  })

  it('of an account whose token was never given fails in peace: that is a choice', async () => {
    const book = { find: async () => undefined, doubt: () => undefined }
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker({ book })
    const action = await enlisted(aNote({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'failed', lastError: 'no_chatwoot_access' })
    expect(counts).toEqual({ ActionsWithoutAccess: 1 })
    expect(lines[0]).toMatchObject({ level: 'warn', code: 'no_chatwoot_access' })
    expect(chatwoot.calls).toEqual([])
  })

  it('that a person was first with is superseded, and nothing is failed', async () => {
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker()
    chatwoot.assigned = { ...chatwoot.assigned, operatorId: 42 }
    const action = await enlisted(anOperatorAssignment({ id: 'a', expects: { operatorId: null } }))
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'superseded', lastError: 'human_won' })
    expect(counts).toEqual({ ActionsSuperseded: 1 })
    expect(lines[0]).toMatchObject({ level: 'info', code: 'action_superseded', fields: { why: 'human_won' } })
  })

  it("that answers a customer without an approval fails, and is nobody's fault", async () => {
    const { perform, enlisted, store, chatwoot, counts, lines } = aWorker()
    const action = await enlisted(aReply({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'failed', lastError: 'no_approval' })
    expect(counts).toEqual({ RepliesUnapproved: 1 })
    expect(lines[0]).toMatchObject({ level: 'warn', code: 'reply_unapproved', fields: { why: 'no_approval' } })
    expect(JSON.stringify(lines)).not.toContain('parcel')
    expect(chatwoot.replies).toEqual([])
  })

  it.each([
    ['act', true],
    ['act.add_note', true],
    ['act.set_priority', false],
    ['route', false],
  ])('while %s is switched off is superseded: %s', async (name, superseded) => {
    const { perform, enlisted, store, chatwoot, off } = aWorker()
    off.add(`shop ${name}`)
    const action = await enlisted(aNote({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject(
      superseded ? { state: 'superseded', lastError: 'switched_off' } : { state: 'applied' },
    )
    expect(chatwoot.calls).toEqual(superseded ? [] : ['addNote'])
  })

  it('ends as sent where it is switched off after a try that had reached the customer without an answer', async () => {
    const { perform, enlisted, store, chatwoot, approvals, off, counts } = aWorker()
    approvals.put(anApproval())
    const action = await enlisted(aReply({ id: 'a' }))
    chatwoot.before.set('sendReply', () => chatwoot.failNext(passing('timed_out', true)))
    expect(await perform(anActionRecord(action))).toEqual({ a: unsure })
    off.add('shop act')
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'applied', attempts: 2 })
    expect((await approvals.get(anApproval()))?.messageId).toBe(chatwoot.replies[0]?.id)
    expect([chatwoot.replies.length, counts]).toEqual([1, { ActionsApplied: 1, ActionsRepeated: 1 }])
  })

  it('ends, and is sent no more, where it is switched off after a try that had not', async () => {
    const { perform, enlisted, store, chatwoot, approvals, off } = aWorker()
    approvals.put(anApproval())
    const action = await enlisted(aReply({ id: 'a' }))
    chatwoot.before.set('sendReply', () => chatwoot.failNext(LOST_ON_THE_WAY))
    expect(await perform(anActionRecord(action))).toEqual({ a: unsure })
    off.add('shop act.send_public_reply')
    chatwoot.failNext(passing('http_503', false))
    chatwoot.before.set('findOwn', () => chatwoot.failNext(passing('http_503', false)))
    expect(await perform(anActionRecord(action))).toEqual({ a: retry })
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(store.find(action)).toMatchObject({ state: 'superseded', lastError: 'switched_off' })
    expect(chatwoot.replies).toEqual([])
  })

  it('comes back while nobody can tell whether it is switched off', async () => {
    const isOff = async () => {
      throw new Error('down')
    }
    const { perform, enlisted, chatwoot } = aWorker({ isOff })
    expect(await perform(anActionRecord(await enlisted(aNote({ id: 'a' }))))).toEqual({ a: retry })
    expect(chatwoot.calls).toEqual([])
  })

  it('waits while the secret cannot be read', async () => {
    const book = { find: async () => 'unavailable' as const, doubt: () => undefined }
    const { perform, enlisted, store } = aWorker({ book })
    const action = await enlisted(aNote({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: retry })
    expect(store.find(action)).toMatchObject({ state: 'queued', lastError: 'chatwoot_access_unavailable' })
  })

  it('comes back when the table fails, and what was done meanwhile is not done again', async () => {
    const down = { settle: true }
    const worker = aWorker({
      settle: async (key, end) => {
        if (down.settle) throw new Error('down')
        return worker.store.settle(key, end)
      },
    })
    const { perform, enlisted, store, chatwoot, counts, codes } = worker
    const action = await enlisted(aNote({ id: 'a' }))
    expect(await perform(anActionRecord(action))).toEqual({ a: retry })
    expect(codes()).toEqual(['action_interrupted'])
    down.settle = false
    expect(await perform(anActionRecord(action))).toEqual({ a: done })
    expect(chatwoot.notes).toHaveLength(1)
    expect(store.find(action)).toMatchObject({ state: 'applied', attempts: 2 })
    expect(counts).toEqual({ ActionsApplied: 1, ActionsRepeated: 1 })
  })

  it('logs nothing of a note, a name or a token, however it ends', async () => {
    const { perform, enlisted, chatwoot, lines } = aWorker()
    chatwoot.failNext({ kind: 'refused', code: 'unprocessable' }, passing('http_500', true))
    for (const action of notes('a', 'b', 'c')) await perform(anActionRecord(await enlisted(action)))
    expect(lines).toHaveLength(3)
    expect(JSON.stringify(lines)).not.toMatch(/late|Avery|EXAMPLE/)
  })
})

describe('an action that comes late', () => {
  const early = aPriority({ id: 'early', priority: 'urgent', requestedAtMs: START_MS })
  const later = aPriority({ id: 'later', priority: 'low', requestedAtMs: START_MS + 1_000 })

  it('does not undo what was asked for after it and is done', async () => {
    const { perform, enlisted, store, chatwoot, counts } = aWorker()
    await enlisted(early)
    chatwoot.failNext(passing('http_503', true), passing('http_503', true))
    expect(await perform(anActionRecord(early))).toEqual({ early: retry })
    expect(await perform(anActionRecord(await enlisted(later)))).toEqual({ later: done })
    expect(await perform(anActionRecord(early))).toEqual({ early: done })
    expect(store.find(early)).toMatchObject({ state: 'superseded', lastError: 'overtaken' })
    expect([chatwoot.assigned.priority, counts]).toEqual(['low', { ActionsApplied: 1, ActionsSuperseded: 1 }])
  })

  it('does not either where its first try comes late: outage mode had held it', async () => {
    const { perform, enlisted, store, chatwoot, clock } = aWorker()
    await perform(anActionRecord(await enlisted(later)))
    clock.nowMs = START_MS + 600_000
    expect(await perform(anActionRecord(await enlisted(early)))).toEqual({ early: done })
    expect([store.find(early)?.lastError, chatwoot.assigned.priority]).toEqual(['overtaken', 'low'])
  })

  it('is done where nothing else has set the same since', async () => {
    const { perform, enlisted, store, chatwoot, clock } = aWorker()
    await perform(anActionRecord(await enlisted(aLabel({ label: 'vip' }))))
    clock.nowMs = START_MS + 600_000
    expect(await perform(anActionRecord(await enlisted(early)))).toEqual({ early: done })
    expect([store.find(early)?.state, chatwoot.assigned.priority]).toEqual(['applied', 'urgent'])
  })

  it('asks for nothing else while it is in its turn', async () => {
    const touchedSince = async () => {
      throw new Error('not asked for')
    }
    const { perform, enlisted } = aWorker({ touchedSince })
    expect(await perform(anActionRecord(await enlisted(early)))).toEqual({ early: done })
  })
})

describe('performing a reading', () => {
  const asked = (messageId: string) => aRecord({ messageId, body: JSON.stringify(aReadingRequest()) })

  it('needs no item, and is no action', async () => {
    const { perform, counts } = aWorker()
    expect(await perform(asked('a'))).toEqual({ a: done })
    expect(counts).toEqual({ ReadingsAnswered: 1 })
  })

  it('comes back when the answer cannot be sent', async () => {
    const { deps: readings } = aReadingDesk()
    const answer = async () => {
      throw new Error('down')
    }
    const { perform, codes } = aWorker({ readings: { ...readings, answer } })
    expect(await perform(asked('a'))).toEqual({ a: retry })
    expect(codes()).toEqual(['reading_interrupted'])
  })
})

describe('performing a batch', () => {
  it('keeps the order of a conversation, up to the first action that comes back', async () => {
    const { perform, enlisted, chatwoot, store } = aWorker()
    const actions = notes('a', 'b', 'c')
    for (const action of actions) await enlisted(action)
    chatwoot.failNext(passing('http_500', true))
    expect(await perform(...actions.map((action) => anActionRecord(action)))).toEqual({ a: unsure })
    expect(store.find(aNote({ id: 'b' }))).toMatchObject({ attempts: 0 })
  })

  it('goes on after an action that has failed for good or cannot be read', async () => {
    const { perform, enlisted, chatwoot } = aWorker()
    const [first, second] = notes('a', 'b')
    for (const action of notes('a', 'b')) await enlisted(action)
    chatwoot.failNext({ kind: 'refused', code: 'unprocessable' })
    const unreadable = aRecord({ messageId: 'x', body: 'no', groupId: 'shop#1042' })
    const outcomes = await perform(anActionRecord(first ?? aNote()), unreadable, anActionRecord(second ?? aNote()))
    expect(outcomes).toMatchObject({ a: done, x: { kind: 'dead' }, b: done })
  })

  it('lets no conversation wait for another', async () => {
    const { perform, enlisted, chatwoot } = aWorker()
    const [here, there] = [
      await enlisted(aNote({ id: 'a' })),
      await enlisted(aTeamAssignment({ id: 'b', conversationId: 7 })),
    ]
    chatwoot.failNext(passing('http_500', true))
    expect(await perform(anActionRecord(here), anActionRecord(there))).toEqual({ a: unsure, b: done })
  })

  it('gives each try a time by which it ends, well before the function does', async () => {
    const untils: number[] = []
    const chatwoot = new FakeChatwoot()
    const open = (_access: unknown, untilMs: number) => {
      untils.push(untilMs)
      return chatwoot
    }
    const { perform, enlisted, clock } = aWorker({ chatwoot: open })
    await perform(anActionRecord(await enlisted(aNote({ id: 'a' }))))
    expect(untils).toEqual([clock.nowMs + 40_000])
  })

  it('begins nothing that could outlast the function', async () => {
    const worker = aWorker({
      beginTry: async (key) => {
        worker.clock.nowMs += 25_000
        return worker.store.beginTry(key)
      },
    })
    const actions = notes('a', 'b')
    for (const action of actions) await worker.enlisted(action)
    expect(await worker.perform(...actions.map((action) => anActionRecord(action)))).toEqual({ a: done })
    expect(worker.store.find(aNote({ id: 'b' }))).toMatchObject({ attempts: 0 })
  })
})

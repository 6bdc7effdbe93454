import { describe, expect, it } from 'vitest'
import { escalationId } from '#domain/escalation-id'
import type { EscalationEvent } from '#domain/escalation-record'
import { anEscalationEvent, ESCALATION_KEY } from '#tests/support/escalations'
import { AVERY, aCaller, aDesk, DELIVERED, MINUTE_MS, NOW_MS, onBus, REFUSED } from './an-escalate-desk.ts'

const ID = escalationId(ESCALATION_KEY)
const done = { kind: 'done' }
const retry = { kind: 'retry' }
const raised = anEscalationEvent('escalation.raised.v1')
/** A rung a minute. */
const rung = (nth: number, rungName: string) =>
  anEscalationEvent(
    'escalation.rung_reached.v1',
    { rung: nth, rungName, acknowledgeByMs: NOW_MS + 10 * MINUTE_MS },
    { version: 2 + nth, n: 1 },
  )
const [assignee, leads, onCall, executives] = [
  rung(0, 'assignee'),
  rung(1, 'leads'),
  rung(2, 'on-call'),
  rung(3, 'executives'),
]
const of = (event: EscalationEvent) => ({ [event.id]: done })

describe('a rung of the ladder', () => {
  it('asks the assignee in a note, and does what else it says, in this order', async () => {
    const { work, actions, conversations, records, counts } = aDesk()
    conversations.set(1042, aCaller({ assignee: AVERY }))
    expect(await work(onBus(raised), onBus(assignee))).toEqual({ ...of(raised), ...of(assignee) })
    const asked = { account: 'shop', conversationId: 1042, reason: 'An answer is late', requestedAtMs: NOW_MS }
    expect(actions).toEqual([
      {
        ...asked,
        id: `${ID}/0/0`,
        correlationId: 'corr-2',
        verb: 'add_note',
        text: expect.stringContaining('first response overdue since 11:30 (Europe/Berlin)'),
        mention: { id: 41, name: 'Avery Example' },
        mentionTeam: null,
      },
      { ...asked, id: `${ID}/0/1`, correlationId: 'corr-2', verb: 'set_priority', priority: 'urgent' },
    ])
    expect(records.find(ESCALATION_KEY)?.done).toEqual([`${ID}/0/0`, `${ID}/0/1`])
    expect(counts).toEqual({ EscalationsRaised: 1, RungsReached: 1 })
  })

  it('gives the note the link by which the escalation is acknowledged', async () => {
    const { work, actions } = aDesk()
    await work(onBus(assignee))
    expect(actions[0]).toMatchObject({
      text: expect.stringContaining(
        `[Acknowledge](https://desk.example.com/?account=shop&conversation=1042&escalation=${ID})`,
      ),
    })
  })

  it.each([
    ['nobody', null],
    ['a bot', { id: 7, kind: 'bot', name: 'Helper' } as const],
  ])('mentions the team where %s has it', async (_, who) => {
    const { work, actions, conversations } = aDesk()
    conversations.set(1042, aCaller({ assignee: who }))
    await work(onBus(assignee))
    expect(actions[0]).toMatchObject({ mention: null, mentionTeam: { id: 5, name: 'Billing' } })
  })

  it('mentions nobody where there is nobody, and no team', async () => {
    const { work, actions, conversations } = aDesk()
    conversations.set(1042, aCaller({ team: null }))
    await work(onBus(assignee))
    expect(actions[0]).toMatchObject({ mention: null, mentionTeam: null })
  })

  it('tells a target what was tried before, and until when somebody has to take it', async () => {
    const { work, actions, sent, records } = aDesk()
    await work(onBus(raised), onBus(assignee), onBus(leads))
    expect(actions.at(-1)).toMatchObject({ verb: 'assign_team', teamId: 7, id: `${ID}/1/0` })
    expect(sent).toEqual([
      {
        target: 'leads',
        notice: {
          ...{ key: `escalation:${ID}`, action: 'trigger', severity: 'warning', atMs: NOW_MS },
          title: 'Conversation 1042 (Billing): first response overdue since 11:30 (Europe/Berlin), nobody has it',
          lines: [
            'In inbox 11, team Billing, no priority, 0 labels, nobody has it',
            'Customer waits since 11:00 (Europe/Berlin), 45 min',
            'First response overdue since 11:30 (Europe/Berlin)',
            'Tried at 11:00 (Europe/Berlin): assignee, a note to who has it, priority set to urgent',
            'Please take it, or assign it to somebody',
            'Until 11:55 (Europe/Berlin); then more people are called',
          ],
          links: [
            expect.objectContaining({ text: 'Acknowledge' }),
            expect.objectContaining({ text: 'Conversation in Chatwoot' }),
          ],
        },
      },
    ])
    expect(records.find(ESCALATION_KEY)?.packet).toMatchObject({ conversationId: 1042, tried: [{ name: 'assignee' }] })
  })

  it('pages', async () => {
    const { work, sent, proofs, later, records, counts } = aDesk()
    await work(onBus(onCall))
    const atMs = NOW_MS
    expect(sent).toMatchObject([
      {
        target: 'on-call',
        notice: {
          ...{ key: `response:shop/response/5/on-call/${NOW_MS}`, action: 'trigger', severity: 'critical' },
          title: '1 conversation of Billing is overdue: nobody has it',
          lines: ['#1042 inbox 11: first response overdue since 11:30 (Europe/Berlin), nobody has it'],
          links: [
            { text: 'Acknowledge', href: 'https://desk.example.com/?account=shop&escalations=response' },
            { text: 'What to do', href: 'https://docs.example.com/docs/runbooks/escalations.md#page' },
          ],
        },
      },
    ])
    expect(proofs).toEqual([{ target: 'on-call', atMs, delivery: { kind: 'delivered' }, drill: null }])
    expect(later).toEqual([
      { body: { kind: 'regroup', group: 'shop/response/5/on-call', atMs: atMs + 600_000 }, atMs: atMs + 600_000 },
    ])
    expect(records.find(ESCALATION_KEY)?.pages).toEqual(['shop/response/5/on-call'])
    expect(counts).toMatchObject({ PagesSent: 1 })
  })

  it('is performed once, however often its event comes', async () => {
    const { work, actions, said } = aDesk()
    const all = [raised, assignee, leads, onCall, executives].map((event) => onBus(event))
    await work(...all)
    await work(...all)
    expect(actions.map(({ id }) => id)).toEqual([`${ID}/0/0`, `${ID}/0/1`, `${ID}/1/0`])
    expect(said()).toEqual(['trigger leads', 'trigger on-call', 'trigger executives', 'trigger boss'])
  })

  it('is performed in whatever order the events come', async () => {
    const { work, said, records, counts } = aDesk()
    await work(onBus(onCall))
    await work(onBus(leads))
    await work(onBus(raised))
    expect(said()).toEqual(['trigger on-call', 'trigger leads'])
    expect(records.find(ESCALATION_KEY)).toMatchObject({ rung: { rung: 2 }, ruleId: 'answer-late' })
    expect(counts).toMatchObject({ EscalationsRaised: 1, RungsReached: 2 })
  })

  it('goes on after the last action that was done when its message comes again', async () => {
    const { work, said, targets, lines } = aDesk()
    let down = true
    targets.set('boss', () => {
      if (down) throw new Error('not even the on-call topic')
      return DELIVERED
    })
    expect(await work(onBus(executives))).toEqual({ [executives.id]: retry })
    expect(lines.at(-1)).toMatchObject({ code: 'escalation_interrupted', fields: { subject: 'shop/1042' } })
    down = false
    expect(await work(onBus(executives))).toEqual(of(executives))
    expect(said()).toEqual(['trigger executives', 'trigger boss'])
  })

  it('begins nothing more when time runs out, and goes on when its message comes again', async () => {
    const desk = aDesk()
    desk.targets.set('executives', () => {
      desk.clock.nowMs += 80_000
      return DELIVERED
    })
    expect(await desk.work(onBus(executives), onBus(raised))).toEqual({ [executives.id]: retry })
    expect(desk.said()).toEqual(['trigger executives'])
    await desk.work(onBus(executives))
    expect(desk.said()).toEqual(['trigger executives', 'trigger boss'])
  })

  it('that a target refuses is done: the on-call topic was told instead, and it is counted', async () => {
    const { work, targets, counts, proofs, records } = aDesk()
    for (const target of ['leads', 'boss']) targets.set(target, () => REFUSED)
    await work(onBus(leads), onBus(executives))
    expect(counts).toMatchObject({ PagesFailed: 2 })
    expect(counts.PagesSent).toBeUndefined()
    expect(proofs).toEqual([{ target: 'boss', atMs: NOW_MS, delivery: REFUSED, drill: null }])
    expect(records.find(ESCALATION_KEY)?.done).toHaveLength(4)
  })

  it.each([
    ['version', { escalationVersion: 9 }],
    ['rule', { ruleId: 'nobody-knows' }],
    ['rung', { rung: 9 }],
  ])('of a %s that does not exist is for the dead-letter queue', async (_, data) => {
    const { work, said } = aDesk()
    const odd = anEscalationEvent('escalation.rung_reached.v1', data)
    expect(await work(onBus(odd))).toMatchObject({ [odd.id]: { kind: 'dead', reason: 'unknown_rung' } })
    expect(said()).toEqual([])
  })
})

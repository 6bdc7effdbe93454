import { describe, expect, it } from 'vitest'
import { CHECK_MS, QUIET_MS } from '#domain/page-groups'
import { deskLinks } from '#functions/escalate/links'
import { anEscalationEvent } from '#tests/support/escalations'
import { aPager, GROUP, NAME } from './a-pager.ts'
import { aCaller, aDesk, DELIVERED, MINUTE_MS, NOW_MS, onBus, REFUSED } from './an-escalate-desk.ts'

describe('pages of one cause', () => {
  it('are one page: the first pages at once, then the count when it doubles, then the last count', async () => {
    const pager = aPager()
    await pager.call(1, 2, 3, 4, 5, 6, 7)
    expect(pager.titles()).toEqual([
      'trigger: 1 conversation of Billing is overdue: nobody has it',
      'trigger: 2 conversations of Billing are overdue: nobody has them',
      'trigger: 4 conversations of Billing are overdue: nobody has 3 of them',
    ])
    await pager.pass(QUIET_MS)
    expect(pager.titles().slice(3)).toEqual(['trigger: 7 conversations of Billing are overdue: nobody has 6 of them'])
    expect(new Set(pager.sent.map(({ notice }) => notice.key)).size).toBe(1)
    expect(pager.counts).toMatchObject({ PagesSent: 4, PagesGrouped: 4 })
  })

  it('list the conversations, the most urgent first', async () => {
    const pager = aPager()
    await pager.call(1)
    pager.conversations.set(2, aCaller({ id: 2, run: { breachedAtMs: NOW_MS - 40 * MINUTE_MS } }))
    await pager.work(pager.calls(2))
    expect(pager.sent.at(-1)?.notice.lines).toEqual([
      '#2 inbox 11: first response overdue since 11:05 (Europe/Berlin), nobody has it',
      '#1 inbox 11: first response overdue since 11:30 (Europe/Berlin), nobody has it',
    ])
  })

  it('say where to read what to do, where the runbooks are not on the web', async () => {
    const links = deskLinks({ consoleUrl: 'https://desk.example.com', chatwoot: new Map(), runbookBaseUrl: '-' })
    const { work, sent } = aDesk({ links })
    await work(onBus(anEscalationEvent('escalation.rung_reached.v1', { rung: 2 })))
    expect(sent[0]?.notice.lines.at(-1)).toBe('What to do: docs/runbooks/escalations.md#page')
    expect(sent[0]?.notice.links.map(({ text }) => text)).toEqual(['Acknowledge'])
  })

  it('of another team, cause or target are other pages', async () => {
    const pager = aPager()
    await pager.call(1)
    pager.conversations.set(2, aCaller({ id: 2, team: null }))
    await pager.work(pager.calls(2))
    expect(pager.sent.map(({ notice }) => notice.key)).toEqual([
      `response:${GROUP}/${NOW_MS}`,
      `response:shop/response/no-team/on-call/${NOW_MS}`,
    ])
    expect(pager.titles()[1]).toBe('trigger: 1 conversation without a team is overdue: nobody has it')
  })

  it('page once for two that call at the same instant', async () => {
    const pager = aPager()
    for (const id of [1, 2]) pager.conversations.set(id, aCaller({ id }))
    await pager.work(pager.calls(1), pager.calls(2))
    expect(new Set(pager.sent.map(({ notice }) => notice.key)).size).toBe(1)
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 2, owes: null })
  })

  it('are not sent twice when the event comes twice', async () => {
    const pager = aPager()
    await pager.call(1)
    await pager.work(pager.calls(1))
    expect(pager.said()).toEqual(['trigger on-call'])
  })

  it('are sent again by the same message where it stopped before it could note that they were', async () => {
    const pager = aPager()
    let stops = true
    pager.groups.before = async (step) => {
      if (step === 'said' && stops) throw new Error('stopped')
    }
    await pager.call(1)
    stops = false
    await pager.work(pager.calls(1))
    expect(pager.said()).toEqual(['trigger on-call', 'trigger on-call'])
    expect(await pager.groups.get(NAME)).toMatchObject({ owes: null, open: 1 })
    expect(pager.later).toHaveLength(2)
  })

  it('are told at the next look where whoever had to tell never came back', async () => {
    const pager = aPager()
    pager.targets.set('on-call', () => {
      throw new Error('nobody takes it')
    })
    await pager.call(1)
    pager.targets.delete('on-call')
    await pager.pass(CHECK_MS)
    expect(pager.said()).toEqual(['trigger on-call'])
  })

  it('that a target refuses are counted, and not proven', async () => {
    const pager = aPager()
    pager.targets.set('on-call', () => REFUSED)
    await pager.call(1)
    expect(pager.counts).toMatchObject({ PagesFailed: 1 })
    expect(pager.proofs).toMatchObject([{ target: 'on-call', delivery: REFUSED }])
  })
})

describe('a page', () => {
  it('is acknowledged when somebody has each conversation, and over when none is left', async () => {
    const pager = aPager()
    await pager.call(1, 2)
    await pager.take(1)
    expect(pager.said()).toEqual(['trigger on-call', 'trigger on-call'])
    await pager.take(2)
    await pager.end(1)
    await pager.end(2)
    expect(pager.titles().slice(2)).toEqual([
      'acknowledge: 2 conversations of Billing are taken (response)',
      'resolve: No conversation of Billing is left (response)',
    ])
    expect(await pager.groups.get(NAME)).toBeUndefined()
    expect(new Set(pager.sent.map(({ notice }) => notice.key)).size).toBe(1)
  })

  it('is ended once, however often the event comes', async () => {
    const pager = aPager()
    await pager.call(1)
    await pager.end(1)
    await pager.work(pager.isOver(1), pager.isOver(1))
    expect(pager.said()).toEqual(['trigger on-call', 'resolve on-call'])
  })

  it('is ended by the same message where it stopped before it could', async () => {
    const pager = aPager()
    await pager.call(1)
    pager.targets.set('on-call', () => {
      throw new Error('nobody takes it')
    })
    await pager.end(1)
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 0 })
    pager.targets.delete('on-call')
    await pager.work(pager.isOver(1))
    expect(pager.said()).toEqual(['trigger on-call', 'resolve on-call'])
    expect(await pager.groups.get(NAME)).toBeUndefined()
  })

  it('that was acknowledged wakes nobody again, so a new one takes its place', async () => {
    const pager = aPager()
    await pager.call(1)
    await pager.take(1)
    pager.clock.nowMs += MINUTE_MS
    await pager.call(2)
    expect(pager.sent.slice(2).map(({ notice }) => [notice.action, notice.key, notice.title])).toEqual([
      ['resolve', `response:${GROUP}/${NOW_MS}`, 'A newer page takes its place (response)'],
      ['trigger', `response:${GROUP}/${NOW_MS + MINUTE_MS}`, '1 conversation of Billing is overdue: nobody has it'],
    ])
  })

  it('that arrives after its own end is ended again', async () => {
    const pager = aPager()
    pager.targets.set('on-call', async () => {
      pager.targets.delete('on-call')
      // while the page is on its way the conversation is answered, and its end is told first
      await pager.end(1)
      return DELIVERED
    })
    await pager.call(1)
    expect(pager.said()).toEqual(['resolve on-call', 'trigger on-call', 'resolve on-call'])
    expect(await pager.groups.get(NAME)).toBeUndefined()
  })

  it('lets go of whoever took it before it had joined', async () => {
    const pager = aPager()
    pager.groups.before = async (step) => {
      if (step !== 'join') return
      pager.groups.before = async () => undefined
      await pager.take(1)
    }
    await pager.call(1)
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 0, taken: 1 })
    expect(pager.said()).toEqual(['trigger on-call', 'acknowledge on-call'])
  })

  it('does not let go of a conversation that was raised anew since', async () => {
    const pager = aPager()
    await pager.call(1)
    const lifted = { rung: 3, rungName: 'executives' }
    await pager.work(
      onBus(anEscalationEvent('escalation.rung_reached.v1', lifted, { conversationId: 1, version: 6 })),
      pager.isTaken(1),
    )
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 1, taken: 0 })
  })
})

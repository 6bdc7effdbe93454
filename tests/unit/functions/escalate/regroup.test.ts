import { describe, expect, it } from 'vitest'
import { FORECAST_CAUSE } from '#domain/page-group'
import { CHECK_MS, QUIET_MS } from '#domain/page-groups'
import { acknowledged, aPager, GROUP, NAME } from './a-pager.ts'
import { aCaller, asMessage, BILLING, MINUTE_MS, NOW_MS } from './an-escalate-desk.ts'

const SECOND_MS = 1_000
const SOON = '12 conversations of Billing are predicted to breach by 11:59 (Europe/Berlin)'

describe('a look at a group', () => {
  it('lets go of conversations whose end nobody told', async () => {
    const pager = aPager()
    await pager.call(1, 2, 3)
    pager.conversations.set(1, aCaller({ id: 1, escalation: null }))
    pager.conversations.set(2, aCaller({ id: 2, escalation: acknowledged }))
    pager.conversations.delete(3)
    await pager.pass(QUIET_MS)
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 0, taken: 1 })
    expect(pager.said().at(-1)).toBe('acknowledge on-call')
    pager.conversations.delete(2)
    await pager.pass(CHECK_MS)
    expect(await pager.groups.get(NAME)).toBeUndefined()
    expect(pager.said().at(-1)).toBe('resolve on-call')
  })

  it('leaves alone who joined a moment ago: what is read may be older', async () => {
    const pager = aPager()
    await pager.call(1)
    await pager.pass(CHECK_MS - SECOND_MS)
    await pager.call(2, 3)
    pager.conversations.delete(3)
    await pager.pass(SECOND_MS)
    expect(await pager.groups.get(NAME)).toMatchObject({ open: 3 })
  })

  it('plans the next one, for as long as the group lives', async () => {
    const pager = aPager()
    await pager.call(1)
    await pager.pass(5 * CHECK_MS)
    expect(pager.later).toHaveLength(1)
    await pager.end(1)
    await pager.pass(CHECK_MS)
    expect(pager.later).toEqual([])
  })

  it('that could not plan the next one is worked on again, and the group goes on being looked at', async () => {
    const pager = aPager()
    await pager.call(1, 2, 3)
    pager.broken.sendAt = true
    await pager.pass(QUIET_MS)
    pager.broken.sendAt = false
    const atMs = (await pager.groups.get(NAME))?.checkAtMs ?? 0
    expect(pager.said()).toHaveLength(2)
    await pager.work(asMessage({ kind: 'regroup', group: GROUP, atMs }))
    expect(pager.said()).toHaveLength(3)
    expect(pager.later.map((look) => look.atMs)).toContain((await pager.groups.get(NAME))?.checkAtMs)
    for (const id of [1, 2, 3]) pager.conversations.delete(id)
    await pager.pass(CHECK_MS)
    expect(await pager.groups.get(NAME)).toBeUndefined()
  })

  it('that was noted and then stopped says what it had to say when it is worked on again', async () => {
    const pager = aPager()
    await pager.call(1, 2, 3)
    const atMs = (await pager.groups.get(NAME))?.checkAtMs ?? 0
    pager.clock.nowMs = atMs
    pager.later.length = 0
    pager.broken.deliver = true
    const look = asMessage({ kind: 'regroup', group: GROUP, atMs })
    expect(await pager.work(look)).toEqual({ 'message-1': { kind: 'retry' } })
    expect(pager.said()).toEqual(['trigger on-call', 'trigger on-call'])
    pager.broken.deliver = false
    await pager.work(look)
    expect(pager.said()).toHaveLength(3)
    expect(pager.later).toHaveLength(1)
  })

  it('that was planned anew meanwhile, or of a group that is gone, does nothing', async () => {
    const pager = aPager()
    await pager.call(1)
    const done = { kind: 'done' }
    expect(await pager.work(asMessage({ kind: 'regroup', group: GROUP, atMs: NOW_MS }))).toEqual({ 'message-1': done })
    const other = { kind: 'regroup', group: 'shop/words/5/on-call', atMs: NOW_MS }
    expect(await pager.work(asMessage(other))).toEqual({ 'message-1': done })
    expect(pager.said()).toEqual(['trigger on-call'])
    expect(pager.later).toHaveLength(1)
  })
})

type Forecasting = { readonly unassigned?: number; readonly atMs?: number; readonly rule?: object }

describe('a forecast', () => {
  const forecast = (
    conversations: number[],
    { unassigned = conversations.length, atMs = NOW_MS, ...more }: Forecasting = {},
  ) => ({
    ...{ kind: 'forecast', account: 'shop', team: BILLING.id, teamName: BILLING.name, dueWithinMinutes: 15 },
    ...{ conversations, unassigned, byMs: NOW_MS + 14 * MINUTE_MS, saves: 6, atMs, ...more },
  })
  const twelve = Array.from({ length: 12 }, (_, nth) => nth + 1)
  const foreseen = { account: 'shop', cause: FORECAST_CAUSE, teamId: BILLING.id, target: 'on-call' }

  it('pages once for all of a team, with the list', async () => {
    const pager = aPager()
    const due = { breachedAtMs: NOW_MS + MINUTE_MS }
    for (const id of twelve) pager.conversations.set(id, aCaller({ id, run: due, escalation: null }))
    await pager.work(asMessage(forecast(twelve)))
    expect(pager.titles()).toEqual([`trigger: ${SOON}: nobody has them; one more operator saves 6`])
    expect(pager.sent[0]?.notice).toMatchObject({
      key: `forecast:shop/forecast/5/on-call/${NOW_MS}`,
      severity: 'critical',
    })
    expect(pager.sent[0]?.notice.lines).toHaveLength(12)
    expect(pager.counts).toEqual({ PagesSent: 1 })
  })

  it('that the tick repeats every minute is told when it grows, not every minute', async () => {
    const pager = aPager()
    for (let minute = 0; minute < 4; minute++) {
      await pager.work(
        asMessage(forecast(twelve, { unassigned: 9, atMs: NOW_MS + minute * MINUTE_MS }), `tick-${minute}`),
      )
      await pager.pass(MINUTE_MS)
    }
    expect(pager.titles()).toEqual([`trigger: ${SOON}: nobody has 9 of them; one more operator saves 6`])
    await pager.work(asMessage(forecast([...twelve, 13], { atMs: NOW_MS + 4 * MINUTE_MS }), 'tick-5'))
    await pager.pass(MINUTE_MS)
    expect(pager.titles()).toHaveLength(2)
  })

  it('passes by itself when the tick repeats it no more', async () => {
    const pager = aPager()
    await pager.work(asMessage(forecast(twelve)))
    await pager.pass(CHECK_MS)
    expect(pager.titles().at(-1)).toBe('resolve: No conversation of Billing is left (forecast)')
    expect(await pager.groups.get(foreseen)).toBeUndefined()
  })

  it('that lay in the queue for long is not told: ticks since then have foreseen better', async () => {
    const pager = aPager()
    await pager.pass(3 * 60 * MINUTE_MS)
    await pager.work(asMessage(forecast(twelve)))
    expect(pager.sent).toEqual([])
    expect(pager.counts).toEqual({ PagesSpared: 1 })
  })

  it('older than the one before it changes nothing', async () => {
    const pager = aPager()
    await pager.work(asMessage(forecast(twelve, { atMs: NOW_MS + 1 })))
    await pager.work(asMessage(forecast([1, 2, 3]), 'tick-1'))
    expect(await pager.groups.get(foreseen)).toMatchObject({ foreseen: { count: 12 } })
  })

  it('whose next look could not be planned plans it when it is worked on again', async () => {
    const pager = aPager()
    pager.broken.sendAt = true
    expect(await pager.work(asMessage(forecast(twelve)))).toEqual({ 'message-1': { kind: 'retry' } })
    pager.broken.sendAt = false
    await pager.work(asMessage(forecast(twelve)))
    expect(pager.later).toHaveLength(1)
    await pager.pass(CHECK_MS)
    expect(await pager.groups.get(foreseen)).toBeUndefined()
  })

  it('of nothing ends it at once', async () => {
    const pager = aPager()
    await pager.work(asMessage(forecast(twelve)))
    await pager.work(asMessage(forecast([]), 'tick-2'))
    expect(pager.said()).toEqual(['trigger on-call', 'resolve on-call'])
  })

  it('that a rule asked for goes to its target, once a cause, team and target', async () => {
    const pager = aPager()
    const rule = { id: 'busy', cause: 'forecasts', target: 'leads', way: 'page' }
    await pager.work(asMessage(forecast(twelve, { rule })))
    await pager.work(asMessage(forecast(twelve, { rule, atMs: NOW_MS + 1 }), 'tick-2'))
    expect(pager.said()).toEqual(['trigger leads'])
    expect(await pager.groups.get({ ...foreseen, cause: 'forecasts', target: 'leads' })).toMatchObject({ open: 0 })
    expect(pager.counts).toEqual({ PagesSent: 1 })
  })

  it('that a rule notifies of wakes nobody, and passes as quietly', async () => {
    const pager = aPager()
    const rule = { id: 'busy', cause: 'forecasts', target: 'leads', way: 'notify' }
    await pager.work(asMessage(forecast(twelve, { rule })))
    expect(pager.quietly).toMatchObject([
      { target: 'leads', notice: { action: 'trigger', severity: 'warning', title: expect.stringContaining(SOON) } },
    ])
    expect(pager.counts).toEqual({})
    await pager.pass(CHECK_MS)
    expect(pager.quietly.at(-1)).toMatchObject({ target: 'leads', notice: { action: 'resolve', severity: 'warning' } })
    expect(pager.sent).toEqual(pager.quietly)
    expect(pager.proofs).toEqual([])
  })
})

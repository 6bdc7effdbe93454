import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { Operator } from '#domain/operator'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { bodyOf, jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const MINUTE_MS = 60_000
/** An answer is promised within the hour, so whoever began to wait at START_MS is late half an hour from now. */
const NOW = START_MS + 30 * MINUTE_MS
const BILLING = { id: 5, name: 'Billing' }
let desk: DeskTable
let api: Served

const waitingSince = (account: string, conversationId: number, minute: number): Conversation => {
  const base = aConversation({ account, conversationId })
  const { snapshot } = base.state
  if (snapshot === undefined) throw new Error('a builder without a snapshot')
  const waitingSinceMs = START_MS + minute * MINUTE_MS
  return watched(
    { ...base, state: { snapshot: { ...snapshot, waitingSinceMs, createdAtMs: waitingSinceMs, team: BILLING } } },
    NOW,
  )
}
const amelia: Operator = {
  ...{ account: 'shop', operatorId: 5, name: 'Amelia Hart', role: 'agent', sinceMs: START_MS },
  availability: 'available',
  teams: [5],
  inboxes: [11],
}
const olga: Operator = { ...amelia, operatorId: 6, name: 'Olga Nowak', teams: [6] }

beforeAll(async () => {
  desk = await startDeskTable()
  // ten are late 31 to 40 minutes from now, one is late already, and one will be in two hours
  await desk.put(
    ...Array.from({ length: 10 }, (_, nth) => waitingSince('shop', nth + 1, 1 + nth)),
    waitingSince('shop', 50, -45),
    waitingSince('shop', 51, 90),
    waitingSince('quiet', 60, 90),
  )
})
afterAll(() => desk.stop())
beforeEach(() => {
  api = serve(desk)
  api.world.nowMs = NOW
  api.world.presence = { readAtMs: NOW - 60_000 }
})

const ask = (query: Record<string, string> = {}, groups = ['viewer', 'account:shop']) =>
  api.ask({ path: '/v1/forecast', query, groups })
const told = async (query?: Record<string, string>, groups?: string[]) => jsonOf(await ask(query, groups))

describe('GET /v1/forecast', () => {
  it('tells how many will be late by when, of which team and channel, and what one more operator saves', async () => {
    api.world.operators.push(amelia, olga)
    api.world.directory = {
      ...{ account: 'shop', serverVersion: null, readAtMs: NOW },
      teams: [BILLING, { id: 6, name: 'Shipping' }],
      inboxes: [{ id: 11, name: 'Mail', channel: 'Email', autoAssigns: false }],
    }
    const { teams, best, ...rest } = (await told()) as Record<string, unknown> & { teams: Record<string, unknown>[] }
    // an answer by mail takes four minutes, and the overdue one comes first: the ninth is answered after 40 minutes
    expect(rest).toEqual({
      account: 'shop',
      untilMs: NOW + 90 * MINUTE_MS,
      n: 10,
      cut: false,
      overdue: 1,
      basis: { operatorsKnown: true, atWork: 2, presenceReadAtMs: NOW - 60_000, stale: false },
      breaches: 2,
      asOfMs: NOW,
    })
    expect(teams).toMatchObject([
      {
        team: BILLING,
        breaches: 2,
        unassigned: 2,
        firstDueAtMs: NOW + 39 * MINUTE_MS,
        lastDueAtMs: NOW + 40 * MINUTE_MS,
        channels: [{ channel: 'Email', breaches: 2 }],
        oneMoreSaves: 2,
        conversations: [
          { conversationId: 9, operatorId: null, clock: 'first_response', answeredAtMs: NOW + 40 * MINUTE_MS },
          { conversationId: 10, answeredAtMs: NOW + 44 * MINUTE_MS },
        ],
      },
    ])
    expect(best).toEqual({
      team: BILLING,
      saves: 2,
      idle: { operatorId: 6, name: 'Olga Nowak', teams: [{ id: 6, name: 'Shipping' }] },
    })
  })

  it('says that it does not know who is at work', async () => {
    expect(await told()).toMatchObject({
      basis: { operatorsKnown: false, atWork: 0 },
      breaches: 10,
      teams: [{ team: { id: 5, name: null }, channels: [{ channel: null, breaches: 10 }] }],
    })
  })

  it('says that what it knows of who is at work is old', async () => {
    api.world.operators.push(amelia)
    api.world.presence = { readAtMs: NOW - 10 * MINUTE_MS }
    expect(await told()).toMatchObject({ basis: { presenceReadAtMs: NOW - 10 * MINUTE_MS, stale: true } })
    api.world.presence = undefined
    expect(await told()).toMatchObject({ basis: { presenceReadAtMs: null, stale: true } })
  })

  it('counts nobody who is gone', async () => {
    api.world.operators.push({ ...amelia, gone: true })
    expect(await told()).toMatchObject({ basis: { operatorsKnown: true, atWork: 0 }, breaches: 10 })
  })

  it('looks as far as it is asked to', async () => {
    expect(await told({ horizonMinutes: '35' })).toMatchObject({ n: 5, untilMs: NOW + 35 * MINUTE_MS })
    expect(await told({ horizonMinutes: '480' })).toMatchObject({ n: 11 })
  })

  it('foretells nothing where nothing is due', async () => {
    expect(await told({}, ['viewer', 'account:quiet'])).toMatchObject({
      n: 0,
      overdue: 0,
      basis: null,
      breaches: 0,
      teams: [],
      best: null,
    })
  })

  it.each(['4', '481', '90.5', 'soon', ''])('refuses a horizon of "%s"', async (horizonMinutes) => {
    const response = await ask({ horizonMinutes })
    expect(response.statusCode).toBe(400)
    expect(bodyOf(response)).toContain('bad_parameter')
  })

  it('tells nobody of an account that is not theirs', async () => {
    expect((await ask({ account: 'outlet' })).statusCode).toBe(403)
  })
})

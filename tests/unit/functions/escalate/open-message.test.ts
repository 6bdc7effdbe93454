import { describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '#events/catalogue'
import { openMessage } from '#functions/escalate/open-message'
import { START_MS } from '#tests/support/builders'
import { anEscalationEvent } from '#tests/support/escalations'
import { eventExample } from '#tests/support/event-examples'
import { asMessage, onBus } from './an-escalate-desk.ts'

const opened = (body: unknown) => openMessage(asMessage(body).body)

describe('a message of the queue of escalations', () => {
  it('is an event as EventBridge hands it on', () => {
    const event = anEscalationEvent('escalation.raised.v1')
    expect(openMessage(onBus(event).body)).toEqual({ kind: 'escalation', event })
    const breach = eventExample('sla.breached.v1')
    expect(opened({ source: 'backdesk', 'detail-type': 'sla.breached.v1', detail: breach })).toEqual({
      kind: 'breach',
      event: breach,
    })
  })

  it('is every event of escalations that the catalogue knows, and a breach', () => {
    const kinds = EVENT_TYPES.flatMap((type) => {
      const { kind } = opened({ source: 'backdesk', 'detail-type': type, detail: eventExample(type) })
      return kind === 'malformed' ? [] : [type]
    })
    const expected = EVENT_TYPES.filter((type) => type.startsWith('escalation.') || type === 'sla.breached.v1')
    expect(kinds.toSorted()).toEqual(expected.toSorted())
  })

  it('is a look that was planned, a forecast, or a drill', () => {
    expect(opened({ kind: 'regroup', group: 'shop/response/5/on-call', atMs: START_MS })).toEqual({
      kind: 'regroup',
      group: { account: 'shop', cause: 'response', teamId: 5, target: 'on-call' },
      atMs: START_MS,
    })
    const forecast = {
      ...{ kind: 'forecast', account: 'shop', team: null, teamName: null, dueWithinMinutes: 15 },
      ...{ conversations: [1, 2, 3], unassigned: 3, atMs: START_MS },
    }
    expect(opened(forecast)).toEqual(forecast)
    const rule = { id: 'busy', cause: 'forecasts', target: 'leads', way: 'notify' }
    const asked = { ...forecast, byMs: START_MS + 1, saves: 2, rule }
    expect(opened(asked)).toEqual(asked)
    expect(opened({ ...asked, rule: { ...rule, target: 'a/b' } })).toMatchObject({ kind: 'malformed' })
    expect(opened({ kind: 'drill' })).toEqual({ kind: 'drill' })
  })

  it.each([
    ['{', 'not JSON'],
    ['7', 'message: '],
    ['{"kind":"paint"}', 'kind: '],
    ['{"kind":"drill","loud":true}', 'message: unrecognized_keys'],
    ['{"kind":"regroup","group":"shop","atMs":1}', 'group: no such name'],
    ['{"source":"backdesk","detail-type":"x","detail":{"type":"x"}}', 'type: '],
    ['{"source":"backdesk","detail-type":"x","detail":7}', 'detail: '],
  ])('%s is malformed, and what is said of it quotes nothing', (body, problem) => {
    expect(openMessage(body)).toMatchObject({ kind: 'malformed', problem: expect.stringContaining(problem) })
    expect(JSON.stringify(openMessage(body))).not.toContain('paint')
  })

  it('names the field of an event that is not as promised', () => {
    const { data: _, ...event } = anEscalationEvent('escalation.raised.v1')
    const body = { source: 'backdesk', 'detail-type': event.type, detail: event }
    expect(opened(body)).toMatchObject({ kind: 'malformed', problem: 'data: invalid_type' })
  })
})

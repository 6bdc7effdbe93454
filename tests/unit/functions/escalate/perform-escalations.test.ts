import { describe, expect, it } from 'vitest'
import { FORECAST_CAUSE } from '#domain/page-group'
import { anEscalationEvent } from '#tests/support/escalations'
import { aRecord } from '#tests/support/sqs-records'
import { aCaller, aDesk, DELIVERED, NOW_MS, onBus } from './an-escalate-desk.ts'

const done = { kind: 'done' }

describe('a batch of the queue of escalations', () => {
  it('ends each message on its own', async () => {
    const { work, records } = aDesk()
    const fine = anEscalationEvent('escalation.raised.v1')
    const broken = anEscalationEvent('escalation.raised.v1', {}, { conversationId: 7 })
    records.before = async () => {
      records.before = async () => undefined
      throw new Error('throttled')
    }
    expect(await work(onBus(broken), aRecord({ messageId: 'odd', body: 'x' }), onBus(fine))).toEqual({
      [broken.id]: { kind: 'retry' },
      odd: { kind: 'dead', reason: 'malformed', detail: 'not JSON' },
      [fine.id]: done,
    })
  })

  it('keeps the order of a conversation, and lets a slow target hold up its own alone', async () => {
    const desk = aDesk()
    const order: string[] = []
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    desk.targets.set('leads', async () => {
      order.push('leads')
      await held
      return DELIVERED
    })
    desk.targets.set('on-call', () => {
      order.push('on-call')
      release()
      return DELIVERED
    })
    desk.targets.set('executives', () => {
      order.push('executives')
      return DELIVERED
    })
    desk.conversations.set(7, aCaller({ id: 7 }))
    const rung = (nth: number, conversationId: number) =>
      onBus(anEscalationEvent('escalation.rung_reached.v1', { rung: nth }, { conversationId, version: nth + 2 }))
    await desk.work(rung(1, 1042), rung(3, 1042), rung(2, 7))
    expect(order).toEqual(['leads', 'on-call', 'executives'])
  })

  it('notes an escalation without a word of the customer in its lines', async () => {
    const { work, lines, counts } = aDesk()
    const raised = anEscalationEvent('escalation.raised.v1')
    await work(onBus(raised))
    expect(lines).toEqual([
      {
        level: 'info',
        code: 'escalation_noted',
        fields: {
          ...{ account: 'shop', conversationId: 1042, type: 'escalation.raised.v1', correlationId: 'corr-2' },
          cause: 'response',
        },
      },
    ])
    await work(onBus(raised))
    expect(lines).toHaveLength(1)
    expect(counts).toEqual({ EscalationsRaised: 1 })
  })

  it('says which forecast or group was interrupted', async () => {
    const { work, groups, lines } = aDesk()
    groups.before = async () => {
      throw new Error('throttled')
    }
    const forecast = {
      ...{ kind: 'forecast', account: 'shop', team: null, teamName: null, dueWithinMinutes: 15 },
      ...{ conversations: [1, 2, 3], unassigned: 3, atMs: NOW_MS },
    }
    expect(await work(aRecord({ messageId: 'f', body: JSON.stringify(forecast) }))).toEqual({ f: { kind: 'retry' } })
    expect(lines[0]?.fields).toMatchObject({ subject: `shop/${FORECAST_CAUSE}/no-team`, kind: 'forecast' })
  })
})

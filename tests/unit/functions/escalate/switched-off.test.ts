import type { SQSRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { anEscalationEvent, ESCALATION_KEY } from '#tests/support/escalations'
import { aRecord } from '#tests/support/sqs-records'
import { aDesk, asMessage, MINUTE_MS, NOW_MS, onBus } from './an-escalate-desk.ts'

const raised = anEscalationEvent('escalation.raised.v1')
const rung = anEscalationEvent(
  'escalation.rung_reached.v1',
  { rung: 2, rungName: 'on-call', acknowledgeByMs: NOW_MS + 10 * MINUTE_MS },
  { version: 4, n: 1 },
)
const done = { kind: 'done' }

/** Lets what was put off come up again, as the queue would. */
async function comeUp({ again, clock, work }: ReturnType<typeof aDesk>): Promise<void> {
  const bodies = again.splice(0)
  clock.nowMs = Math.max(clock.nowMs, ...bodies.map(({ atMs }) => atMs))
  const records: SQSRecord[] = bodies.map(({ body }, nth) =>
    aRecord({ messageId: `again-${nth}`, body, attributes: {} }),
  )
  await work(...records)
}

describe('escalations of which nobody may be called', () => {
  it('are noted, call nobody, and are performed once they may', async () => {
    const desk = aDesk()
    desk.off.add('shop')
    expect(await desk.work(onBus(raised), onBus(rung))).toEqual({ [raised.id]: done, [rung.id]: done })
    expect([desk.sent, desk.actions, desk.again.length]).toEqual([[], [], 2])
    expect(desk.records.find(ESCALATION_KEY)?.state).toBe('raised')
    await comeUp(desk)
    expect([desk.sent, desk.again.length]).toEqual([[], 2])
    desk.off.clear()
    await comeUp(desk)
    expect(desk.said()).toEqual(['trigger on-call'])
    expect(desk.again).toEqual([])
    expect(desk.counts).toMatchObject({ EscalationsRaised: 1, RungsReached: 1, EscalationsHeld: 4, PagesSent: 1 })
  })

  it('call nobody afterwards where somebody took it meanwhile', async () => {
    const desk = aDesk()
    desk.off.add('*')
    await desk.work(onBus(raised), onBus(rung))
    desk.conversations.clear()
    desk.off.clear()
    await comeUp(desk)
    expect(desk.said()).toEqual([])
    expect(desk.counts.PagesSpared).toBe(1)
  })

  it('hold back drills, and let forecasts go: the next tick foresees anew', async () => {
    const desk = aDesk()
    desk.off.add('*')
    const forecast = {
      ...{ kind: 'forecast', account: 'shop', team: null, teamName: null, dueWithinMinutes: 15 },
      ...{ conversations: [1], unassigned: 0, atMs: NOW_MS },
    }
    await desk.work(asMessage({ kind: 'drill' }, 'drill'), asMessage(forecast, 'forecast'))
    expect(desk.again.map(({ body, atMs }) => [JSON.parse(body), atMs])).toEqual([
      [{ kind: 'drill' }, NOW_MS + MINUTE_MS],
    ])
    expect(desk.sent).toEqual([])
    desk.off.clear()
    await comeUp(desk)
    expect(desk.said()).toEqual(['trigger on-call', 'trigger boss'])
  })
})

import { describe, expect, it } from 'vitest'
import type { EscalationEvent } from '#domain/escalation-record'
import { START_MS } from '#tests/support/builders'
import { anEscalationEvent } from '#tests/support/escalations'
import { aCaller, aDesk, DELIVERED, MINUTE_MS, NOW_MS, onBus } from './an-escalate-desk.ts'

const done = { kind: 'done' }
const rung = (nth: number, rungName: string) =>
  anEscalationEvent('escalation.rung_reached.v1', { rung: nth, rungName }, { version: 2 + nth, n: 1 })
const [assignee, onCall, executives] = [rung(0, 'assignee'), rung(2, 'on-call'), rung(3, 'executives')]
const of = (event: EscalationEvent) => ({ [event.id]: done })

describe('a rung whose escalation was taken care of meanwhile', () => {
  const over = [
    ['has ended', aCaller({ escalation: null })],
    ['was ended in the last write', aCaller({ escalation: { ended: { how: 'stood_down', atMs: NOW_MS } } })],
    ['was acknowledged', aCaller({ escalation: { acknowledged: { by: 'Riley Example', atMs: NOW_MS } } })],
    ['is another one by now', aCaller({ escalation: { raisedAtMs: START_MS + MINUTE_MS } })],
  ] as const

  it.each(over)('because it %s calls nobody, and that is no error', async (_, conversation) => {
    const { work, said, actions, conversations, counts, codes } = aDesk()
    conversations.set(1042, conversation)
    expect(await work(onBus(executives), onBus(assignee))).toEqual({ ...of(executives), ...of(assignee) })
    expect(said()).toEqual([])
    expect(actions).toEqual([])
    expect(counts).toEqual({ EscalationsRaised: 1, RungsReached: 2, PagesSpared: 2 })
    expect(codes()).toContain('rung_spared')
  })

  it('because its conversation is gone calls nobody', async () => {
    const { work, said, conversations } = aDesk()
    conversations.clear()
    expect(await work(onBus(onCall))).toEqual(of(onCall))
    expect(said()).toEqual([])
  })

  it('is left in the middle: what follows is spared', async () => {
    const desk = aDesk()
    const taken = anEscalationEvent('escalation.acknowledged.v1', {}, { version: 9 })
    desk.targets.set('executives', async () => {
      await desk.records.record(taken)
      return DELIVERED
    })
    await desk.work(onBus(executives))
    expect(desk.said()).toEqual(['trigger executives'])
    expect(desk.counts).toMatchObject({ PagesSpared: 1 })
  })

  it('is spared its page when the record knows first', async () => {
    const desk = aDesk()
    const taken = anEscalationEvent('escalation.acknowledged.v1', {}, { version: 9 })
    desk.records.before = async (what) => {
      desk.records.before = async () => undefined
      if (what === 'record') await desk.records.record(taken)
    }
    await desk.work(onBus(onCall))
    expect(desk.said()).toEqual([])
    expect(desk.counts).toMatchObject({ PagesSpared: 1 })
  })
})

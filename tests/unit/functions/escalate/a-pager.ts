/** A desk at which conversations of Billing call for on-call, are taken and end, as their events tell. */
import { groupName } from '#domain/page-group'
import { anEscalationEvent } from '#tests/support/escalations'
import { AVERY, aCaller, aDesk, NOW_MS, onBus } from './an-escalate-desk.ts'

export const GROUP = 'shop/response/5/on-call'
export const NAME = groupName(GROUP) ?? { account: 'shop', cause: '', teamId: null, target: '' }
export const acknowledged = { acknowledged: { by: 'Riley Example', atMs: NOW_MS } }

export function aPager() {
  const desk = aDesk()
  desk.conversations.clear()
  const calls = (conversationId: number) =>
    onBus(
      anEscalationEvent(
        'escalation.rung_reached.v1',
        { rung: 2, rungName: 'on-call' },
        { conversationId, version: 3, n: 1 },
      ),
    )
  const isTaken = (conversationId: number) =>
    onBus(anEscalationEvent('escalation.acknowledged.v1', { rung: 2 }, { conversationId, version: 4 }))
  const isOver = (conversationId: number, version = 5) =>
    onBus(anEscalationEvent('escalation.stood_down.v1', { rung: 2 }, { conversationId, version }))
  return {
    ...desk,
    ...{ calls, isTaken, isOver },
    titles: () => desk.sent.map(({ notice }) => `${notice.action}: ${notice.title}`),
    async call(...ids: number[]) {
      for (const id of ids) {
        desk.conversations.set(id, aCaller({ id, assignee: id % 4 === 0 ? AVERY : null }))
        await desk.work(calls(id))
      }
    },
    async take(...ids: number[]) {
      for (const id of ids) {
        desk.conversations.set(id, aCaller({ id, escalation: acknowledged }))
        await desk.work(isTaken(id))
      }
    },
    async end(...ids: number[]) {
      for (const id of ids) {
        desk.conversations.set(id, aCaller({ id, escalation: null }))
        await desk.work(isOver(id))
      }
    },
  }
}

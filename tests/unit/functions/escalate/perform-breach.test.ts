import { describe, expect, it } from 'vitest'
import { CHECK_MS } from '#domain/page-groups'
import type { BreachEvent } from '#functions/escalate/open-message'
import { DEFAULT_SLA } from '#policies/default-sla'
import { eventExample } from '#tests/support/event-examples'
import { AVERY, aCaller, aDesk, BREACHED_MS, NOW_MS, onBus } from './an-escalate-desk.ts'

const done = { kind: 'done' }
const ID = 'shop/1042/breach/first_response/1'
function aBreach(data: Partial<BreachEvent['data']> = {}): BreachEvent {
  const event = eventExample('sla.breached.v1') as BreachEvent
  const about = { policyId: 'standard', slaVersion: 3 }
  return { ...event, conversationId: 1042, occurredAtMs: BREACHED_MS, data: { ...event.data, ...about, ...data } }
}

describe('a breach', () => {
  it('does what its policy asks for', async () => {
    const { work, actions, sent, conversations } = aDesk()
    conversations.set(1042, aCaller({ assignee: AVERY }))
    const breach = aBreach()
    expect(await work(onBus(breach))).toEqual({ [breach.id]: done })
    expect(actions).toMatchObject([{ id: `${ID}/0`, verb: 'add_note', reason: 'Standard', mention: { id: 41 } }])
    expect(sent).toMatchObject([
      {
        target: 'leads',
        notice: {
          key: `breach:${ID}`,
          title:
            'Conversation 1042 (Billing): first response overdue since 11:30 (Europe/Berlin), Avery Example has it',
          links: [{ text: 'Conversation in the console' }, { text: 'Conversation in Chatwoot' }],
        },
      },
      {
        target: 'boss',
        notice: { key: `breach:shop/breach/5/boss/${NOW_MS}`, title: '1 conversation of Billing is overdue' },
      },
    ])
  })

  it('is acted upon once, however often its event comes', async () => {
    const { work, actions, said } = aDesk()
    await work(onBus(aBreach()))
    await work(onBus(aBreach()))
    expect(actions).toHaveLength(1)
    expect(said()).toEqual(['trigger leads', 'trigger boss'])
  })

  it('is acted upon as far as time allows, and then further', async () => {
    const desk = aDesk()
    desk.targets.set('leads', () => {
      desk.clock.nowMs += 80_000
      return { kind: 'delivered' }
    })
    expect(await desk.work(onBus(aBreach()))).toEqual({ [aBreach().id]: { kind: 'retry' } })
    await desk.work(onBus(aBreach()))
    expect(desk.said()).toEqual(['trigger leads', 'trigger boss'])
  })

  it('pages until its clock stops, which no event tells', async () => {
    const desk = aDesk()
    await desk.work(onBus(aBreach()))
    await desk.pass(CHECK_MS)
    expect(desk.said()).toEqual(['trigger leads', 'trigger boss'])
    desk.conversations.set(1042, aCaller({ run: { outcome: 'breached' } }))
    await desk.pass(CHECK_MS)
    expect(desk.said().at(-1)).toBe('resolve boss')
  })

  it.each([
    ['has stopped', aCaller({ run: { outcome: 'breached' } })],
    ['stands still', aCaller({ run: { pausedFor: 'snoozed' } })],
    ['runs anew', aCaller({ run: { run: 2, breachedAtMs: BREACHED_MS + 1 } })],
  ])('whose clock %s calls nobody', async (_, conversation) => {
    const { work, said, actions, conversations, counts, codes } = aDesk()
    conversations.set(1042, conversation)
    expect(await work(onBus(aBreach()))).toEqual({ [aBreach().id]: done })
    expect([...said(), ...actions]).toEqual([])
    expect(counts).toEqual({ PagesSpared: 2 })
    expect(codes()).toEqual(['breach_spared'])
  })

  it('that was noticed more than an hour late calls nobody', async () => {
    const { work, said } = aDesk()
    await work(onBus(aBreach({ lateMs: 3_600_001 })))
    expect(said()).toEqual([])
    await work(onBus(aBreach({ lateMs: 3_600_000 })))
    expect(said()).toHaveLength(2)
  })

  it('for which the policy asks nothing costs no look at the conversation', async () => {
    const { work, codes } = aDesk({
      slaDocument: async () => DEFAULT_SLA,
      conversation: async () => {
        throw new Error('looked at')
      },
    })
    expect(await work(onBus(aBreach()))).toEqual({ [aBreach().id]: done })
    expect(await work(onBus(aBreach({ policyId: 'gone' })))).toEqual({ [aBreach().id]: done })
    expect(codes()).toEqual([])
  })

  it('of a document that does not exist is for the dead-letter queue', async () => {
    const { work } = aDesk()
    const odd = aBreach({ slaVersion: 9 })
    expect(await work(onBus(odd))).toMatchObject({ [odd.id]: { kind: 'dead', reason: 'unknown_policy' } })
  })
})

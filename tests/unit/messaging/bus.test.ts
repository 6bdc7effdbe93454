import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { describe, expect, it } from 'vitest'
import { busPublisher } from '#messaging/bus'
import { type AwsAnswer, type AwsCall, fakeAws, refusal } from '#tests/support/fake-aws'

type Entry = { readonly Detail: string; readonly DetailType: string }

const anEvent = (id: string, filling = '') => ({
  id,
  type: 'conversation.opened.v1',
  occurredAtMs: 1_789_376_400_000,
  filling,
})
const idsOf = (call: AwsCall): string[] =>
  (call.input.Entries as Entry[]).map(({ Detail }) => (JSON.parse(Detail) as { id: string }).id)

/** A bus that refuses each id so many times. */
function aBus(refusals: Record<string, number> = {}, answer?: (call: AwsCall) => AwsAnswer) {
  const left = new Map(Object.entries(refusals))
  const aws = fakeAws((call) => {
    if (answer) return answer(call)
    const Entries = idsOf(call).map((id) => {
      const times = left.get(id) ?? 0
      left.set(id, times - 1)
      return times > 0 ? { ErrorCode: 'InternalFailure' } : { EventId: `on-bus-${id}` }
    })
    return { body: { FailedEntryCount: 0, Entries } }
  })
  const waits: number[] = []
  const publish = busPublisher({
    client: new EventBridgeClient(aws.config),
    busName: 'desk-bus',
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
  })
  return { publish, calls: aws.calls, sent: () => aws.calls.map(idsOf), waits }
}

describe('the bus', () => {
  it('puts an event as source backdesk, its type as detail type, itself as detail', async () => {
    const { publish, calls } = aBus()
    expect(await publish([anEvent('e1')])).toEqual(new Set())
    expect(calls[0]?.action).toBe('PutEvents')
    expect(calls[0]?.input.Entries).toEqual([
      {
        EventBusName: 'desk-bus',
        Source: 'backdesk',
        DetailType: 'conversation.opened.v1',
        Detail: JSON.stringify(anEvent('e1')),
        Time: 1_789_376_400,
      },
    ])
  })

  it('fills calls of ten, in order', async () => {
    const { publish, sent } = aBus()
    const ids = Array.from({ length: 23 }, (_, nth) => `e${nth}`)
    await publish(ids.map((id) => anEvent(id)))
    expect(sent().map(({ length }) => length)).toEqual([10, 10, 3])
    expect(sent().flat()).toEqual(ids)
  })

  it('starts another call before one exceeds 256 KB, in bytes', async () => {
    const { publish, sent } = aBus()
    await publish(['a', 'b', 'c'].map((id) => anEvent(id, 'ä'.repeat(60_000))))
    expect(sent()).toEqual([['a', 'b'], ['c']])
  })

  it('tries refused entries again, and only those', async () => {
    const { publish, sent, waits } = aBus({ b: 1, d: 2 })
    expect(await publish(['a', 'b', 'c', 'd'].map((id) => anEvent(id)))).toEqual(new Set())
    expect(sent()).toEqual([['a', 'b', 'c', 'd'], ['b', 'd'], ['d']])
    expect(waits).toHaveLength(2)
  })

  it('names the events that are still refused after three rounds', async () => {
    const { publish, sent } = aBus({ b: 99 })
    expect(await publish(['a', 'b'].map((id) => anEvent(id)))).toEqual(new Set(['b']))
    expect(sent()).toHaveLength(3)
  })

  it('throws when a whole call fails', async () => {
    const { publish } = aBus({}, () => refusal('InternalException', 500))
    await expect(publish([anEvent('a')])).rejects.toMatchObject({ name: 'InternalException' })
  })

  it('makes no call for nothing', async () => {
    const { publish, calls } = aBus()
    expect(await publish([])).toEqual(new Set())
    expect(calls).toEqual([])
  })
})

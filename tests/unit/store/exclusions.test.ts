import { expect, it } from 'vitest'
import { conversationRow } from '#domain/analytics/conversation-row'
import { DISPUTABLE_MEASURES, type DisputableMeasure, type Exclusion } from '#domain/analytics/exclusions'
import { countOf, sumsOf } from '#domain/analytics/figures'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { account: 'shop', fromDay: '2026-09-01', toDay: '2026-12-31' }
const LATER_MS = FROM_MS + 120 * 86_400_000

async function counted(conversations = 40) {
  const desk = countingDesk()
  const ledgers = [...eventMonth({ seed: 17, conversations, fromMs: FROM_MS })]
  for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
  const ids = ledgers.map(({ conversationId }) => conversationId)
  await desk.count(ids)
  const factOf = async (conversationId: number) => {
    const [stored] = [...(await desk.store.load([{ account: 'shop', conversationId }])).values()]
    if (stored === undefined) throw new Error('no fact')
    return stored.fact
  }
  return { desk, ledgers, ids, factOf }
}
type World = Awaited<ReturnType<typeof counted>>

/** Some conversation with a point of the measure by an operator. */
async function oneWith(measure: DisputableMeasure, { ids, factOf }: World) {
  for (const conversationId of ids) {
    const { points } = await factOf(conversationId)
    const operatorId = points.find((point) => point.measure === measure && point.operatorId !== null)?.operatorId
    if (typeof operatorId === 'number') return { conversationId, operatorId }
  }
  return undefined
}

const exclude = (measure: DisputableMeasure, operatorId: number, untilMs = LATER_MS): readonly Exclusion[] => [
  { measure, operatorId, untilMs },
]

it.each(DISPUTABLE_MEASURES)(
  'what is left out of %s is in no sum any more, counted as left out, once, however often it is looked at',
  async (measure) => {
    const world = await counted(120)
    const { desk, factOf } = world
    const found = await oneWith(measure, world)
    if (found === undefined) return expect(measure, 'none in this month').toBe('resolution_breached')
    const { conversationId, operatorId } = found
    const key = { dimension: 'operator', key: String(operatorId), ...SPAN } as const
    const before = await desk.reads.rollup(key)
    const gone = (await factOf(conversationId)).points.filter(
      (point) => point.measure === measure && point.operatorId === operatorId,
    )
    desk.excluded.set(conversationId, exclude(measure, operatorId))
    const look = () => desk.count([conversationId], { beside: true })
    await Promise.all([look(), look()])
    await look()
    const after = await desk.reads.rollup(key)
    expect(countOf(after, measure)).toBe(countOf(before, measure) - gone.length)
    expect(countOf(after, 'excluded')).toBe(gone.length)
    expect(conversationRow(await factOf(conversationId)).pointsExcluded).toBe(gone.length)
    expect(sumsOf(after, 'resolved')).toEqual(sumsOf(before, 'resolved'))
  },
)

it('a rebuild gives the same sums, and so does counting on after the record of the dispute has expired', async () => {
  const world = await counted()
  const { desk, ids, ledgers } = world
  const found = await oneWith('held_operator', world)
  if (found === undefined) throw new Error('nobody held anything')
  desk.excluded.set(found.conversationId, exclude('held_operator', found.operatorId))
  await desk.count([found.conversationId], { beside: true })
  const incremental = desk.sums()
  expect(await desk.count(ids, { anew: true })).toEqual({ changed: 0, unchanged: ids.length })
  expect(desk.sums()).toEqual(incremental)

  const fresh = countingDesk()
  for (const { conversationId, events } of ledgers) fresh.ledgers.set(conversationId, events)
  fresh.excluded.set(found.conversationId, exclude('held_operator', found.operatorId))
  await fresh.count(ids, { beside: true })
  expect(fresh.sums()).toEqual(incremental)

  desk.excluded.clear()
  await desk.count(ids, { anew: true, beside: true })
  expect(desk.sums()).toEqual(incremental)
})

it('another operator’s points, and those that came after the dispute, stay', async () => {
  const world = await counted()
  const { desk, factOf } = world
  const found = await oneWith('held_operator', world)
  if (found === undefined) throw new Error('nobody held anything')
  const { conversationId, operatorId } = found
  const before = desk.sums()
  desk.excluded.set(conversationId, [
    ...exclude('held_operator', operatorId + 1_000),
    ...exclude('held_operator', operatorId, FROM_MS - 86_400_000),
  ])
  await desk.count([conversationId], { beside: true })
  expect(desk.sums()).toEqual(before)
  expect((await factOf(conversationId)).excluded).toHaveLength(2)
})

it('facts of a release that knew no disputes are read as without any', async () => {
  const { desk, ids } = await counted(3)
  for (const item of desk.table.items()) if (item.sk === 'FACT') delete (item as { excluded?: unknown }).excluded
  expect(await desk.count(ids, { beside: true })).toEqual({ changed: 0, unchanged: 3 })
})

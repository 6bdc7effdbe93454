/** Counting as events come: what a minute brings is counted together, at 50,000 conversations a month. */
import type { ConversationEvent } from '#events/conversation-events'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'

/** Of us-east-1, on demand: a million units. */
const WRITE_USD = 0.625
const READ_USD = 0.125
const DAYS = 1 / 4

export async function benchCost(fromMs: number): Promise<void> {
  const desk = countingDesk({ metered: true })
  const conversations = Math.round((50_000 / 30) * DAYS)
  const all = [...eventMonth({ seed: 9, conversations, fromMs, days: DAYS })]
  const minutes = new Map<number, ConversationEvent[]>()
  for (const event of all.flatMap(({ events }) => events)) {
    const minute = Math.floor(event.observedAtMs / 60_000)
    minutes.set(minute, [...(minutes.get(minute) ?? []), event])
  }
  let events = 0
  for (const [, batch] of [...minutes].sort(([a], [b]) => a - b)) {
    for (const event of batch) {
      const known = desk.ledgers.get(event.conversationId) ?? []
      desk.ledgers.set(
        event.conversationId,
        [...known, event].sort((a, b) => a.version - b.version || a.n - b.n),
      )
    }
    events += batch.length
    await desk.count([...new Set(batch.map(({ conversationId }) => conversationId))])
  }
  const { read, written } = desk.table.units()
  const million = 1_000_000 / events
  const usd = ((written * WRITE_USD + read * READ_USD) * million) / 1_000_000
  console.info(
    `${events} events of ${conversations} conversations as they come: ${(written / events).toFixed(1)} write and ${(read / events).toFixed(1)} read units an event; a million events ${usd.toFixed(2)} USD, ledgers' reads not counted`,
  )
}

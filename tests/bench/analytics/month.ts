/**
 * A month in story time: at the end of each day what it brought is counted, in whatever order conversations stand. Then
 * every number is held against brute force, all of it is rebuilt from the ledgers, in place and in a table of its own,
 * and the sums of all three are held against each other, to the last digit.
 */
import { createHash } from 'node:crypto'
import type { ConversationEvent } from '#events/conversation-events'
import { type CountingDesk, countingDesk } from '#tests/support/counting'
import { eventMonth, type Ledger } from '#tests/support/event-month'
import { measuredOf } from '#tests/support/figures-oracle'
import { judgeMonth } from '#tests/support/judge-month'

const DAY_MS = 86_400_000
/** As many as one batch of the worker asks for. */
const PORTION = 50
/** Counted between two lines that say how far it is. */
const TELL_EVERY_MS = 15_000

export async function benchMonth(conversations: number, fromMs: number): Promise<boolean> {
  const span = { fromDay: dayAt(fromMs), toDay: dayAt(fromMs + 90 * DAY_MS) }
  const took: Record<string, { readonly seconds: number; readonly 'of a processor': number }> = {}
  const timed = async <Value>(what: string, work: () => Value | Promise<Value>): Promise<Value> => {
    const startedAtMs = performance.now()
    const before = process.cpuUsage()
    const value = await work()
    const { user, system } = process.cpuUsage(before)
    const seconds = (ms: number): number => Math.round(ms / 100) / 10
    // of other work on the machine the first is longer, and not the second
    took[what] = {
      seconds: seconds(performance.now() - startedAtMs),
      'of a processor': seconds((user + system) / 1000),
    }
    return value
  }
  const ledgers = await timed('generated', () => [...eventMonth({ seed: 7, conversations, fromMs })])
  const events = ledgers.reduce((sum, ledger) => sum + ledger.events.length, 0)
  const desk = countingDesk()
  const counts = await timed('counted day by day', () => countByDay(ledgers, desk))
  const incremental = digestOf(desk)
  const measured = await timed('brute force', () => ledgers.flatMap(measuredOf))
  const judged = await timed('compared', () => judgeMonth(measured, desk.reads, span))
  const ids = ledgers.map(({ conversationId }) => conversationId)
  const inPlace = await timed('rebuilt in place', () => countAll(ids, desk, 'rebuilt in place', true))
  const afterwards = digestOf(desk)
  const fresh = countingDesk()
  for (const { conversationId, events: all } of ledgers) fresh.ledgers.set(conversationId, all)
  await timed('rebuilt from nothing', () => countAll(ids, fresh, 'rebuilt from nothing', false))
  const rebuilt = digestOf(fresh)
  const { compared, worstError, wrong } = judged
  console.table({
    conversations,
    events,
    'times that a conversation was counted': counts,
    'items of the table': desk.table.size(),
    'numbers compared with brute force': compared,
    'of them different': wrong.length,
    'worst percentile off by, %': Math.round(worstError * 10_000) / 100,
    'facts changed by a rebuild in place': inPlace,
    'sums after it': afterwards === incremental ? 'the same' : 'DIFFERENT',
    'sums of a rebuild from nothing': rebuilt === incremental ? 'the same' : 'DIFFERENT',
  })
  console.table(took)
  for (const one of wrong.slice(0, 10)) console.info(`  ${one}`)
  return wrong.length === 0 && inPlace === 0 && afterwards === incremental && rebuilt === incremental
}

/** Every conversation of which anything came to be known that day, as far as it was known by then. */
async function countByDay(ledgers: readonly Ledger[], desk: CountingDesk): Promise<number> {
  const touched = new Map<number, Set<Ledger>>()
  for (const ledger of ledgers)
    for (const { observedAtMs } of ledger.events) {
      const day = Math.floor(observedAtMs / DAY_MS)
      const known = touched.get(day)
      if (known === undefined) touched.set(day, new Set([ledger]))
      else known.add(ledger)
    }
  const tell = teller('counted')
  let counted = 0
  for (const day of [...touched.keys()].sort((a, b) => a - b)) {
    const untilMs = (day + 1) * DAY_MS
    const ids = []
    for (const { conversationId, events } of touched.get(day) ?? []) {
      desk.ledgers.set(conversationId, knownBy(events, untilMs))
      ids.push(conversationId)
    }
    for (let from = 0; from < ids.length; from += PORTION) {
      await desk.count(ids.slice(from, from + PORTION))
      tell(counted + from, `day ${dayAt(untilMs - DAY_MS)}`)
    }
    counted += ids.length
  }
  return counted
}

/** A ledger grows at its end: what is known of a day is a beginning of it. */
function knownBy(events: readonly ConversationEvent[], untilMs: number): readonly ConversationEvent[] {
  const next = events.findIndex(({ observedAtMs }) => observedAtMs >= untilMs)
  return next === -1 ? events : events.slice(0, next)
}

/** Gives how many facts came out otherwise. */
async function countAll(ids: readonly number[], desk: CountingDesk, what: string, anew: boolean): Promise<number> {
  const tell = teller(what)
  let changed = 0
  for (let from = 0; from < ids.length; from += PORTION) {
    changed += (await desk.count(ids.slice(from, from + PORTION), { anew })).changed
    tell(from, '')
  }
  return changed
}

function teller(what: string): (count: number, more: string) => void {
  let toldAtMs = performance.now()
  return (count, more) => {
    if (performance.now() - toldAtMs < TELL_EVERY_MS) return
    toldAtMs = performance.now()
    console.info(`  ${what}: ${count} ${more}`)
  }
}

function digestOf(desk: CountingDesk): string {
  const hash = createHash('sha256')
  for (const item of desk.sums()) {
    const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))
    hash.update(JSON.stringify(sorted))
  }
  return hash.digest('hex')
}

const dayAt = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

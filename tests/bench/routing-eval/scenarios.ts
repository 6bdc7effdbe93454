/** What is learnt from which rows, and tried on which: one way for all, with fixed splits. */
import { seededRandom, shuffle } from '#text/topics/seeded-random'
import { type Labelled, labelled, OUT_OF_SCOPE, type Row, rowsOf } from './labelled-sets.ts'

export type Scenario = { readonly name: string; readonly parts: readonly Part[] }
/** Parts of a scenario have models of their own and are scored together. */
export type Part = { readonly taught: readonly Labelled[]; readonly tried: readonly Labelled[] }

const within = (rows: readonly Labelled[]): Labelled[] => rows.filter(({ topic }) => !OUT_OF_SCOPE.has(topic))

/** Four fifths are taught, one is tried. */
export function fifthHeldOut<Item>(items: readonly Item[]): { taught: Item[]; tried: Item[] } {
  const order = Int32Array.from(items.keys())
  shuffle(order, seededRandom(5))
  const held = new Set(order.subarray(0, Math.floor(items.length / 5)))
  return { taught: items.filter((_, at) => !held.has(at)), tried: items.filter((_, at) => held.has(at)) }
}

/** The first so many of each topic. */
function fewOfEach(rows: readonly Labelled[], most: number): Labelled[] {
  const counts = new Map<string, number>()
  return rows.filter(({ topic }) => {
    const count = (counts.get(topic) ?? 0) + 1
    counts.set(topic, count)
    return count <= most
  })
}

/** By their folders. */
export const SETS: readonly string[] = ['hint3', 'sumo-topics', 'banking77', 'clinc150-oos', 'multidogo']

/** Read as they are asked for; a set that is not there has no scenarios. Chats (multidogo) are compared in chats.ts. */
export const scenariosIn = (data: string) =>
  [
    { set: 'hint3', make: () => hint3(data) },
    { set: 'sumo-topics', make: () => sumo(data) },
    { set: 'banking77', make: () => banking(data) },
    { set: 'clinc150-oos', make: () => clinc(data) },
  ] as const

function hint3(data: string): Scenario[] {
  const taught = rowsOf(data, 'hint3', 'train.jsonl')
  const tried = rowsOf(data, 'hint3', 'messages.jsonl')
  if (taught === undefined || tried === undefined) return []
  const bots = [...new Set(taught.map(({ bot }) => bot))]
  const of = (rows: readonly Row[], bot: unknown) =>
    labelled(
      rows.filter((row) => row.bot === bot),
      'intent',
    )
  const parts = bots.map((bot) => ({ taught: within(of(taught, bot)), tried: of(tried, bot) }))
  return [{ name: 'hint3, three bots', parts }]
}

/** Learnt from the earlier three quarters, tried on the last. */
function sumo(data: string): Scenario[] {
  const rows = rowsOf(data, 'sumo-topics', 'messages.jsonl')
  if (rows === undefined) return []
  const byDate = [...rows].sort((a, b) => String(a.created).localeCompare(String(b.created)))
  const cut = Math.floor(byDate.length * 0.75)
  return ['team', 'topic'].map((label) => {
    const all = labelled(byDate, label)
    return { name: `sumo-topics, ${label}`, parts: [{ taught: all.slice(0, cut), tried: all.slice(cut) }] }
  })
}

function banking(data: string): Scenario[] {
  const rows = rowsOf(data, 'banking77', 'messages.jsonl')
  if (rows === undefined) return []
  const { taught, tried } = fifthHeldOut(labelled(rows, 'intent'))
  return [
    { name: 'banking77', parts: [{ taught, tried }] },
    { name: 'banking77, 10 an intent', parts: [{ taught: fewOfEach(taught, 10), tried }] },
  ]
}

function clinc(data: string): Scenario[] {
  const rows = rowsOf(data, 'clinc150-oos', 'messages.jsonl')
  if (rows === undefined) return []
  return ['domain', 'intent'].map((label) => {
    const inScope = rows.filter((row) => row.intent !== 'oos')
    const isTaught = (row: Row): boolean => String(row.id).startsWith('train')
    const beyond = rows.filter((row) => row.intent === 'oos').map((row) => ({ ...row, [label]: 'oos' }))
    const taught = labelled(inScope.filter(isTaught), label)
    const tried = labelled([...inScope.filter((row) => !isTaught(row)), ...beyond], label)
    return { name: `clinc150, ${label}`, parts: [{ taught, tried }] }
  })
}

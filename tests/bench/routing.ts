/**
 * Who gets which conversation, simulated: Chatwoot's two assignments, skills with fewest conversations, ours, and one pool
 * of people who know everything, over the same arrivals, work and absences.
 *
 *   npm run bench:routing -- [--data <folder>] [--seed <n>] [--load light|busy|overload] [--json]
 *
 * `--data` holds the arrival logs `uci-incidents` and `sumo-ticket-log` (default: `../shared/data`); without them a seeded
 * generator takes their place. What is simulated and what is assumed: docs/adr/0024-choice.md.
 */
import { parseArgs } from 'node:util'
import type { Log } from './routing/arrivals.ts'
import {
  ABLATIONS,
  CONTESTANTS,
  figuresFor,
  LOADS,
  type LoadName,
  logsOf,
  type PolicyOf,
  scenarioOf,
} from './routing/contest.ts'
import type { Figures } from './routing/figures.ts'
import { ours } from './routing/ours.ts'

/** What ours has to reach at busy load. */
const TARGETS = { inTime: 96, rightMean: 0.7, handedOn: 4, jainWork: 0.95 }
/** Enough for the side tables. */
const SOME = 2_000
const SEEDS = 5

const NAMES: { readonly [figure in keyof Figures]: string } = {
  cases: 'cases',
  inTime: 'reply <= 5 min %',
  urgentInTime: 'urgent %',
  furtherInTime: 'further <= 10 min %',
  rightMean: 'right person min',
  rightP95: 'p95',
  handedOn: 'handed on %',
  jainWork: 'Jain work',
  jainHard: 'Jain hard',
  same: 'same person %',
  unanswered: 'unanswered',
}
const rounded = (value: number): number => Number(value.toFixed(value >= 10 ? 1 : 3))
const row = (figures: Figures) =>
  Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [name, rounded(figures[key as keyof Figures])]))

type Table = {
  readonly title: string
  /** Has to reach what is wanted. */
  readonly wanted?: boolean
  readonly rows: { readonly [name: string]: Figures }
}

type Compared = Pick<Log, 'arrivals' | 'scale'>

function compare(
  { arrivals, scale }: Compared,
  by: { readonly load: LoadName; readonly seed: number },
  policies = CONTESTANTS,
) {
  const scenario = scenarioOf(arrivals, { load: LOADS[by.load] * scale, seed: by.seed })
  return Object.fromEntries(Object.entries(policies).map(([name, policyOf]) => [name, figuresFor(scenario, policyOf)]))
}

/** Of several runs, each figure by itself: the middle one, and the worst. */
function overSeeds(runs: readonly Figures[], which: 'median' | 'worst'): Figures {
  const least: readonly (keyof Figures)[] = ['inTime', 'urgentInTime', 'furtherInTime', 'jainWork', 'jainHard', 'same']
  const figures = Object.keys(NAMES).map((name) => {
    const key = name as keyof Figures
    const sorted = runs.map((run) => run[key]).sort((a, b) => a - b)
    return [key, (which === 'median' ? sorted[runs.length >> 1] : least.includes(key) ? sorted[0] : sorted.at(-1)) ?? 0]
  })
  return Object.fromEntries(figures) as Figures
}

const TWO = { 'least loaded': CONTESTANTS['least loaded'] as PolicyOf, ours: CONTESTANTS.ours as PolicyOf }

/** Stretches of the log one behind the other, each with a seed of its own. */
function overSeedsOf(log: Log, { load, seed }: { readonly load: LoadName; readonly seed: number }): Table {
  const runs = Array.from({ length: SEEDS }, (_, index) => {
    const from = (index * SOME) % Math.max(1, log.arrivals.length - SOME)
    return compare({ ...log, arrivals: log.arrivals.slice(from, from + SOME) }, { load, seed: seed + index }, TWO)
  })
  const rows = Object.keys(TWO).flatMap((name) => {
    const each = runs.flatMap((run) => run[name] ?? [])
    return (['median', 'worst'] as const).map((which) => [`${name}, ${which}`, overSeeds(each, which)] as const)
  })
  return {
    title: `${log.name}: ${SEEDS} seeds over ${SOME} arrivals each, ${load}, at the load of the first log`,
    rows: Object.fromEntries(rows),
  }
}

function tablesFor(options: { readonly folder: string; readonly seed: number; readonly load: LoadName }): Table[] {
  const { load, seed } = options
  const logs = logsOf(options)
  const tables: Table[] = logs.map((log, index) => ({
    title: `${log.name}: ${log.arrivals.length} arrivals, ${load}, seed ${seed}`,
    ...(index === 0 ? { wanted: true } : {}),
    rows: compare(log, { load, seed }),
  }))
  const unscaled = logs.filter(({ scale }) => scale !== 1).map((log) => ({ ...log, scale: 1 }))
  for (const log of unscaled)
    tables.push({ title: `${log.name}, at the load of the first`, rows: compare(log, { load, seed }, TWO) })
  for (const log of logs) tables.push(overSeedsOf({ ...log, scale: 1 }, { load, seed }))
  const [first] = logs
  if (first === undefined) return tables
  const some = { ...first, arrivals: first.arrivals.slice(0, SOME) }
  for (const other of Object.keys(LOADS) as LoadName[])
    if (other !== load) tables.push({ title: `${SOME} arrivals, ${other}`, rows: compare(some, { load: other, seed }) })
  const without = Object.fromEntries(Object.entries(ABLATIONS).map(([name, document]) => [name, ours(document)]))
  tables.push({
    title: `Ours without one of its parts: ${SOME} arrivals, ${load}`,
    rows: compare(some, { load, seed }, without),
  })
  return tables
}

function accept(line: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'MISSED'} ${line}`)
  if (!holds) process.exitCode = 1
}

function acceptAll({ title, rows }: Table): void {
  const { ours: mine, 'least loaded': other } = rows
  if (mine === undefined || other === undefined) return
  console.log(title)
  const by = `${rounded(mine.inTime)} % of first replies within 5 min`
  accept(`${by}, wanted >= ${TARGETS.inTime} %`, mine.inTime >= TARGETS.inTime)
  accept(
    `${rounded(mine.rightMean)} min to the right person, wanted <= ${TARGETS.rightMean}`,
    mine.rightMean <= TARGETS.rightMean,
  )
  accept(`${rounded(mine.handedOn)} % handed on, wanted <= ${TARGETS.handedOn} %`, mine.handedOn <= TARGETS.handedOn)
  accept(
    `Jain's index of work ${rounded(mine.jainWork)}, wanted >= ${TARGETS.jainWork}`,
    mine.jainWork >= TARGETS.jainWork,
  )
  const better = mine.inTime > other.inTime && mine.rightMean < other.rightMean
  accept(`better than least loaded: ${rounded(other.inTime)} %, ${rounded(other.rightMean)} min`, better)
}

/** Prints the tables; at busy load also a line for each thing wanted, and a missed one sets the exit code. */
export function benchRouting(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: '../shared/data' },
      seed: { type: 'string', default: '1' },
      load: { type: 'string', default: 'busy' },
      json: { type: 'boolean', default: false },
    },
  })
  const load = (Object.keys(LOADS) as LoadName[]).find((name) => name === values.load)
  const seed = Number(values.seed)
  if (load === undefined || !Number.isInteger(seed))
    throw new Error('--load is light, busy or overload, --seed a whole number')
  const tables = tablesFor({ folder: values.data, seed, load })
  if (values.json) {
    console.log(JSON.stringify(tables))
    return
  }
  for (const { title, rows } of tables) {
    console.log(title)
    console.table(Object.fromEntries(Object.entries(rows).map(([name, figures]) => [name, row(figures)])))
  }
  if (load === 'busy') for (const table of tables) if (table.wanted) acceptAll(table)
}

if (process.argv[1] === import.meta.filename) benchRouting(process.argv.slice(2))

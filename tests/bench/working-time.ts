/**
 * What working time costs: our tables and luxon side by side, in one run on this machine.
 *  1. first use: load time and first `add`, each in fresh processes;
 *  2. warm: microseconds per `add`, for short promises and for long ones.
 * Both must give the same answers before anything is timed. Rounds are interleaved and medians printed: the machine may
 * be noisy, so read the ratios. Alone: `node --import tsx tests/bench/working-time.ts`.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { type CalendarDocument, type OpenHours, type OpenTime, workingTime } from '#domain/calendar'
import { BUNDLING } from '#infra/bundle'
import { workingTime as luxonWorkingTime } from './working-time/luxon-working-time.ts'

const STARTS = 15
const ROUNDS = 15
const QUESTIONS = 500
/** Ours is too quick to be timed once. */
const REPEATS = 40
const WANTED_US = 10
const WANTED_RATIO = 20

const HOUR_MS = 3_600_000
const SHIFT: readonly OpenHours[] = [
  ['08:00', '12:00'],
  ['13:00', '17:00'],
]
const CALENDAR: CalendarDocument = {
  timeZone: 'Europe/Berlin',
  week: { mon: SHIFT, tue: SHIFT, wed: SHIFT, thu: SHIFT, fri: [['08:00', '12:30']] },
  holidays: ['2025-04-18', '2025-04-21', '2025-05-01', '2025-10-03', '2025-12-25', '2025-12-26'].map((date) => ({
    date,
  })),
  specialDays: [{ date: '2025-12-24', hours: [['08:00', '12:00']], name: 'half day' }],
}
/** The shipped targets, in hours: answers, and resolutions. */
const PROMISES = { 'answer in 15 min to 4 h': [0.25, 0.5, 1, 4], 'resolve in 2 to 72 h': [2, 8, 24, 72] } as const

const CONTENDERS = {
  tables: { entry: 'shared/domain/calendar.ts', timeOf: workingTime },
  luxon: { entry: 'tests/bench/working-time/luxon-working-time.ts', timeOf: luxonWorkingTime },
} as const
type Contender = keyof typeof CONTENDERS
const NAMES: readonly Contender[] = ['tables', 'luxon']

type Question = { readonly fromMs: number; readonly workingMs: number }
type FirstUse = { readonly dueMs: number; readonly loadMs: number; readonly firstMs: number }

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const rounded = (value: number): number => Number(value.toPrecision(3))

/** Instants of 2025, the same in every run. */
function questionsOf(hours: readonly number[]): Question[] {
  let seed = 20_250_101
  return Array.from({ length: QUESTIONS }, (_, index) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    const fromMs = Date.UTC(2025, 0, 1) + Math.floor((seed / 2 ** 31) * 365 * 24 * HOUR_MS)
    return { fromMs, workingMs: (hours[index % hours.length] ?? 1) * HOUR_MS }
  })
}

/** @throws Error with the first question that the two answer differently */
function compareAnswers(questions: readonly Question[]): void {
  for (const { fromMs, workingMs } of questions) {
    const [ours, theirs] = NAMES.map((name) => CONTENDERS[name].timeOf(CALENDAR).add(fromMs, workingMs))
    if (ours !== theirs) throw new Error(`add(${fromMs}, ${workingMs}): tables say ${ours}, luxon says ${theirs}`)
  }
}

async function compareFirstUse(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'backdesk-bench-'))
  try {
    await build({
      ...BUNDLING,
      entryPoints: NAMES.map((name) => ({ in: CONTENDERS[name].entry, out: name })),
      outdir: dir,
      outExtension: { '.js': '.cjs' },
      sourcemap: false,
    })
    const question = JSON.stringify({ calendar: CALENDAR, fromMs: Date.UTC(2025, 5, 12), workingMs: 8 * HOUR_MS })
    const uses: Record<Contender, FirstUse[]> = { tables: [], luxon: [] }
    for (let start = 0; start < STARTS; start++)
      for (const name of NAMES) {
        const args = ['tests/bench/working-time/first-use.cjs', join(dir, `${name}.cjs`), question]
        const { stdout } = await promisify(execFile)(process.execPath, args)
        uses[name].push(JSON.parse(stdout))
      }
    const sizes = await Promise.all(NAMES.map(async (name) => (await stat(join(dir, `${name}.cjs`))).size))
    console.log(`Working time, first use: medians of ${STARTS} interleaved processes`)
    console.table(
      Object.fromEntries(
        NAMES.map((name, index) => [
          name,
          {
            'bundle KB': rounded((sizes[index] ?? 0) / 1024),
            'load ms': rounded(median(uses[name].map(({ loadMs }) => loadMs))),
            'first add ms': rounded(median(uses[name].map(({ firstMs }) => firstMs))),
          },
        ]),
      ),
    )
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Microseconds per call, looking the calendar up included where there is something to look up. */
function timeAdds(timeOf: () => Pick<OpenTime, 'add'>, questions: readonly Question[], repeats: number): number {
  const started = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const { fromMs, workingMs } of questions)
      if (timeOf().add(fromMs, workingMs) === null) throw new Error('the calendar never opens')
  return ((performance.now() - started) * 1000) / (questions.length * repeats)
}

/** Medians of interleaved rounds, after one round to warm up. */
function compareWarm(questions: readonly Question[]): { readonly tablesUs: number; readonly luxonUs: number } {
  const luxon = luxonWorkingTime(CALENDAR)
  const times: Record<Contender, number[]> = { tables: [], luxon: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    const tablesUs = timeAdds(() => workingTime(CALENDAR), questions, REPEATS)
    const luxonUs = timeAdds(() => luxon, questions, 1)
    if (round === 0) continue
    times.tables.push(tablesUs)
    times.luxon.push(luxonUs)
  }
  return { tablesUs: median(times.tables), luxonUs: median(times.luxon) }
}

/** Prints both tables, then a line for each thing wanted; a missed one sets the exit code. */
export async function benchWorkingTime(): Promise<void> {
  const kinds = Object.entries(PROMISES).map(([kind, hours]) => ({ kind, questions: questionsOf(hours) }))
  for (const { questions } of kinds) compareAnswers(questions)
  await compareFirstUse()
  const warm = kinds.map(({ kind, questions }) => ({ kind, ...compareWarm(questions) }))
  console.log(
    `Working time, warm \`add\`: medians of ${ROUNDS} interleaved rounds of ${QUESTIONS} questions, equal answers`,
  )
  console.table(
    Object.fromEntries(
      warm.map(({ kind, tablesUs, luxonUs }) => [
        kind,
        { 'tables us': rounded(tablesUs), 'luxon us': rounded(luxonUs), ratio: Math.round(luxonUs / tablesUs) },
      ]),
    ),
  )
  const slowestUs = Math.max(...warm.map(({ tablesUs }) => tablesUs))
  const leastRatio = Math.min(...warm.map(({ tablesUs, luxonUs }) => luxonUs / tablesUs))
  accept(`add takes ${rounded(slowestUs)} us warm, wanted <= ${WANTED_US} us`, slowestUs <= WANTED_US)
  accept(
    `add is ${Math.round(leastRatio)} times as fast as luxon, wanted >= ${WANTED_RATIO}`,
    leastRatio >= WANTED_RATIO,
  )
}

function accept(line: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'MISSED'} ${line}`)
  if (!holds) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) await benchWorkingTime()

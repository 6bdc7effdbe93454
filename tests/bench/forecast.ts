/**
 * Whether forecasts of breaches come true: the simulated desk of `bench:routing` is looked at every few minutes, and what
 * `GET /v1/forecast` would say then is held against what was late in the end.
 *
 *   npm run bench:forecast -- [--data <folder>] [--seed <n>] [--arrivals <n>] [--only busy|overload|hour] [--json]
 *
 * Precision: of what was foretold, how much was late. Recall: of what was late, how much had been foretold. What nobody has
 * is what a count of the unassigned would have told. What is simulated: docs/adr/0024-choice.md; the figures: 0027.
 */
import { parseArgs } from 'node:util'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { LOADS, logsOf, scenarioOf } from './routing/contest.ts'
import { CHANNEL, DESK_DOCUMENT, FIRST_REPLY_MS, NEXT_REPLY_MS } from './routing/desk-document.ts'
import { calibrationOf, type Look, lookedAt, type Promised, type Score, scoresOf } from './routing/foretelling.ts'
import { savedByOneMore } from './routing/one-more.ts'
import { ours } from './routing/ours.ts'
import { type Run, type Scenario, simulate } from './routing/simulation.ts'

const MINUTE_MS = 60_000

type Setting = {
  readonly name: string
  readonly load: number
  readonly promised: Promised
  /** Minutes ahead. */
  readonly bands: readonly Score['ahead'][]
  readonly everyMinutes: number
}

const CHAT: Promised = { firstMs: FIRST_REPLY_MS, nextMs: NEXT_REPLY_MS }
const HOUR: Promised = { firstMs: 60 * MINUTE_MS, nextMs: 60 * MINUTE_MS }
const SOON: Setting['bands'] = [
  [0, 2],
  [2, 5],
  [5, 10],
]
const LONG: Setting['bands'] = [
  [0, 15],
  [15, 30],
  [30, 60],
]
const SETTINGS: readonly Setting[] = [
  { name: 'chat, 5 and 10 minutes, busy', load: LOADS.busy, promised: CHAT, bands: SOON, everyMinutes: 5 },
  { name: 'chat, 5 and 10 minutes, overload', load: LOADS.overload, promised: CHAT, bands: SOON, everyMinutes: 5 },
  { name: 'an hour, far too much', load: 0.56, promised: HOUR, bands: LONG, everyMinutes: 10 },
]
const SAID: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 2],
  [3, 5],
  [6, 10],
  [11, 20],
  [21, 1_000],
]

/** Of a conversation's minutes an answer takes a third, by the forecast. */
const ANSWERS = 3
const MINUTES = DESK_DOCUMENT.channels[CHANNEL]?.minutes ?? 0

/** What an answer takes in truth, in minutes, with what working in parallel adds. */
function answerMinutes({ tickets, workers }: Run): number {
  const workedMs = workers.reduce((sum, worker) => sum + worker.workedMs, 0)
  const answers = tickets.reduce((sum, ticket) => sum + ticket.answers, 0)
  return workedMs / Math.max(1, answers) / MINUTE_MS
}

const withMinutes = (minutes: number): RoutingDocument => ({
  ...DESK_DOCUMENT,
  channels: { [CHANNEL]: { points: 2, minutes } },
})

type Found = {
  readonly scores: readonly Score[]
  readonly calibration: ReturnType<typeof calibrationOf>
}

function found(looks: readonly Look[], { bands }: Setting): Found {
  const horizon = Math.max(...bands.map(([, to]) => to))
  return { scores: scoresOf(looks, bands), calibration: calibrationOf(looks, horizon, SAID) }
}

function looksAt(scenario: Scenario, setting: Setting, document: RoutingDocument): readonly [readonly Look[], Run] {
  const looks: Look[] = []
  // the document decides who gets what as it does in bench:routing; the forecast alone goes by these minutes
  const run = simulate(scenario, lookedAt(ours(DESK_DOCUMENT), { ...setting, document }, looks))
  return [looks, run]
}

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(0)} %`)
const rowOf = ({ due, foretold, broken, both, free, freeBroken }: Score) => ({
  due,
  foretold,
  broken,
  'foretold / broken': broken === 0 ? '-' : (foretold / broken).toFixed(2),
  precision: share(both, foretold),
  recall: share(both, broken),
  'nobody has: precision': share(freeBroken, free),
  'recall ': share(freeBroken, broken),
})

function tell(title: string, { scores, calibration }: Found): void {
  console.log(title)
  console.table(
    Object.fromEntries(scores.map((score) => [`${score.ahead[0]} to ${score.ahead[1]} min ahead`, rowOf(score)])),
  )
  console.table(
    Object.fromEntries(
      calibration.map(({ said: [from, to], forecasts, foretoldMean, brokenMean }) => [
        from === to ? `said ${from}` : to >= 1_000 ? `said ${from} and more` : `said ${from} to ${to}`,
        { forecasts, 'said on average': foretoldMean.toFixed(1), 'late in the end': brokenMean.toFixed(1) },
      ]),
    ),
  )
}

/** Prints tables; nothing is missed or reached. */
export function benchForecast(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: '../shared/data' },
      seed: { type: 'string', default: '1' },
      arrivals: { type: 'string', default: '4000' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [seed, most] = [Number(values.seed), Number(values.arrivals)]
  if (!Number.isInteger(seed) || !Number.isInteger(most) || most < 1)
    throw new Error('--seed and --arrivals are whole numbers')
  const [log] = logsOf({ folder: values.data, seed })
  if (log === undefined) throw new Error('there are no arrivals')
  const arrivals = log.arrivals.slice(0, most)
  const settings = SETTINGS.filter(({ name }) => values.only === undefined || name.includes(values.only))
  if (settings.length === 0) throw new Error('--only names none of: busy, overload, an hour')
  if (!values.json) console.log(`${log.name}: ${arrivals.length} arrivals, seed ${seed}`)
  const all = settings.map((setting) => {
    const result = tried(scenarioOf(arrivals, { load: setting.load, seed }), setting)
    // one after the other: each takes a while
    if (!values.json) tellAll(result)
    return result
  })
  if (values.json) console.log(JSON.stringify({ log: log.name, arrivals: arrivals.length, seed, settings: all }))
}

function tried(scenario: Scenario, setting: Setting) {
  const [asWritten, run] = looksAt(scenario, setting, DESK_DOCUMENT)
  const minutes = answerMinutes(run)
  const document = withMinutes(ANSWERS * minutes)
  const [known] = looksAt(scenario, setting, document)
  const horizonMinutes = Math.max(...setting.bands.map(([, to]) => to))
  const saved = savedByOneMore(scenario, { ...setting, document }, { least: 3, horizonMinutes })
  return { setting, minutes, asWritten: found(asWritten, setting), known: found(known, setting), saved }
}

function tellAll({ setting, minutes, asWritten, known, saved }: ReturnType<typeof tried>): void {
  tell(`\n${setting.name}; the document says ${(MINUTES / ANSWERS).toFixed(1)} min an answer`, asWritten)
  tell(`${setting.name}; the document says what an answer takes: ${minutes.toFixed(1)} min`, known)
  const sum = (of: 'said' | 'saved'): number => saved.reduce((total, one) => total + one[of], 0)
  const days = `${saved.length} days, when one more is first said to save three`
  console.log(`One more operator, on ${days}: said to save ${sum('said')}, saved ${sum('saved')}`)
}

if (process.argv[1] === import.meta.filename) benchForecast(process.argv.slice(2))

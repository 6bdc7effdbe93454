/** When conversations come, and what they are about: from a real log, or from a seeded generator. */
import { readFileSync } from 'node:fs'
import { pick, type Random, randomOf } from './random.ts'

export type Arrival = { readonly atMs: number; readonly skill: number }

/** Skills of the desk, by number; the largest topic is the first. */
export const SKILLS = ['first', 'second', 'third', 'fourth'] as const
/** The desk is open Monday to Friday at these hours; what comes at other times is not counted. */
export const OPEN_HOUR = 8
export const CLOSE_HOUR = 18

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS
const WEST_MS = 5 * HOUR_MS
/** A Monday. */
const EPOCH_MS = Date.UTC(2024, 0, 1)

export type Log = {
  readonly name: string
  readonly arrivals: readonly Arrival[]
  /** How the desk's loads are scaled: 1 where its shifts fit the day of the log, less where they do not. */
  readonly scale: number
}

/**
 * Support questions with their topics, at the hour it is five hours west of Greenwich, where their day begins as this desk's does.
 * Few a day: so many weeks lie on top of each other.
 */
export function sumoArrivals(path: string, weeksOnTop = 12): Log {
  const rows = rowsOf(path, ['created', 'topic'])
  const skillOf = skillsByVolume(rows.map(([, topic = '']) => topic))
  const arrivals = rows.map(([created = '', topic = '']) => {
    const sinceMs = Date.parse(created) - WEST_MS - EPOCH_MS
    const week = Math.floor(sinceMs / WEEK_MS / weeksOnTop)
    return { atMs: EPOCH_MS + week * WEEK_MS + (sinceMs % WEEK_MS), skill: skillOf(topic) }
  })
  return {
    name: `sumo-ticket-log, ${weeksOnTop} weeks on top of each other`,
    arrivals: whileOpen(arrivals),
    scale: 0.8,
  }
}

/** Incidents of a service desk; the group that solved one is its topic. Known to the minute, spread within it. */
export function uciArrivals(path: string, seed: number): Log {
  const random = randomOf(seed, 11)
  const rows = rowsOf(path, ['opened_at', 'last_group'])
  const skillOf = skillsByVolume(rows.map(([, group = '']) => group))
  const arrivals = rows.map(([openedAt = '', group = '']) => ({
    atMs: Date.parse(`${openedAt}:00Z`) + Math.floor(random.next() * 60_000),
    skill: skillOf(group),
  }))
  return { name: 'uci-incidents', arrivals: whileOpen(arrivals), scale: 1 }
}

/** Per hour of the day from midnight, relative: a peak before and one after lunch. */
const PROFILE = [0, 0, 0, 0, 0, 0, 0, 0, 11, 14, 14, 12, 7, 9, 11, 10, 8, 5]

/** A Poisson stream by that profile, with a burst about one topic now and then. */
export function generatedArrivals(seed: number, { weeks = 4, perDay = 340 } = {}): Log {
  const random = randomOf(seed, 12)
  const whole = PROFILE.reduce((sum, share) => sum + share, 0)
  const arrivals: Arrival[] = []
  for (let day = 0; day < weeks * 7; day++)
    for (const [hour, share] of PROFILE.entries()) {
      const startMs = EPOCH_MS + day * DAY_MS + hour * HOUR_MS
      fill(arrivals, { startMs, lengthMs: HOUR_MS, count: (perDay * share) / whole, random })
      if (share > 0 && random.next() < 0.04)
        fill(arrivals, {
          startMs: startMs + random.next() * HOUR_MS,
          lengthMs: HOUR_MS / 6,
          count: 8,
          random,
          skill: 1,
        })
    }
  return { name: 'generated', arrivals: whileOpen(arrivals), scale: 1 }
}

type Filling = { startMs: number; lengthMs: number; count: number; random: Random; skill?: number }

function fill(arrivals: Arrival[], { startMs, lengthMs, count, random, skill }: Filling): void {
  if (count === 0) return
  for (let ms = random.exponential(lengthMs / count); ms < lengthMs; ms += random.exponential(lengthMs / count))
    arrivals.push({ atMs: Math.floor(startMs + ms), skill: skill ?? pick(random, [0, 0, 1, 2, 3]) })
}

const whileOpen = (arrivals: readonly Arrival[]): Arrival[] =>
  arrivals
    .filter(({ atMs }) => {
      const at = new Date(atMs)
      const weekday = at.getUTCDay() !== 0 && at.getUTCDay() !== 6
      return weekday && at.getUTCHours() >= OPEN_HOUR && at.getUTCHours() < CLOSE_HOUR
    })
    .sort((a, b) => a.atMs - b.atMs)

/** The largest topic goes to the emptiest skill first, and so on down. */
function skillsByVolume(topics: readonly string[]): (topic: string) => number {
  const volumes = new Map<string, number>()
  for (const topic of topics) volumes.set(topic, (volumes.get(topic) ?? 0) + 1)
  const sums: number[] = SKILLS.map(() => 0)
  const skills = new Map<string, number>()
  for (const [topic, volume] of [...volumes].sort((a, b) => b[1] - a[1])) {
    const emptiest = sums.indexOf(Math.min(...sums))
    sums[emptiest] = (sums[emptiest] ?? 0) + volume
    skills.set(topic, emptiest)
  }
  return (topic) => skills.get(topic) ?? 0
}

/** Columns of a CSV file without quotes in it, as both logs are. */
function rowsOf(path: string, columns: readonly string[]): string[][] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const at = columns.map((column) => header.split(',').indexOf(column))
  return lines.map((line) => {
    const cells = line.split(',')
    return at.map((index) => cells[index] ?? '')
  })
}

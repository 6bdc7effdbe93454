/** Conversations that wait, operators at work, and what answers take: for forecasts. */
import type { AtWork, Efforts, ForecastFacts } from '#domain/breach-forecast'
import type { Waiting } from '#domain/simulate-answers'
import { START_MS } from './builders.ts'

export const MINUTE_MS = 60_000
export const BILLING = 5
export const SHIPPING = 6

/** An answer takes a third: five minutes. */
export const FIVE_MINUTES: Efforts = { channels: {}, otherChannels: { points: 2, minutes: 15 } }

export const aWaiting = (conversationId: number, dueInMinutes: number, changes: Partial<Waiting> = {}): Waiting => ({
  conversationId,
  teamId: BILLING,
  operatorId: null,
  channel: 'WebWidget',
  clock: 'next_response',
  dueAtMs: START_MS + dueInMinutes * MINUTE_MS,
  ...changes,
})

export const atWork = (operatorId: number, changes: Partial<AtWork> = {}): AtWork => ({
  operatorId,
  name: `Operator ${operatorId}`,
  availability: 'available',
  teams: [BILLING],
  load: 0,
  ...changes,
})

export const forecastFacts = (changes: Partial<ForecastFacts> = {}): ForecastFacts => ({
  waiting: [],
  operators: [atWork(41)],
  efforts: FIVE_MINUTES,
  takenFrom: [],
  nowMs: START_MS,
  untilMs: START_MS + 90 * MINUTE_MS,
  ...changes,
})

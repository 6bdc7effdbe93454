import type { Called } from '#chatwoot/called'
import type { Reading, ReadingRequest } from '#domain/chatwoot-reading'
import type { ArticleDeps } from '#functions/act/perform-articles'
import type { ReadingDeps } from '#functions/act/perform-reading'
import type { SweepDeps } from '#functions/act/perform-sweep'
import type { CanaryDeps } from '#functions/act/send-canary'
import { ACCOUNT, START_MS } from './builders.ts'
import { recorder } from './recorder.ts'

export const aReadingRequest = (changes: Partial<ReadingRequest> = {}): ReadingRequest => ({
  kind: 'reading',
  what: 'operators',
  account: ACCOUNT,
  id: 'shop/operators/29402500',
  requestedAtMs: START_MS,
  correlationId: 'corr-1',
  ...changes,
})

export const AVERY = { operatorId: 41, name: 'Avery Example', role: 'agent', availability: 'available' } as const

type Read = Called<Pick<Reading, 'operators' | 'directory'>>

/** What performs readings, over a Chatwoot where Avery works alone. `ends` are how the next calls end instead. */
export function aReadingDesk({
  now = () => START_MS,
  ...record
}: Partial<Pick<ReadingDeps, 'now' | 'log' | 'count'>> = {}) {
  const { log, count, counts, lines } = recorder()
  const answers: Reading[] = []
  const ends: Read[] = []
  const state = { doubts: 0 }
  const deps: ReadingDeps = {
    now,
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }),
      doubt: () => {
        state.doubts++
      },
    },
    isOff: async () => false,
    reader: () => ({
      operators: async () => ends.shift() ?? { kind: 'ok', value: { operators: [AVERY] } },
      directory: async () => ends.shift() ?? { kind: 'ok', value: { operators: [AVERY], directory: DIRECTORY } },
    }),
    answer: async (reading) => {
      answers.push(reading)
    },
    count,
    log,
    ...record,
  }
  return { deps, answers, ends, counts, lines, state }
}

export const DIRECTORY = { serverVersion: '4.15.1', teams: [], inboxes: [] }

/** Where nobody sweeps. */
/** Nobody asks for articles. */
export const noArticles: ArticleDeps = {
  now: () => 0,
  book: { find: async () => undefined, doubt: () => undefined },
  reader: () => ({ articles: () => Promise.reject(new Error('Nobody asks for articles')) }),
  isOff: async () => false,
  answer: undefined,
  count: () => undefined,
  log: { warn: () => undefined, error: () => undefined },
}

export const noSweeps: SweepDeps = {
  now: () => START_MS,
  book: { find: async () => undefined, doubt: () => undefined },
  sweeper: () => {
    throw new Error('nobody sweeps here')
  },
  isOff: async () => false,
  answer: undefined,
  hand: async () => undefined,
  count: () => undefined,
  log: { warn: () => undefined, error: () => undefined },
}

/** Of worlds without a canary. */
export const noCanary: CanaryDeps = {
  now: () => START_MS,
  book: noSweeps.book,
  isOff: async () => false,
  sing: () => {
    throw new Error('there is no canary here')
  },
  sent: async () => undefined,
  count: () => undefined,
  log: { warn: () => undefined },
}

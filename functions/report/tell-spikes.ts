/** Tells people of an hour in which far more comes in than usual, while it lasts: with what happened before, and no cause. */
import type { SpikeTold, TopicReport } from '#domain/analytics/topic-report'
import { lengthInWords, valueInWords } from '#domain/report/words'
import type { Notice } from './report-notice.ts'

export type SpikeDeps = {
  /** Whether anybody wants to hear of this account's spikes. */
  readonly isWanted: (account: string) => Promise<boolean>
  /** Of today and yesterday. */
  readonly topicsNow: (account: string, timeZone: string) => Promise<TopicReport>
  /** When this topic was last told of; null: never. */
  readonly toldAtMs: (account: string, topic: string) => Promise<number | null>
  readonly noteTold: (account: string, topic: string, atMs: number) => Promise<void>
  readonly tell: (account: string, notice: Notice) => Promise<unknown>
  readonly consoleUrl: string
  readonly now: () => number
  readonly log: { info(code: string, fields: Readonly<Record<string, string | number>>): void }
}

/** A topic is told of once in so many hours: whoever is at it knows. */
const QUIET_MS = 6 * 3_600_000
const HOUR_MS = 3_600_000
const WHOLE = 'all topics'
const MOST_NAMED = 5

export async function tellSpikes(account: string, timeZone: string, deps: SpikeDeps): Promise<void> {
  if (!(await deps.isWanted(account))) return
  const nowMs = deps.now()
  const { topics, volume } = await deps.topicsNow(account, timeZone)
  for (const { topic, spikes } of [{ topic: WHOLE, ...volume }, ...topics]) {
    const newest = spikes?.at(-1)
    // one that ended with the last hour is news as well: its count is whole only now
    if (newest === undefined || newest.toMs < nowMs - HOUR_MS) continue
    const before = await deps.toldAtMs(account, topic)
    if (before !== null && nowMs - before < QUIET_MS) continue
    // whoever stops here tells twice rather than never
    await deps.tell(account, spikeNotice({ account, topic, spike: newest, nowMs }, deps.consoleUrl))
    await deps.noteTold(account, topic, nowMs)
    deps.log.info('spike_told', { account, observed: newest.observed, happenings: newest.before.length })
  }
}

type About = { readonly account: string; readonly topic: string; readonly spike: SpikeTold; readonly nowMs: number }

function spikeNotice({ account, topic, spike, nowMs }: About, consoleUrl: string): Notice {
  const { fromMs, observed, expected, mostByChance, before } = spike
  const shown = before
    .slice(0, MOST_NAMED)
    .map(({ kind, title, minutesBefore }) => `- ${kind}: ${title} (${when(minutesBefore)})`)
  return {
    key: `spike:${account}:${topic}:${fromMs}`,
    action: 'trigger',
    severity: 'info',
    title: `${account}: much of ${topic === 'none' ? 'no known topic' : topic}`,
    lines: [
      `${observed} conversations since ${valueInWords(fromMs, 'instant')}, usually ${expected}; more than ${mostByChance} does not come by chance`,
      ...(shown.length === 0
        ? ['Nothing is known to have happened in the hours before.']
        : ['What happened before, which need not be why:', ...shown]),
    ],
    links: [
      { text: 'Open the console', href: `${consoleUrl.replace(/\/+$/, '')}/?${new URLSearchParams({ account })}` },
    ],
    atMs: nowMs,
  }
}

const when = (minutesBefore: number): string =>
  minutesBefore < 0 ? 'in its first hour' : `${lengthInWords(minutesBefore * 60_000)} before`

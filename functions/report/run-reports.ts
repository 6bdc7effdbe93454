/** Makes last week's report for every account whose Monday morning has come, and tells its people, once each. */
import { type Glance, missedPercent } from '#domain/analytics/glance'
import { dueWeek } from '#domain/report/iso-week'
import type { Report } from '#domain/report/report'
import { type Notice, reportNotice, type Told } from './report-notice.ts'

type Stored = Told & { readonly toldAtMs: number | null }
type Asked = { readonly account: string; readonly week: string; readonly timeZone: string }

export type RunDeps = {
  readonly accounts: () => Promise<readonly string[]>
  /** Of the account's home calendar. */
  readonly zoneOf: (account: string) => Promise<string>
  readonly isOff: (account: string) => Promise<boolean>
  readonly find: (account: string, week: string) => Promise<Stored | undefined>
  /** Whether anything was ever counted for the account. */
  readonly isCounted: (account: string) => Promise<boolean>
  readonly make: (asked: Asked) => Promise<Report>
  /** Gives what is kept: this report, or that of whoever was first. */
  readonly keep: (report: Report) => Promise<Stored>
  /** @throws when nobody at all could be told. */
  readonly tell: (account: string, notice: Notice) => Promise<{ readonly kind: 'delivered' | 'refused' }>
  /** Tells people of what far more comes of than usual, if they want to hear. */
  readonly tellSpikes: (account: string, timeZone: string) => Promise<void>
  readonly noteTold: (account: string, week: string, atMs: number) => Promise<void>
  /** Figures of today. */
  readonly glance: (account: string, timeZone: string) => Promise<Glance>
  readonly consoleUrl: string
  readonly now: () => number
  readonly count: (name: 'ReportRuns' | 'ReportsMade', by?: number) => void
  readonly gauge: (name: 'ReportsMissing' | 'PromisesMissedPercent', value: number) => void
  readonly log: {
    info(code: string, fields: Readonly<Record<string, string | number>>): void
    fault(code: string, error: unknown, fields: Readonly<Record<string, string>>): void
  }
}

/** What fails is tried again a quarter of an hour later; what fails for an hour rings. */
export async function runReports(deps: RunDeps): Promise<void> {
  let missing = 0
  const missed: number[] = []
  for (const account of await deps.accounts()) {
    try {
      const timeZone = await deps.zoneOf(account)
      missed.push(missedPercent(await deps.glance(account, timeZone)) ?? 0)
      await reportOf({ account, timeZone }, deps)
    } catch (error) {
      // one account's trouble is not the others'
      missing += 1
      deps.log.fault('report_failed', error, { account })
    }
    await spikesOf(account, deps)
  }
  deps.gauge('ReportsMissing', missing)
  deps.gauge('PromisesMissedPercent', Math.max(0, ...missed))
  deps.count('ReportRuns')
}

/** A spike that is not told now is told in a quarter of an hour, if it is still one. */
async function spikesOf(account: string, deps: RunDeps): Promise<void> {
  try {
    if (!(await deps.isOff(account))) await deps.tellSpikes(account, await deps.zoneOf(account))
  } catch (error) {
    deps.log.fault('spikes_not_told', error, { account })
  }
}

async function reportOf({ account, timeZone }: Pick<Asked, 'account' | 'timeZone'>, deps: RunDeps): Promise<void> {
  if (await deps.isOff(account)) return
  const week = dueWeek(deps.now(), timeZone)
  const there = await deps.find(account, week)
  if (there !== undefined && there.toldAtMs !== null) return
  // an account that is new has nothing to report, and its people need not hear so
  if (there === undefined && !(await deps.isCounted(account))) return
  const stored = there ?? (await makeFor({ account, week, timeZone }, deps))
  // whoever stops here tells twice rather than never
  const { kind } = await deps.tell(account, reportNotice(stored, { consoleUrl: deps.consoleUrl, nowMs: deps.now() }))
  await deps.noteTold(account, week, deps.now())
  deps.log.info('report_told', { account, week, delivery: kind })
}

async function makeFor(asked: Asked, deps: RunDeps): Promise<Stored> {
  const stored = await deps.keep(await deps.make(asked))
  deps.count('ReportsMade')
  deps.log.info('report_made', { account: asked.account, week: asked.week })
  return stored
}

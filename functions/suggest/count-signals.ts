import { completenessOf, type SignalDay } from '#domain/signal-completeness'

export type CountSignalsDeps = {
  /** Days that had an end, both included. */
  readonly signalDays: (
    account: string,
    span: { readonly from: string; readonly to: string },
  ) => Promise<readonly SignalDay[]>
  readonly now: () => number
  readonly count: (name: 'SignalsExpected' | 'SignalsMissing', by?: number) => void
  readonly log: { info(code: string, fields: Readonly<Record<string, string | number>>): void }
}

const DAY_MS = 86_400_000
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** Whether every approval that ended has left a signal: what is learned of an incomplete record is wrong, and looks right. */
export async function countSignals(account: string, deps: CountSignalsDeps): Promise<void> {
  const nowMs = deps.now()
  const days = await deps.signalDays(account, { from: dayOf(nowMs - DAY_MS), to: dayOf(nowMs) })
  const { ended, missing } = completenessOf(days)
  deps.count('SignalsExpected', ended)
  if (missing === 0) return
  deps.count('SignalsMissing', missing)
  deps.log.info('signals_missing', { account, ended, missing })
}

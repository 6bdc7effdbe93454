/** Whether a machine's grades count in an account, as its newest reviews have it. */
import { machineStanding } from '#domain/quality/quality-figures'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { weeksUntil } from '#domain/quality/sampling'
import { remember } from '#domain/remember'
import type { Activated } from '#domain/sla-policy'
import { type GradeStoreDeps, gradeStore } from './grades.ts'

/** Over table `desk`. */
export type MachineGateDeps = Omit<GradeStoreDeps, 'retentionDays'> & {
  readonly quality: (account: string) => Promise<Activated<QualityDocument>>
}

/** It follows from hundreds of reviews: one more moves it little, and each conversation that is counted asks. */
const KEPT_MS = 600_000
const ACCOUNTS_KEPT = 100

/** @throws the store's errors; what was not read is read again when it is asked for next. */
export function machineGate(deps: MachineGateDeps): (account: string) => Promise<boolean> {
  // nothing of grades is written here: how long they are kept is another's to say
  const { drawnIn } = gradeStore({ ...deps, retentionDays: 0 })
  const kept = new Map<string, { readonly atMs: number; readonly counts: boolean }>()
  return async (account) => {
    const nowMs = deps.now()
    const known = kept.get(account)
    if (known !== undefined && nowMs - known.atMs < KEPT_MS) return known.counts
    const { document } = await deps.quality(account)
    const compared = await drawnIn(account, weeksUntil(nowMs, document.gate.weeks))
    const { machineCounts: counts } = machineStanding(compared, document)
    return remember(kept, [account, { atMs: nowMs, counts }], ACCOUNTS_KEPT).counts
  }
}

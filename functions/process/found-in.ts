import { type Finding, type IntakeCounts, intakeDay } from '#domain/intake'

type Ledger = {
  found(account: string, finding: Finding): Promise<void>
  add(to: { readonly account: string; readonly day: string }, counts: IntakeCounts): Promise<void>
}

/** Keeps what a reading found, and counts it on the day it was found. */
export const foundIn =
  (ledger: Ledger) =>
  async (account: string, finding: Finding): Promise<void> => {
    await ledger.found(account, finding)
    await ledger.add({ account, day: intakeDay(finding.atMs) }, { reconciled: 1 })
  }

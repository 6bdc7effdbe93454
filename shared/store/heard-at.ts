import { intakeDay } from '#domain/intake'
import type { IntakeLedger } from './intake-ledger.ts'

const DAY_MS = 86_400_000

/** When the last webhook of an account came, by the loss ledger; null: none today or yesterday. */
export const heardAt =
  ({ days }: Pick<IntakeLedger, 'days'>, now: () => number) =>
  async (account: string): Promise<number | null> => {
    const nowMs = now()
    const told = await days(account, { fromDay: intakeDay(nowMs - DAY_MS), toDay: intakeDay(nowMs) })
    const instants = told.flatMap(({ lastReceivedAtMs }) => lastReceivedAtMs ?? [])
    return instants.length === 0 ? null : Math.max(...instants)
  }

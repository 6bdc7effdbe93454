/** What is switched off, as one tick sees it; and the outages that the time of some switches is. */
import { MARKS_OUTAGES } from '#domain/switches'

export type Off = {
  readonly account: string
  readonly name: string
  readonly reason: string
  readonly by: string
  readonly atMs: number
}

export type SwitchDeps = {
  readonly accounts: () => Promise<readonly string[]>
  /** Of an account alone, or of all with `*`. */
  readonly switchedOff: (account: string) => Promise<readonly Off[]>
  /** Records the time from the switch until then as an outage, or makes a recorded one longer. */
  readonly noteSwitchedOff: (off: Off, untilMs: number) => Promise<void>
  readonly now: () => number
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string>>): void }
}

export type Switches = {
  readonly accounts: readonly string[]
  readonly offs: readonly Off[]
  readonly isOff: (account: string, name: string) => boolean
}

const EVERY_ACCOUNT = '*'

/** Undefined: they could not be read. Then what is due is announced all the same, and whoever acts on it asks for itself. */
export async function readSwitches(deps: SwitchDeps): Promise<Switches | undefined> {
  try {
    const accounts = await deps.accounts()
    const offs = (await Promise.all([EVERY_ACCOUNT, ...accounts].map(deps.switchedOff))).flat()
    const keys = new Set(offs.map(({ account, name }) => `${account} ${name}`))
    const isOff = (account: string, name: string): boolean =>
      keys.has(`${account} ${name}`) || keys.has(`${EVERY_ACCOUNT} ${name}`)
    return { accounts, offs, isOff }
  } catch (error) {
    deps.log.fault('switches_not_read', error, {})
    return undefined
  }
}

/** An outage grows with each tick, so that figures know of it while it is on. */
export async function markOutages({ offs }: Switches, deps: SwitchDeps): Promise<void> {
  const names: readonly string[] = MARKS_OUTAGES
  const nowMs = deps.now()
  for (const off of offs) if (names.includes(off.name)) await deps.noteSwitchedOff(off, nowMs)
}

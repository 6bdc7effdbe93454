import { MARKS_OUTAGES } from '#domain/switches'
import type { Outage } from './outages.ts'
import { outageOfSwitch } from './switch-outages.ts'
import type { SwitchedOff, SwitchedOn, SwitchStore } from './switches.ts'

/**
 * Switches on again. The time of a switch under which promises were not kept is recorded as an outage up to now, before:
 * a stop between the two leaves the switch off, and the outage growing.
 * @throws what the stores throw.
 */
export async function switchOnAgain(
  on: SwitchedOn,
  deps: {
    readonly switches: Pick<SwitchStore, 'list' | 'switchOn'>
    readonly recordOutage: (outage: Outage) => Promise<void>
  },
): Promise<SwitchedOff | undefined> {
  const names: readonly string[] = MARKS_OUTAGES
  if (names.includes(on.name)) {
    const off = (await deps.switches.list(on.account)).find(({ name }) => name === on.name)
    for (const outage of off === undefined ? [] : outageOfSwitch(off, on.atMs)) await deps.recordOutage(outage)
  }
  return deps.switches.switchOn(on)
}

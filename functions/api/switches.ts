/** What is switched off, and turning it off and on. */
import { OUTAGE, SWITCHES, type Switch, switchNamed } from '#domain/switches'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import { allows, type Role, roleRefusal } from './access.ts'
import type { Asked } from './account-route.ts'
import type { SwitchOffBody, TurnsQuery } from './switch-inputs.ts'

export type SwitchedOff = {
  /** A slug, or `*` for every account. */
  readonly account: string
  readonly name: string
  readonly reason: string
  readonly by: string
  readonly atMs: number
}
export type SwitchTurn = SwitchedOff & { readonly turned: 'off' | 'on'; readonly sinceMs: number | null }

export type SwitchDeps = {
  /** Of the account alone; of all with `*`. */
  readonly switchedOff: (account: string) => Promise<readonly SwitchedOff[]>
  readonly switchOff: (off: SwitchedOff) => Promise<SwitchedOff>
  /** Undefined: it was on. */
  readonly switchOn: (on: SwitchedOff) => Promise<SwitchedOff | undefined>
  readonly switchTurns: (account: string, most: number) => Promise<readonly SwitchTurn[]>
  /** How many actions outage mode holds, or still has to release. */
  readonly heldActions: (account: string) => Promise<number>
  readonly now: () => number
}

const EVERY_ACCOUNT = '*'

/** GET /v1/switches. */
export async function readSwitches(account: string, deps: SwitchDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const [own, all, heldActions] = await Promise.all([
    deps.switchedOff(account),
    deps.switchedOff(EVERY_ACCOUNT),
    deps.heldActions(account),
  ])
  const items = SWITCHES.map((one) => shown(one, { own, all }))
  const outage = items.find(({ name }) => name === OUTAGE)
  return {
    kind: 'json',
    body: { account, outage: outage?.offForAll ?? outage?.off ?? null, heldActions, items },
    fresh: { asOfMs },
  }
}

/** GET /v1/switch-turns: the account's own turns and those for every account, newest first. */
export async function readTurns(account: string, { limit }: TurnsQuery, deps: SwitchDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const both = await Promise.all([deps.switchTurns(account, limit), deps.switchTurns(EVERY_ACCOUNT, limit)])
  const items = both
    .flat()
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, limit)
    .map(({ account: of, ...turn }) => ({ ...turn, everyAccount: of === EVERY_ACCOUNT }))
  return { kind: 'json', body: { account, items }, fresh: { asOfMs } }
}

/** PUT /v1/switches/{name}: of this account. What is off already stays off since then, for the new reason. */
export async function switchOff(asked: Asked<unknown, SwitchOffBody>, deps: SwitchDeps): Promise<Answer> {
  const found = mayTurn(asked)
  if ('kind' in found) return found
  const { account, by, body } = asked
  const { name } = found
  await deps.switchOff({ account, name, reason: body.reason, by, atMs: deps.now() })
  asked.done('switch.off', { name })
  return one(found, account, deps)
}

/** DELETE /v1/switches/{name}: of this account. What was on stays on. */
export async function switchOn(asked: Asked<unknown>, deps: SwitchDeps): Promise<Answer> {
  const found = mayTurn(asked)
  if ('kind' in found) return found
  const { account, by } = asked
  const { name } = found
  const was = await deps.switchOn({ account, name, reason: 'Switched on again', by, atMs: deps.now() })
  if (was !== undefined) asked.done('switch.on', { name, offMs: deps.now() - was.atMs })
  return one(found, account, deps)
}

/** Outage mode is for whoever runs the desk at night; everything else changes how Backdesk works. */
const leastFor = (name: string): Role => (name === OUTAGE ? 'lead' : 'admin')

function mayTurn({ path, role }: Pick<Asked<unknown>, 'path' | 'role'>): Switch | Refusal {
  const found = switchNamed(path.name ?? '')
  if (found === undefined) {
    const names = SWITCHES.map(({ name }) => name).join(', ')
    return refused(404, 'no_such_switch', `There is no switch of that name. There are: ${names}.`)
  }
  const least = leastFor(found.name)
  return allows(role, least) ? found : roleRefusal(least)
}

async function one(found: Switch, account: string, deps: SwitchDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const [own, all] = await Promise.all([deps.switchedOff(account), deps.switchedOff(EVERY_ACCOUNT)])
  return { kind: 'json', body: { account, item: shown(found, { own, all }) }, fresh: { asOfMs } }
}

type Offs = { readonly own: readonly SwitchedOff[]; readonly all: readonly SwitchedOff[] }

const shown = (one: Switch, { own, all }: Offs) => ({
  ...one,
  least: leastFor(one.name),
  off: offOf(one, own),
  /** Set at the command line; only there it is switched on again. */
  offForAll: offOf(one, all),
})

function offOf({ name }: Switch, offs: readonly SwitchedOff[]) {
  const off = offs.find((other) => other.name === name)
  return off === undefined ? null : { sinceMs: off.atMs, by: off.by, reason: off.reason }
}

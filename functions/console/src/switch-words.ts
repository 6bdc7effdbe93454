/** How switches are told, and the requests that turn them. Knows no DOM. */
import type { Api } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import { clockTime } from './format.ts'
import { plainText } from './names.ts'
import type { ListedSwitch, Off, SwitchAnswer, SwitchesAnswer, SwitchTurn } from './switch-shapes.ts'

const OUTAGE = 'outage'
const NAMES: Readonly<Record<string, string>> = {
  outage: 'Outage mode',
  act: 'All actions in Chatwoot',
  'act.read': 'Reading from Chatwoot',
  route: 'Routing',
  sla: 'Warnings and breaches',
  escalate: 'Escalations and pages',
  draft: 'Drafts of replies',
  review: 'Review of drafts',
  'review.note': 'Notes that show drafts',
  autonomy: 'Autonomy of drafts',
  presence: 'Presence',
  reconcile: 'Reconciling',
  canary: 'Canary',
  suggest: 'Suggestions of articles',
  report: 'Weekly report',
  grade: 'Grading',
  embed: 'Embedded tiles',
  archive: 'Archive of raw webhooks',
}

/** `act.add_note` is `Action: add note`; one that this page does not know is told by its own name. */
export const switchName = (name: string): string =>
  NAMES[name] ?? (name.startsWith('act.') ? `Action: ${name.slice(4).replaceAll('_', ' ')}` : name)

export const accountQuery = (account: string | null): string =>
  account === null ? '' : `?account=${encodeURIComponent(account)}`

/** What holds for the account: a switch for all accounts counts too. */
export const offOf = ({ off, offForAll }: Pick<ListedSwitch, 'off' | 'offForAll'>): Off | null => offForAll ?? off

export const offWords = ({ sinceMs, by, reason }: Off, nowMs: number): string =>
  `since ${clockTime(sinceMs, nowMs)} by ${plainText(by) || 'somebody'}: ${plainText(reason)}`

/** A kind of action, of which there are many: they are shown together. */
export const isVerb = (name: string): boolean => name.startsWith('act.') && name !== 'act.read'

/** Needed by `name` though it has a switch of its own, the widest first. */
function neededBy(name: string): readonly string[] {
  if (name === 'act' || name === 'route' || name === 'escalate') return [OUTAGE]
  if (name === 'review.note') return ['review']
  if (name === 'autonomy') return [OUTAGE, 'review', 'act', 'act.send_public_reply']
  if (name === 'canary') return [OUTAGE, 'act']
  if (name === 'act.read') return ['act']
  if (name === 'presence' || name === 'reconcile') return ['act', 'act.read']
  return isVerb(name) ? [OUTAGE, 'act'] : []
}

/** Why something does nothing although its own switch is on; null when that is not so. */
export function stoppedWords(name: string, items: readonly ListedSwitch[]): string | null {
  const isOff = (needed: string) => items.some((one) => one.name === needed && offOf(one) !== null)
  const by = neededBy(name).find(isOff)
  if (by === undefined) return null
  return by === OUTAGE ? 'Outage mode stops it for now.' : `Does nothing for now: “${switchName(by)}” is off.`
}

/** Above every page while outage mode is on, and until what it held has gone; null otherwise. */
export function outageBanner({ outage, heldActions }: Pick<SwitchesAnswer, 'outage' | 'heldActions'>, nowMs: number) {
  const actions = `${heldActions} ${heldActions === 1 ? 'action' : 'actions'}`
  if (outage !== null) {
    const held = heldActions === 0 ? '' : ` ${actions} held.`
    return `Outage mode ${offWords(outage, nowMs).replace(/[\s.]+$/, '')}. Nobody is paged, and nothing is written to Chatwoot.${held}`
  }
  if (heldActions === 0) return null
  return `Outage mode is over: ${actions} still to be done in Chatwoot, the least time left first.`
}

/** `Outage mode off, for all accounts` reads wrong: it is the one switch that is told by what it turns on. */
export function turnWords({ name, turned, by, everyAccount }: SwitchTurn): string {
  const isOn = name === OUTAGE ? turned === 'off' : turned === 'on'
  return `${switchName(name)} ${isOn ? 'on' : 'off'}${everyAccount ? ' for all accounts' : ''}, by ${plainText(by) || 'somebody'}`
}

/** Turns a switch; the reason is for switching off alone. */
export async function turn(
  { name }: Pick<ListedSwitch, 'name'>,
  to: { readonly account: string | null; readonly reason: string | null },
  api: Pick<Api, 'put' | 'remove'>,
): Promise<Outcome> {
  const path = `/v1/switches/${encodeURIComponent(name)}${accountQuery(to.account)}`
  const result =
    to.reason === null
      ? await api.remove<SwitchAnswer>(path)
      : await api.put<SwitchAnswer>(path, { off: true, reason: to.reason })
  if (result.ok) return { ok: true, words: `Done: every part of Backdesk hears of it within 15 seconds.` }
  const { kind, detail } = result.failure
  const again = 'It may have been done or not: look again in a moment.'
  return { ok: false, words: kind === 'unreachable' ? `${detail} ${again}` : detail }
}

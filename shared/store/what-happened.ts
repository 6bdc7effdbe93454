/** What happened in a time: what others tell, and Backdesk's own outages, switches and documents. */
import { type Happening, type HappeningKind, withoutTeller } from '#domain/happening'
import { POLICY_KINDS } from '#policies/check-policy'
import type { HappeningStore } from './happenings.ts'
import { EVERY_ACCOUNT } from './keys.ts'
import type { OutageStore } from './outages.ts'
import type { Activations } from './policy-activations.ts'
import type { SwitchStore } from './switches.ts'

type Span = { readonly fromMs: number; readonly toMs: number }
export type WhatHappened = (account: string, span: Span) => Promise<readonly Happening[]>

export type WhatHappenedDeps = {
  readonly happenings: Pick<HappeningStore, 'between'>
  readonly outages: Pick<OutageStore, 'between'>
  readonly switches: Pick<SwitchStore, 'history'>
  readonly policies: Pick<Activations, 'activations'>
}

/** Turns of switches are read from the newest. */
const MOST_TURNS = 200

/** Oldest first. @throws the SDK's errors. */
export function whatHappened({ happenings, outages, switches, policies }: WhatHappenedDeps): WhatHappened {
  return async (account, span) => {
    const [told, down, turns, documents] = await Promise.all([
      happenings.between(account, span),
      outages.between(account, span),
      Promise.all([account, EVERY_ACCOUNT].map((whose) => switches.history(whose, MOST_TURNS))),
      Promise.all(
        POLICY_KINDS.map(async (kind) =>
          (await policies.activations(account, kind, span)).map(({ version, activatedAtMs }) =>
            own('document', activatedAtMs, `${kind} version ${version} came into force`),
          ),
        ),
      ),
    ])
    const turned = turns
      .flat()
      .filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs)
      .map(({ name, turned: to, atMs }) =>
        own(to === 'off' ? 'switch_off' : 'switch_on', atMs, `${name} switched ${to}`),
      )
    const outagesThen = down.map(
      ({ id, fromMs, toMs, reason }): Happening => ({
        ...{ kind: 'outage', id, title: reason, atMs: fromMs, untilMs: toMs, url: null },
      }),
    )
    const all = [...told.map(withoutTeller), ...outagesThen, ...turned, ...documents.flat()]
    return all.toSorted((a, b) => a.atMs - b.atMs)
  }
}

const own = (kind: HappeningKind, atMs: number, title: string): Happening => ({
  ...{ kind, id: `${kind}-${atMs}`, title, atMs, untilMs: null, url: null },
})

/** The escalations of the account, refreshed with the queue, and what was done to them here. Knows no DOM. */
import type { Api, ApiFailure } from './api-client.ts'
import { type OwnResults, settled } from './own-results.ts'
import type { EscalationsAnswer, ListedEscalation, RuleRecord } from './watch-shapes.ts'

export type EscalationState = {
  /** Active ones, and those ended here that the list has not dropped yet. Null until the first answer. */
  readonly active: readonly ListedEscalation[] | null
  /** The newest that have ended; null unless asked for, and until the first answer. */
  readonly ended: readonly ListedEscalation[] | null
  readonly rules: readonly RuleRecord[]
  readonly own: OwnResults
  /** Of the newest reading. */
  readonly failure: ApiFailure | null
}
export const NO_ESCALATIONS: EscalationState = { active: null, ended: null, rules: [], own: new Map(), failure: null }

export type LiveEscalations = {
  /** Another account: nothing of the old one is kept. */
  show(account: string | null): void
  /** Ended ones are read along from the next round on, or no more. */
  wantEnded(wanted: boolean): void
  /** One round; never rejects. */
  refresh(): Promise<void>
  /** Keeps what an answer said of an escalation that was acted on here. */
  learn(escalation: ListedEscalation): void
}

const PAGE_SIZE = 100
/** A page may come short; nobody looks through more than this many. */
const MOST_PAGES = 5
const ENDED_SHOWN = 20

type Listed = { readonly active: readonly ListedEscalation[]; readonly ended: readonly ListedEscalation[] | null }

export function liveEscalations(
  api: Api,
  firstAccount: string | null,
  onChange: (state: EscalationState) => void,
): LiveEscalations {
  let account = firstAccount
  let endedWanted = false
  let listed: Listed | null = null
  let state = NO_ESCALATIONS

  const change = (part: Partial<EscalationState>): void => {
    const next = { ...state, ...part }
    state = {
      ...next,
      active: listed === null ? null : settled(listed.active, next.own),
      ended: listed?.ended == null ? null : settled(listed.ended, next.own),
    }
    onChange(state)
  }
  return {
    show(next) {
      if (next === account) return
      account = next
      listed = null
      change(NO_ESCALATIONS)
    },
    wantEnded(wanted) {
      endedWanted = wanted
    },
    async refresh() {
      const asked = account
      const [active, ended] = await Promise.all([
        readAll(api, listPath(asked, 'active', PAGE_SIZE)),
        endedWanted ? api.get<EscalationsAnswer>(listPath(asked, 'ended', ENDED_SHOWN)) : null,
      ])
      if (asked !== account) return
      if (!active.ok) return change({ failure: active.failure })
      const { items, rules } = active.body
      listed = { active: items, ended: ended?.ok === true ? ended.body.items : (listed?.ended ?? null) }
      change({ rules, failure: ended?.ok === false ? ended.failure : null })
    },
    learn(escalation) {
      change({ own: new Map(state.own).set(escalation.id, escalation) })
    },
  }
}

function listPath(account: string | null, state: 'active' | 'ended', limit: number): string {
  const query = new URLSearchParams({ ...(account === null ? {} : { account }), state, limit: String(limit) })
  return `/v1/escalations?${query}`
}

type All = Pick<EscalationsAnswer, 'items' | 'rules'>

/** Follows cursors, though not without end. */
async function readAll(
  api: Api,
  path: string,
): Promise<{ readonly ok: true; readonly body: All } | { readonly ok: false; readonly failure: ApiFailure }> {
  const items = new Map<string, ListedEscalation>()
  let cursor: string | null = null
  let rules: readonly RuleRecord[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`
    const result = await api.get<EscalationsAnswer>(`${path}${from}`)
    if (!result.ok) return result
    for (const item of result.body.items) if (!items.has(item.id)) items.set(item.id, item)
    rules = result.body.rules
    cursor = result.body.nextCursor
    if (cursor === null) break
  }
  return { ok: true, body: { items: [...items.values()], rules } }
}

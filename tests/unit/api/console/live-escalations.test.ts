import { describe, expect, it } from 'vitest'
import type { Api } from '#functions/console/src/api-client'
import { type EscalationState, liveEscalations, NO_ESCALATIONS } from '#functions/console/src/live-escalations'
import { aListedEscalation, START_MS } from './listed-escalation.ts'

const RULE = { ruleId: 'answer-late', name: 'An answer is late', right: 0, wrong: 0, precision: null }
const UNREACHABLE = { kind: 'unreachable', code: 'busy', detail: 'Not just now.' } as const

type Page = { readonly items: readonly object[]; readonly nextCursor?: string | null }

/** Escalations over these answers, by path; null: none. */
function over(answer: (path: string) => Page | null) {
  const paths: string[] = []
  let last: EscalationState = NO_ESCALATIONS
  const get: Api['get'] = async <Body extends object>(path: string) => {
    paths.push(path)
    const page = answer(path)
    return page === null
      ? { ok: false as const, failure: UNREACHABLE }
      : { ok: true as const, body: { rules: [RULE], nextCursor: null, asOfMs: 1, ...page } as unknown as Body }
  }
  const never = () => Promise.reject(new Error('nothing is sent here'))
  const api: Api = { get, post: never, put: never, remove: never }
  const live = liveEscalations(api, 'shop', (state) => {
    last = state
  })
  return { live, paths, last: () => last }
}

const first = aListedEscalation()
const second = aListedEscalation({ conversationId: 1043 })

describe('the escalations of the account', () => {
  it('are read with how often each rule was right', async () => {
    const { live, paths, last } = over(() => ({ items: [first] }))
    await live.refresh()
    expect(last()).toMatchObject({ active: [first], ended: null, rules: [RULE], failure: null })
    expect(paths).toEqual(['/v1/escalations?account=shop&state=active&limit=100'])
  })

  it('follow short pages, though not without end', async () => {
    const pages = over((path) =>
      path.includes('cursor=') ? { items: [first, second] } : { items: [first], nextCursor: 'on' },
    )
    await pages.live.refresh()
    expect(pages.last().active).toEqual([first, second])
    const endless = over(() => ({ items: [], nextCursor: 'on' }))
    await endless.live.refresh()
    expect(endless.paths).toHaveLength(5)
  })

  it('that have ended are read only when somebody looks', async () => {
    const ended = { ...first, ended: { how: 'resolved', by: 'Bo Example', atMs: 5 } }
    const { live, paths, last } = over((path) => ({ items: path.includes('state=ended') ? [ended] : [] }))
    live.wantEnded(true)
    await live.refresh()
    expect(last()).toMatchObject({ active: [], ended: [ended] })
    live.wantEnded(false)
    await live.refresh()
    expect(paths.filter((path) => path.includes('state=ended'))).toHaveLength(1)
  })

  it('stay as last known when they cannot be read', async () => {
    let up = true
    const { live, last } = over(() => (up ? { items: [first] } : null))
    await live.refresh()
    up = false
    await live.refresh()
    expect(last()).toMatchObject({ active: [first], failure: UNREACHABLE })
    up = true
    await live.refresh()
    expect(last().failure).toBeNull()
  })

  it('of another account start from nothing, and a late answer to the old one is dropped', async () => {
    const { live, last } = over((path) => ({ items: path.includes('account=shop') ? [first] : [second] }))
    const under = live.refresh()
    live.learn({ ...first, acknowledged: { by: 'Amelia Hart', atMs: START_MS } })
    live.show('outlet')
    await under
    expect(last()).toMatchObject({ active: null, own: new Map() })
    await live.refresh()
    expect(last().active).toEqual([second])
  })

  it('show at once what was done to them here', async () => {
    const { live, last } = over(() => ({ items: [first] }))
    await live.refresh()
    const acknowledged = { by: 'Amelia Hart', atMs: START_MS + 1 }
    live.learn({ ...first, acknowledged, climbAtMs: null })
    expect(last().active).toMatchObject([{ acknowledged, climbAtMs: null }])
    await live.refresh()
    expect(last().active).toMatchObject([{ acknowledged }])
  })
})

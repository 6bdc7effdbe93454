import { describe, expect, it } from 'vitest'
import { ACTION_VERBS } from '#domain/action'
import { SWITCHES } from '#domain/switches'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import {
  isVerb,
  offOf,
  outageBanner,
  stoppedWords,
  switchName,
  turn,
  turnWords,
} from '#functions/console/src/switch-words'
import { START_MS } from './listed-escalation.ts'

const off = { sinceMs: START_MS, by: 'Amelia Hart', reason: 'Chatwoot is down' }

describe('switches in words', () => {
  it('have a name each that is not the code', () => {
    for (const { name } of SWITCHES) expect(switchName(name)).toMatch(/^[A-Z]/)
    expect(switchName('act.add_note')).toBe('Action: add note')
    expect(switchName('later')).toBe('later')
  })

  it('are off for the account or for all', () => {
    expect(offOf({ off: null, offForAll: null })).toBeNull()
    expect(offOf({ off, offForAll: null })).toBe(off)
    expect(offOf({ off: { ...off, by: 'Bo' }, offForAll: off })).toBe(off)
  })

  it('tell everybody of outage mode, and until all that was held is done', () => {
    expect(outageBanner({ outage: null, heldActions: 0 }, START_MS)).toBeNull()
    expect(outageBanner({ outage: off, heldActions: 0 }, START_MS)).toMatch(
      /^Outage mode since .+ by Amelia Hart: Chatwoot is down\. Nobody is paged, and nothing is written to Chatwoot\.$/,
    )
    expect(outageBanner({ outage: { ...off, reason: 'Down.' }, heldActions: 0 }, START_MS)).toMatch(/: Down\. Nobody/)
    expect(outageBanner({ outage: off, heldActions: 1 }, START_MS)).toMatch(/ 1 action held\.$/)
    expect(outageBanner({ outage: null, heldActions: 7 }, START_MS)).toBe(
      'Outage mode is over: 7 actions still to be done in Chatwoot, the least time left first.',
    )
  })

  it('do not say that something works which a wider switch stops', () => {
    const listed = (...offNames: string[]) =>
      SWITCHES.map((one) => ({
        ...one,
        least: 'admin' as const,
        off: offNames.includes(one.name) ? off : null,
        offForAll: null,
      }))
    const stopped = (...offNames: string[]) =>
      SWITCHES.filter(({ name }) => stoppedWords(name, listed(...offNames)) !== null).map(({ name }) => name)
    const verbs = SWITCHES.map(({ name }) => name).filter(isVerb)
    expect(verbs).toHaveLength(ACTION_VERBS.length)
    expect(stopped()).toEqual([])
    expect(stopped('sla', 'archive', 'route')).toEqual([])
    expect(new Set(stopped('outage'))).toEqual(new Set(['act', ...verbs, 'route', 'escalate', 'autonomy', 'canary']))
    expect(new Set(stopped('act'))).toEqual(
      new Set(['act.read', ...verbs, 'autonomy', 'presence', 'reconcile', 'canary']),
    )
    expect(stopped('act.read')).toEqual(['presence', 'reconcile'])
    expect(stoppedWords('presence', listed('act.read'))).toBe('Does nothing for now: “Reading from Chatwoot” is off.')
    expect(stoppedWords('route', listed('outage', 'act'))).toBe('Outage mode stops it for now.')
  })

  it.each([
    ['route', 'off', false, 'Routing off, by Amelia Hart'],
    ['route', 'on', true, 'Routing on for all accounts, by Amelia Hart'],
    ['outage', 'off', false, 'Outage mode on, by Amelia Hart'],
    ['outage', 'on', false, 'Outage mode off, by Amelia Hart'],
  ] as const)('tell who turned what: %s %s', (name, turned, everyAccount, words) => {
    expect(turnWords({ name, turned, everyAccount, by: 'Amelia Hart', reason: 'x', atMs: 1 })).toBe(words)
  })
})

describe('turning a switch', () => {
  const sent: unknown[] = []
  const api = (failure?: ApiFailure): Pick<Api, 'put' | 'remove'> => {
    const answer = async (...asked: unknown[]) => {
      sent.push(asked)
      return (failure === undefined ? { ok: true, body: {} } : { ok: false, failure }) as never
    }
    return { put: answer, remove: answer }
  }

  it('is one request, with the reason where it stops something', async () => {
    expect(await turn({ name: 'act.read' }, { account: 'shop', reason: 'Slow' }, api())).toMatchObject({ ok: true })
    expect(await turn({ name: 'route' }, { account: null, reason: null }, api())).toMatchObject({ ok: true })
    expect(sent).toEqual([
      ['/v1/switches/act.read?account=shop', { off: true, reason: 'Slow' }],
      ['/v1/switches/route'],
    ])
  })

  it('says why it was not done, and where that is not known', async () => {
    const refused = { kind: 'refused', code: 'role_too_low', detail: 'This needs the role "admin".' } as const
    const asked = { account: null, reason: null }
    expect(await turn({ name: 'route' }, asked, api(refused))).toEqual({ ok: false, words: refused.detail })
    const lost = { kind: 'unreachable', code: 'network', detail: 'Backdesk cannot be reached.' } as const
    expect((await turn({ name: 'route' }, asked, api(lost))).words).toContain('It may have been done or not')
  })
})

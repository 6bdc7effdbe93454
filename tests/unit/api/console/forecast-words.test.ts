import { describe, expect, it } from 'vitest'
import type { ForecastAnswer, ForecastTeam } from '#functions/console/src/forecast-shapes'
import {
  basisWords,
  headline,
  idleWords,
  savesWords,
  teamFacts,
  teamWords,
} from '#functions/console/src/forecast-words'
import { shortTime } from '#functions/console/src/format'
import { START_MS } from '#tests/support/builders'

const BY_MS = START_MS + 50 * 60_000
const BILLING = { id: 5, name: 'Billing' }
const SEEN = new Map([[6, 'Shipping']])
const BY = shortTime(BY_MS, START_MS)

const aTeam = (changes: Partial<ForecastTeam> = {}): ForecastTeam => ({
  ...{ team: BILLING, breaches: 7, unassigned: 5, lastDueAtMs: BY_MS, oneMoreSaves: 6 },
  channels: [
    { channel: 'WebWidget', breaches: 6 },
    { channel: null, breaches: 1 },
  ],
  ...changes,
})
const anAnswer = (changes: Partial<ForecastAnswer> = {}): ForecastAnswer => ({
  ...{ untilMs: START_MS + 90 * 60_000, n: 30, cut: false, overdue: 0, breaches: 7, asOfMs: START_MS },
  basis: { operatorsKnown: true, atWork: 4, presenceReadAtMs: START_MS, stale: false },
  teams: [aTeam()],
  best: { team: BILLING, saves: 6, idle: null },
  ...changes,
})
const quiet = anAnswer({ breaches: 0, teams: [], best: null })

describe('a forecast in words', () => {
  it('says how many, by when, and what one more operator saves', () => {
    expect(headline(anAnswer(), SEEN)).toBe(`7 conversations breach by ${BY}; one more operator in Billing saves 6`)
    const one = anAnswer({ breaches: 1, teams: [aTeam({ breaches: 1 })], best: null })
    expect(headline(one, SEEN)).toBe(`1 conversation breaches by ${BY}; one more operator would save none of them`)
    const nobodys = anAnswer({ best: { team: null, saves: 2, idle: null } })
    expect(headline(nobodys, SEEN)).toContain('one more operator for those without a team saves 2')
  })

  it('calls them what they are, where all came the same way', () => {
    const chats = aTeam({ channels: [{ channel: 'WebWidget', breaches: 7 }] })
    expect(headline(anAnswer({ teams: [chats] }), SEEN)).toBe(
      `7 chats breach by ${BY}; one more operator in Billing saves 6`,
    )
    const mail = aTeam({ breaches: 1, channels: [{ channel: 'Email', breaches: 1 }] })
    expect(headline(anAnswer({ breaches: 1, teams: [mail] }), SEEN)).toMatch(/^1 email breaches by /)
    expect(headline(anAnswer({ teams: [chats, mail] }), SEEN)).toMatch(/^7 conversations /)
    const lines = aTeam({ channels: [{ channel: 'Line', breaches: 7 }] })
    expect(headline(anAnswer({ teams: [lines] }), SEEN)).toMatch(/^7 conversations /)
  })

  it('says that nothing will be late', () => {
    expect(headline(quiet, SEEN)).toBe('Nothing is predicted to breach in the next 90 minutes')
    // what is late already is told above
    expect(headline({ ...quiet, overdue: 2 }, SEEN)).toMatch(/^Nothing else is predicted/)
    expect(idleWords(quiet, SEEN)).toBeNull()
  })

  it('says who could be that operator', () => {
    const idle = { name: 'Olga Nowak', teams: [{ id: 6, name: null }] }
    expect(idleWords(anAnswer({ best: { team: BILLING, saves: 6, idle } }), SEEN)).toBe(
      'Olga Nowak (Shipping) has nothing due',
    )
    const alone = { name: '\u202E', teams: [] }
    expect(idleWords(anAnswer({ best: { team: BILLING, saves: 6, idle: alone } }), SEEN)).toBe(
      'Somebody has nothing due',
    )
  })

  it('says what it rests on where that is little', () => {
    expect(basisWords(anAnswer())).toBeNull()
    expect(basisWords(quiet)).toBeNull()
    const told = { operatorsKnown: true, atWork: 4, presenceReadAtMs: START_MS - 20 * 60_000, stale: true }
    const never = { operatorsKnown: false, atWork: 2, presenceReadAtMs: null, stale: true }
    expect(basisWords(anAnswer({ basis: never }))).toBe(
      'Who is at work is not known yet: whoever has conversations that are due is taken to be',
    )
    const nobody = { ...told, atWork: 0, stale: false }
    expect(basisWords(anAnswer({ basis: nobody }))).toBe('Nobody is available in Chatwoot')
    expect(basisWords(anAnswer({ basis: told }))).toBe(
      'Chatwoot last told who is there 20 min ago: people may have come and gone since',
    )
    expect(basisWords(anAnswer({ cut: true }))).toContain('too low')
  })

  it('says of each team how many, how many nobody has, of which channels, and what would help', () => {
    expect(teamFacts(aTeam(), START_MS)).toEqual([`7 by ${BY}`, '5 unassigned', '6 Website, 1 other'])
    const unknown = aTeam({ unassigned: 0, channels: [{ channel: null, breaches: 7 }] })
    expect(teamFacts(unknown, START_MS)).toEqual([`7 by ${BY}`])
    expect(savesWords(aTeam())).toBe('one more operator saves 6')
    expect(savesWords(aTeam({ oneMoreSaves: 0 }))).toBe('one more operator saves none')
  })

  it('calls a team by its name, as far as anybody knows it', () => {
    expect(teamWords(BILLING, SEEN)).toBe('Billing')
    expect(teamWords({ id: 6, name: null }, SEEN)).toBe('Shipping')
    expect(teamWords({ id: 7, name: null }, SEEN)).toBe('Team 7')
    expect(teamWords(null, SEEN)).toBe('No team')
  })
})

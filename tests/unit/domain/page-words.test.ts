import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { localTime } from '#domain/local-time'
import type { PageGroup } from '#domain/page-group'
import { pageLines, pageTitle } from '#domain/page-words'
import { aConversation, START_MS } from '#tests/support/builders'

const MINUTE_MS = 60_000
const NOW_MS = START_MS + 45 * MINUTE_MS
const reader = { timeZone: 'UTC', nowMs: NOW_MS }
const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const

const aGroup = (changes: Partial<PageGroup> = {}): PageGroup => ({
  ...{ account: 'shop', cause: 'response', teamId: 5, target: 'on-call', teamName: 'Billing' },
  ...{ openedAtMs: START_MS, open: 1, taken: 0, joins: 1, told: null, owes: null, checkAtMs: NOW_MS, foreseen: null },
  ...changes,
})
const overdue = (conversationId: number, assigned = false): Conversation =>
  aConversation({
    conversationId,
    snapshot: { assignee: assigned ? avery : null },
    watch: {
      ...{ slaVersion: 0, slaSinceMs: 0, policyId: 'standard', escalationVersion: 0 },
      runs: {
        first_response: {
          ...{ run: 1, policyId: 'standard', calendar: 'always', startedAtMs: START_MS, targetMs: 30 * MINUTE_MS },
          ...{ countedMs: 0, sinceMs: START_MS, breachedAtMs: START_MS + 30 * MINUTE_MS },
        },
      },
    },
  })
const many = (count: number, assigned = 0) =>
  Array.from({ length: count }, (_, nth) => overdue(nth + 1, nth < assigned))
const seen = (conversations: readonly Conversation[]) => ({ conversations, reader })
const title = (changes: Partial<PageGroup>, conversations: readonly Conversation[]) =>
  pageTitle(aGroup(changes), 'trigger', seen(conversations))

describe('the title of a page', () => {
  it('says how many of which team are overdue, and how many of them nobody has', () => {
    expect(title({ open: 12 }, many(12, 3))).toBe('12 conversations of Billing are overdue: nobody has 9 of them')
    expect(title({ open: 2 }, many(2))).toBe('2 conversations of Billing are overdue: nobody has them')
    expect(title({ open: 2 }, many(2, 2))).toBe('2 conversations of Billing are overdue')
    expect(title({ open: 1 }, many(1))).toBe('1 conversation of Billing is overdue: nobody has it')
  })

  it('says the cause where it is another', () => {
    const calm = aConversation({ snapshot: { assignee: avery } })
    expect(title({ cause: 'words' }, [calm])).toBe('1 conversation of Billing calls for somebody (words)')
    expect(title({ open: 2, teamName: null }, [calm, overdue(2)])).toBe(
      '2 conversations without a team call for somebody (response): nobody has 1 of them',
    )
    expect(title({ open: 3 }, [])).toBe('3 conversations of Billing call for somebody (response)')
  })

  it('counts exactly, and says what it knows of those that it has not looked up', () => {
    expect(title({ open: 300 }, many(200, 100))).toBe(
      '300 conversations of Billing are overdue: nobody has at least 100 of them',
    )
  })

  it('foretells', () => {
    const foreseen = { count: 12, unassigned: 12, dueWithinMinutes: 15, ids: [], atMs: NOW_MS }
    const forecast = (changes: object, teamName: string | null = 'Billing') =>
      title({ open: 0, teamName, foreseen: { ...foreseen, ...changes } }, [])
    const by = (ms: number) => localTime(ms, reader)
    const soon = by(NOW_MS + 15 * 60_000)
    expect(forecast({})).toBe(`12 conversations of Billing are predicted to breach by ${soon}: nobody has them`)
    expect(forecast({ unassigned: 0 })).toBe(`12 conversations of Billing are predicted to breach by ${soon}`)
    expect(forecast({ count: 1, unassigned: 1 }, null)).toBe(
      `1 conversation without a team is predicted to breach by ${soon}: nobody has it`,
    )
    const byMs = NOW_MS + 9 * 60_000
    expect(forecast({ unassigned: 9, byMs, saves: 6 })).toBe(
      `12 conversations of Billing are predicted to breach by ${by(byMs)}: nobody has 9 of them; one more operator saves 6`,
    )
    expect(forecast({ unassigned: 0, byMs, saves: 6 })).toBe(
      `12 conversations of Billing are predicted to breach by ${by(byMs)}: one more operator saves 6`,
    )
  })

  it('says when everybody is taken care of, and when nobody is left', () => {
    const group = aGroup({ open: 0, taken: 2 })
    expect(pageTitle(group, 'acknowledge', seen([]))).toBe('2 conversations of Billing are taken (response)')
    expect(pageTitle({ ...group, taken: 1 }, 'acknowledge', seen([]))).toBe(
      '1 conversation of Billing is taken (response)',
    )
    expect(pageTitle(group, 'resolve', seen([]))).toBe('No conversation of Billing is left (response)')
  })
})

describe('the lines of a page', () => {
  it('list the conversations, and count the rest', () => {
    const lines = pageLines(aGroup({ open: 25 }), seen(many(25)))
    expect(lines).toHaveLength(21)
    expect(lines[0]).toBe('#1 inbox 11: first response overdue since 09:30 (UTC), nobody has it')
    expect(lines.at(-1)).toBe('and 5 more')
    expect(pageLines(aGroup({ open: 2 }), seen(many(2)))).toHaveLength(2)
    expect(pageLines(aGroup(), seen([]))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { askedBy, briefLine, type PacketOf, packetLines, packetMarkdown, packetOf, packetTitle } from '#domain/packet'
import type { ClockRun, Runs } from '#domain/watch'
import { aConversation, START_MS } from '#tests/support/builders'

const MINUTE_MS = 60_000
/** The stories begin at 09:00 UTC, 11:00 in Berlin; it is 45 minutes later. */
const NOW_MS = START_MS + 45 * MINUTE_MS
const run = (changes: Partial<ClockRun>): ClockRun => ({
  ...{ run: 1, policyId: 'standard', calendar: 'always', startedAtMs: START_MS, targetMs: 30 * MINUTE_MS },
  ...{ countedMs: 0, sinceMs: START_MS },
  ...changes,
})
const breached = run({ dueAtMs: START_MS + 30 * MINUTE_MS, breachedAtMs: START_MS + 30 * MINUTE_MS })
const running = run({ dueAtMs: START_MS + 120 * MINUTE_MS })
const watched = (runs: Runs): Pick<Conversation, 'watch'> => ({
  watch: { slaVersion: 0, slaSinceMs: 0, policyId: 'standard', escalationVersion: 0, runs },
})
const aPacket = (changes: Partial<PacketOf> = {}) =>
  packetOf({
    conversation: aConversation(watched({ first_response: breached, resolution: running })),
    tried: [],
    deadlineMs: null,
    links: [],
    atMs: NOW_MS,
    timeZone: 'Europe/Berlin',
    ...changes,
  })
const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
const billing = { id: 5, name: 'Billing' }

describe('the packet', () => {
  it('says in one line what is wrong, and who has it', () => {
    expect(packetTitle(aPacket())).toBe(
      'Conversation 1042: first response overdue since 11:30 (Europe/Berlin), nobody has it',
    )
    const conversation = aConversation({
      snapshot: { assignee: avery, team: billing },
      ...watched({ resolution: running }),
    })
    expect(packetTitle(aPacket({ conversation }))).toBe(
      'Conversation 1042 (Billing): resolution due at 13:00 (Europe/Berlin), Avery Example has it',
    )
    expect(packetTitle(aPacket({ conversation: aConversation() }))).toBe(
      'Conversation 1042: calls for somebody, nobody has it',
    )
  })

  it('says the summary, what was tried, what is asked and until when', () => {
    const conversation = aConversation({
      ...watched({ first_response: breached, resolution: running }),
      snapshot: { assignee: avery, team: billing, priority: 'high', labels: ['vip', 'delivery'] },
    })
    const tried = [
      { name: 'assignee', atMs: START_MS + 25 * MINUTE_MS, to: ['a note to who has it'] },
      { name: 'leads', atMs: START_MS + 35 * MINUTE_MS, to: ['leads', 'priority set to high'] },
    ]
    expect(packetLines(aPacket({ conversation, tried, deadlineMs: NOW_MS + 10 * MINUTE_MS }))).toEqual([
      'In inbox 11, team Billing, priority high, 2 labels, Avery Example has it',
      'Customer waits since 11:00 (Europe/Berlin), 45 min',
      'First response overdue since 11:30 (Europe/Berlin)',
      'Resolution due at 13:00 (Europe/Berlin)',
      'Tried at 11:25 (Europe/Berlin): assignee, a note to who has it',
      'Tried at 11:35 (Europe/Berlin): leads, leads, priority set to high',
      'Please answer it, or hand it to somebody who can',
      'Until 11:55 (Europe/Berlin); then more people are called',
    ])
  })

  it('puts overdue clocks first, and leaves out those that stand still or have ended', () => {
    const paused = run({ pausedFor: 'snoozed', breachedAtMs: START_MS })
    const met = run({ outcome: 'met' })
    const late = run({ dueAtMs: NOW_MS - 1 })
    const clocks = (runs: Runs) => aPacket({ conversation: aConversation(watched(runs)) }).clocks
    expect(clocks({ first_response: running, resolution: breached })).toEqual([
      { clock: 'resolution', atMs: START_MS + 30 * MINUTE_MS, overdue: true },
      { clock: 'first_response', atMs: START_MS + 120 * MINUTE_MS, overdue: false },
    ])
    expect(clocks({ first_response: paused, next_response: met, resolution: run({}) })).toEqual([])
    expect(clocks({ first_response: late })).toEqual([{ clock: 'first_response', atMs: NOW_MS - 1, overdue: true }])
  })

  it('asks whoever has it to answer, and everybody to take what nobody has', () => {
    const asked = (conversation: Conversation) => aPacket({ conversation }).ask
    expect(asked(aConversation({ snapshot: { assignee: avery } }))).toBe('answer')
    expect(asked(aConversation())).toBe('take')
    expect(asked(aConversation({ status: 'resolved', snapshot: { assignee: avery } }))).toBe('look')
    expect(asked(aConversation({ status: 'resolved' }))).toBe('take')
  })

  it('names the inbox once it is known', () => {
    const { state, ...rest } = aConversation()
    const named = { ...rest, state: { ...state, inboxName: { name: 'Example Website', atUs: 1 } } }
    expect(packetLines(aPacket({ conversation: named }))[0]).toContain('In Example Website, ')
    expect(packetLines(aPacket({ conversation: { ...rest, state: {} } }))[0]).toContain('In inbox unknown, ')
  })

  it('holds no word of the customer, and not their name', () => {
    expect(JSON.stringify(aPacket())).not.toContain('Jordan')
  })

  it('is a note in Markdown, in which names are what they are', () => {
    const conversation = aConversation({ snapshot: { team: { id: 5, name: '[Bi_lling](x)\n# <b>' } } })
    const links = [{ text: 'Acknowledge', href: 'https://desk.example.com/?account=shop&escalation=a.(1).b' }]
    expect(packetMarkdown(aPacket({ conversation, links }))).toBe(
      [
        '**Conversation 1042 (\\[Bi\\_lling\\](x) \\# \\<b\\>): calls for somebody, nobody has it**',
        '',
        '- In inbox 11, team \\[Bi\\_lling\\](x) \\# \\<b\\>, no priority, 0 labels, nobody has it',
        '- Customer waits since 11:00 (Europe/Berlin), 45 min',
        '- Please take it, or assign it to somebody',
        '',
        '[Acknowledge](https://desk.example.com/?account=shop&escalation=a.%281%29.b)',
      ].join('\n'),
    )
    expect(packetMarkdown(aPacket())).not.toContain('](')
  })

  it('is one line in a list of many', () => {
    const conversation = aConversation({ ...watched({ first_response: breached }), snapshot: { priority: 'urgent' } })
    expect(briefLine(conversation, { timeZone: 'UTC', nowMs: NOW_MS })).toBe(
      '#1042 inbox 11, priority urgent: first response overdue since 09:30 (UTC), nobody has it',
    )
    expect(briefLine(aConversation(), { timeZone: 'UTC', nowMs: NOW_MS })).toBe('#1042 inbox 11: nobody has it')
  })
})

describe('what an action asks', () => {
  it.each([
    [{ do: 'note_assignee' }, 'a note to who has it'],
    [{ do: 'assign_team', teamId: 7 }, 'assigned to team 7'],
    [{ do: 'set_priority', priority: 'urgent' }, 'priority set to urgent'],
    [{ do: 'notify', target: 'leads' }, 'leads'],
    [{ do: 'page', target: 'on-call' }, 'on-call (page)'],
    [{ do: 'mail', target: 'executives' }, 'executives (mail)'],
  ] as const)('%j is %s', (action, words) => {
    expect(askedBy(action)).toBe(words)
  })
})

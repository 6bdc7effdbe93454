import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { workingTime } from '#domain/calendar'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { SlaDocument, SlaPolicy } from '#domain/sla-policy'
import { checkPolicy, POLICY_KINDS, type PolicyKind } from '#policies/check-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { unknownNames } from '#policies/names'
import { assertProperty, fc } from '#tests/support/property'

const directory = fileURLToPath(new URL('../../fixtures/policies/', import.meta.url))
const fixtures = <Fixture>(folder: string) =>
  readdirSync(directory + folder).map((file) => ({
    file,
    ...(JSON.parse(readFileSync(`${directory}${folder}/${file}`, 'utf8')) as Fixture),
  }))

type Valid = { readonly kind: PolicyKind; readonly document: unknown }
type Broken = Valid & { readonly expect: { readonly path: string; readonly says: string } }
const broken = fixtures<Broken>('broken')
const valid = fixtures<Valid>('valid')

const problemsIn = (kind: PolicyKind, document: unknown) => {
  const checked = checkPolicy(kind, document)
  return checked.ok ? [] : checked.problems
}
const notesOf = (kind: PolicyKind, document: unknown, sla?: SlaDocument) => {
  const checked = checkPolicy(kind, document, sla === undefined ? {} : { sla })
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
  return checked.notes
}

describe('a broken document', () => {
  it('is there in fifty variants and more', () => expect(broken.length).toBeGreaterThanOrEqual(50))

  it.each(broken)('$file is refused with path and reason', ({ kind, document, expect: { path, says } }) => {
    const problems = problemsIn(kind, document)
    expect(problems).toContainEqual({ path, message: expect.stringMatching(new RegExp(says)) })
    // One mistake is not told as many: a misspelt name and what is missing for it, a calendar and who asks for it.
    expect(problems.length).toBeLessThanOrEqual(4)
  })

  it.each(broken)('$file is refused in words, not in the terms of a library', ({ kind, document }) => {
    for (const { path, message } of problemsIn(kind, document)) {
      expect(path).not.toBe('')
      expect(message).toMatch(/\S.{8,}/)
      expect(message).not.toMatch(/invalid|undefined|NaN|\[object/i)
    }
  })
})

describe('a valid document', () => {
  it.each(valid)('$file passes as it is', ({ kind, document }) => {
    const checked = checkPolicy(kind, document)
    expect(checked).toEqual({ ok: true, document, notes: [] })
  })

  it.each(valid)('$file has calendars that compile', ({ document }) => {
    for (const calendar of Object.values((document as Partial<SlaDocument>).calendars ?? {})) {
      expect(workingTime(calendar).nextOpen(Date.UTC(2026, 0, 1))).not.toBeNull()
    }
  })
})

describe('the shipped documents', () => {
  it('pass without a problem or a note', () => {
    expect(checkPolicy('sla', DEFAULT_SLA)).toEqual({ ok: true, document: DEFAULT_SLA, notes: [] })
    const checked = checkPolicy('escalation', DEFAULT_ESCALATION, { sla: DEFAULT_SLA })
    expect(checked).toEqual({ ok: true, document: DEFAULT_ESCALATION, notes: [] })
    expect(checkPolicy('routing', DEFAULT_ROUTING)).toEqual({ ok: true, document: DEFAULT_ROUTING, notes: [] })
  })

  it('assign nobody: a desk that upgrades finds its conversations where Chatwoot put them', () => {
    expect(DEFAULT_ROUTING.mode).toBe('suggest')
  })

  it('promise what the handbook says', () => {
    const [standard] = DEFAULT_SLA.policies
    const answer = { calendar: 'always', urgent: 900, high: 1_800, normal: 3_600, low: 14_400 }
    expect(standard?.targets).toEqual({
      first_response: answer,
      next_response: answer,
      resolution: { calendar: 'business', urgent: 7_200, high: 28_800, normal: 86_400, low: 259_200 },
    })
    expect(DEFAULT_SLA.approvals).toEqual({ calendar: 'business', targetSeconds: 900 })
  })

  it('page somebody about an answer that stays late, and only then tell executives', () => {
    const doing = DEFAULT_ESCALATION.ladders.standard?.rungs.map(({ actions }) => actions.map((action) => action.do))
    expect(doing).toEqual([['note_assignee'], ['notify'], ['page'], ['mail']])
  })
})

describe('all problems are told at once', () => {
  it('in whatever parts of the document they are', () => {
    const [policy] = DEFAULT_SLA.policies
    const document = {
      ...DEFAULT_SLA,
      homeCalendar: 'busines',
      calendars: { business: { timezone: 'UTC', week: { mon: [['17:00', '09:00']] } } },
      policies: [{ ...policy, wehn: {}, atRiskPercent: 0 }, { ...policy }, 'none'],
      approvals: { calendar: 'night', targetSeconds: 'soon' },
    }
    expect(problemsIn('sla', document).map(({ path }) => path)).toEqual([
      'calendars.business.timeZone',
      'calendars.business.week.mon[0]',
      'calendars.business.timezone',
      'policies[0].atRiskPercent',
      'policies[0].wehn',
      'policies[2]',
      'approvals.targetSeconds',
      'homeCalendar',
      'policies[0].targets.first_response.calendar',
      'policies[0].targets.next_response.calendar',
      'policies[1].targets.first_response.calendar',
      'policies[1].targets.next_response.calendar',
      'approvals.calendar',
      'policies[1].id',
      'policies[1]',
      'policies[2]',
    ])
  })

  it('but never more than fifty, and then with the number of the others', () => {
    const holidays = Array.from({ length: 80 }, () => ({ date: 'soon' }))
    const problems = problemsIn('sla', {
      ...DEFAULT_SLA,
      calendars: { ...DEFAULT_SLA.calendars, business: { ...DEFAULT_SLA.calendars.business, holidays } },
    })
    expect(problems).toHaveLength(50)
    expect(problems.at(-1)).toEqual({ path: 'document', message: expect.stringMatching(/^and \d+ more problems$/) })
  })
})

describe('what cannot be a document', () => {
  it.each([undefined, null, 7, 'sla', [], true].map((raw) => ({ raw })))('such as $raw is refused', ({ raw }) => {
    for (const kind of POLICY_KINDS) expect(problemsIn(kind, raw)).toHaveLength(1)
  })

  it('is refused when it nests without end, instead of exhausting the stack', () => {
    const depth = 200_000
    const raw: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    expect(problemsIn('sla', raw)).toEqual([{ path: 'document', message: expect.stringContaining('nests deeper') }])
  })

  it('is refused when it has a name that no reader would keep', () => {
    const raw: unknown = JSON.parse(`{"kind":"sla","calendars":{"__proto__":{"timeZone":"UTC"}}}`)
    expect(problemsIn('sla', raw)).toEqual([{ path: 'document', message: expect.stringContaining('__proto__') }])
  })

  it('is refused when it names anything like a member that every object has', () => {
    for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__']) {
      const problems = problemsIn('sla', { ...DEFAULT_SLA, homeCalendar: name })
      expect(problems).toContainEqual({ path: 'homeCalendar', message: expect.stringMatching(/every object|must be/) })
    }
    const calendars = { ...DEFAULT_SLA.calendars, constructor: DEFAULT_SLA.calendars.business }
    expect(problemsIn('sla', { ...DEFAULT_SLA, calendars })).toEqual([
      { path: 'calendars.constructor', message: expect.stringContaining('every object') },
    ])
  })
})

describe('a document with far too many things', () => {
  const many = <Thing>(count: number, thing: (nth: number) => Thing) =>
    Array.from({ length: count }, (_, nth) => thing(nth))

  it('is refused for their number, without a look inside', () => {
    const looked = vi.fn(() => '17')
    const policies = many(60, () => Object.defineProperty({ id: 'a' }, 'name', { get: looked, enumerable: true }))
    const sized = looked.mock.calls.length
    const problems = problemsIn('sla', { ...DEFAULT_SLA, policies })
    expect(problems).toEqual([{ path: 'policies', message: 'has 60 policies; 50 are the most' }])
    // twice by the bounds, which look at every value; never by the schema
    expect(looked.mock.calls.length - sized).toBeLessThanOrEqual(2 * 60)
  })

  it.each<[string, PolicyKind, object, string]>([
    ['policies', 'sla', { policies: many(16_000, () => ({})) }, 'policies'],
    [
      'calendars',
      'sla',
      { calendars: Object.fromEntries(many(1_500, (nth) => [`c${nth}`, { timeZone: 'Europe/Berlim', week: {} }])) },
      'calendars',
    ],
    ['rules', 'escalation', { rules: many(16_000, () => ({})) }, 'rules'],
    ['words', 'escalation', { words: { legal: many(16_000, () => 7) } }, 'words.legal'],
    ['word lists', 'escalation', { words: Object.fromEntries(many(9_000, (nth) => [`w${nth}`, []])) }, 'words'],
  ])('such as %s', (_what, kind, change, path) => {
    const shipped = kind === 'sla' ? DEFAULT_SLA : DEFAULT_ESCALATION
    const problems = problemsIn(kind, { ...shipped, ...change })
    expect(problems).toContainEqual({ path, message: expect.stringMatching(/^has \d+ .*are the most$/) })
    expect(problems.length).toBeLessThanOrEqual(10)
  })

  it('ends with a refusal however many problems fit in', () => {
    const days = many(800, () => ({}))
    const calendars = Object.fromEntries(
      many(40, (nth) => [`c${nth}`, { timeZone: 'UTC', week: {}, specialDays: days }]),
    )
    expect(problemsIn('sla', { ...DEFAULT_SLA, calendars })).toHaveLength(50)
    const ids = many(950, () => 0)
    const policies = many(50, () => ({ when: { inboxes: ids } }))
    expect(problemsIn('sla', { ...DEFAULT_SLA, policies })).toHaveLength(50)
    const unknown = Object.fromEntries(many(9_000, (nth) => [`x${nth}`, 0]))
    expect(problemsIn('sla', { ...DEFAULT_SLA, ...unknown })).toHaveLength(50)
  })

  it('proposes a name for the first fifty unknown ones only', () => {
    const categories = many(120, (nth) => `lega${nth}`)
    const rules = [{ ...DEFAULT_ESCALATION.rules[0], on: { on: 'words', categories } }]
    const told = unknownNames(
      categories.map((name) => ({ path: [name], name, among: { legal: [] }, what: 'word list' })),
    )
    expect(told.filter(({ message }) => message.includes('did you mean'))).toHaveLength(50)
    expect(told).toHaveLength(120)
    expect(problemsIn('escalation', { ...DEFAULT_ESCALATION, rules }).length).toBeGreaterThan(0)
  })

  it('asks for the list of time zones once', () => {
    const asked = vi.spyOn(Intl, 'supportedValuesOf')
    for (const timeZone of ['Europe/Berlim', 'Europe/Pariss']) {
      const calendars = { ...DEFAULT_SLA.calendars, a: { timeZone, week: { mon: [['09:00', '17:00']] } } }
      expect(problemsIn('sla', { ...DEFAULT_SLA, calendars })).toHaveLength(1)
    }
    expect(asked.mock.calls.length).toBeLessThanOrEqual(1)
    asked.mockRestore()
  })
})

describe('a document with something odd anywhere in it', () => {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(
      '24:00',
      '2026-12-25',
      'UTC',
      'business',
      ['24:00', '24:00'],
      [['00:00', '24:00']],
      1,
      null,
      {},
      [],
    ),
  )

  it.each([
    { kind: 'sla', shipped: DEFAULT_SLA },
    {
      kind: 'escalation',
      shipped: { ...DEFAULT_ESCALATION, words: { legal: ['suing'], abuse: ['idiots'], safety: ['gas leak'] } },
    },
    { kind: 'routing', shipped: JSON.parse(readFileSync('docs/examples/routing-skills.json', 'utf8')) as object },
  ] as const)('is refused in words or passes as it is: $kind', ({ kind, shipped }) => {
    const paths = pathsIn(shipped)
    assertProperty(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 3 }), (changes) => {
        const document: unknown = JSON.parse(JSON.stringify(shipped))
        for (const [path, value] of changes) plant(document, path, structuredClone(value))
        const checked = checkPolicy(kind, document)
        if (!checked.ok) return checked.problems.every(({ path, message }) => path !== '' && message !== '')
        expect(checked.document).toEqual(document)
        const calendars = 'calendars' in checked.document ? Object.values(checked.document.calendars) : []
        return calendars.every((calendar) => workingTime(calendar).nextOpen(Date.UTC(2000, 0, 1)) !== null)
      }),
    )
  })
})

/** Of every member and element. */
const pathsIn = (value: unknown): string[][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) => [[name], ...pathsIn(member).map((rest) => [name, ...rest])])

/** Where an earlier change took the way there, there is nothing to change. */
function plant(document: unknown, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof document !== 'object' || document === null) return
  const members = document as Record<string, unknown>
  if (rest.length === 0) members[name] = value
  else plant(members[name], rest, value)
}

describe('notes', () => {
  const [standard] = DEFAULT_SLA.policies as readonly [SlaPolicy]
  const withPolicies = (...policies: readonly SlaPolicy[]): SlaDocument => ({ ...DEFAULT_SLA, policies })

  it('tell that conversations without a policy have no clocks', () => {
    const notes = notesOf('sla', withPolicies({ ...standard, when: { inboxes: [3] } }))
    expect(notes).toEqual([{ path: 'policies[0].when', message: expect.stringContaining('have no clocks') }])
    expect(notesOf('sla', withPolicies())).toEqual([{ path: 'policies', message: expect.stringContaining('is empty') }])
  })

  it('tell of a more pressing priority that is given more time, but only among those promised anything', () => {
    const target = { calendar: 'always', urgent: 7_200, high: null, normal: 3_600, low: 14_400 }
    const notes = notesOf('sla', withPolicies({ ...standard, targets: { first_response: target } }))
    expect(notes).toEqual([
      { path: 'policies[0].targets.first_response.urgent', message: expect.stringContaining('3600 of `normal`') },
    ])
  })

  it('tell of a calendar that opens on its special days only', () => {
    const fair = { timeZone: 'UTC', week: {}, specialDays: [{ date: '2026-05-01', hours: [['10:00', '20:00']] }] }
    const notes = notesOf('sla', { ...DEFAULT_SLA, calendars: { ...DEFAULT_SLA.calendars, fair } })
    expect(notes).toEqual([{ path: 'calendars.fair', message: expect.stringContaining('special days only') }])
  })

  it('tell of a policy that promises nothing', () => {
    const target = { calendar: 'always', urgent: null, high: null, normal: null, low: null }
    for (const targets of [{}, { resolution: target }]) {
      const notes = notesOf('sla', withPolicies({ ...standard, targets }))
      expect(notes).toEqual([{ path: 'policies[0].targets', message: expect.stringContaining('promises nothing') }])
    }
  })

  it('tell of a rule for a warning that no SLA policy gives, where the SLA document is known', () => {
    const at80: EscalationDocument = {
      ...DEFAULT_ESCALATION,
      rules: DEFAULT_ESCALATION.rules.map((rule) =>
        rule.on.on === 'warned' ? { ...rule, on: { ...rule.on, percent: 80 } } : rule,
      ),
    }
    expect(notesOf('escalation', at80)).toEqual([])
    expect(notesOf('escalation', at80, DEFAULT_SLA)).toEqual([
      { path: 'rules[0].on.percent', message: 'no SLA policy warns at 80 percent: they warn at 50, 75, 90' },
    ])
  })

  it('tell of rules of one cause that name two ladders, of unused ladders, and of a last rung with a timer', () => {
    const { leads } = DEFAULT_ESCALATION.ladders
    const notes = notesOf('escalation', {
      ...DEFAULT_ESCALATION,
      rules: DEFAULT_ESCALATION.rules.map((rule, nth) => (nth === 1 ? { ...rule, ladder: 'leads' } : rule)),
      ladders: {
        ...DEFAULT_ESCALATION.ladders,
        spare: { rungs: [{ ...leads?.rungs[0], acknowledgeWithinSeconds: 60 }] },
      },
    })
    expect(notes.map(({ path }) => path)).toEqual([
      'rules[1].ladder',
      'ladders.spare',
      'ladders.spare.rungs[0].acknowledgeWithinSeconds',
    ])
  })

  it.each<[string, SlaPolicy['when'], string, string]>([
    [
      'a channel that no Chatwoot channel has',
      { channels: ['Email', 'webwidget'] },
      'channels[1]',
      '; did you mean `WebWidget`?',
    ],
    ['a label with capitals', { labelsAll: ['VIP'] }, 'labelsAll[0]', 'lower case'],
    ['a label asked for and ruled out', { labelsAll: ['a'], labelsNone: ['a'] }, 'labelsAll[0]', 'never holds'],
    ['all labels of which any would do ruled out', { labelsAny: ['a'], labelsNone: ['a'] }, 'labelsAny', 'never holds'],
    [
      'some labels of which any would do ruled out',
      { labelsAny: ['a', 'b'], labelsNone: ['b'] },
      'labelsAny[1]',
      'no effect',
    ],
  ])('tell of %s', (_what, when, path, says) => {
    const notes = notesOf('sla', withPolicies({ ...standard, id: 'first', when }, standard))
    expect(notes).toEqual([{ path: `policies[0].when.${path}`, message: expect.stringContaining(says) }])
    const [rule, ...rules] = DEFAULT_ESCALATION.rules
    if (rule === undefined) throw new Error('no rule is shipped')
    const escalation = notesOf('escalation', { ...DEFAULT_ESCALATION, rules: [{ ...rule, when }, ...rules] })
    expect(escalation).toEqual([{ path: `rules[0].when.${path}`, message: expect.stringContaining(says) }])
  })

  it('tell of a policy that an earlier one with the same condition always comes before', () => {
    const first = { ...standard, id: 'a', when: { inboxes: [1], labelsAny: ['x'] } }
    const again = { ...standard, id: 'b', when: { labelsAny: ['x'], inboxes: [1] } }
    expect(notesOf('sla', withPolicies(first, again, standard))).toEqual([
      { path: 'policies[1].when', message: expect.stringContaining('policies[0]') },
    ])
  })

  it.each(['english', 'xx', 'qq-DE'])('tell of %s, a language that nobody speaks', (locale) => {
    expect(notesOf('sla', { ...DEFAULT_SLA, locale })).toEqual([
      { path: 'locale', message: expect.stringContaining('no language that is known') },
    ])
  })

  it.each(['en', 'de-AT', 'zh-Hant-TW', 'pt-BR'])('say nothing of %s', (locale) => {
    expect(notesOf('sla', { ...DEFAULT_SLA, locale })).toEqual([])
  })
})

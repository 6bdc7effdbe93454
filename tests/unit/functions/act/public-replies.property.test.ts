/** Whatever happens in whatever order: what reaches a customer was approved, as things stood, and was sent once. */
import { describe, expect, it } from 'vitest'
import type { ApprovalState } from '#domain/approval'
import { aReply } from '#tests/support/actions'
import { LOST_ON_THE_WAY, NOT_TAKEN, passing } from '#tests/support/fake-chatwoot'
import { fc } from '#tests/support/property'
import {
  APPROVERS,
  type Approver,
  aReplyWorld,
  type Happening,
  REPLY_SWITCHES,
  type Step,
  type Stop,
} from '#tests/support/reply-world'

const TEXTS = ['Your parcel is on its way.', 'Your money is on its way.', 'Hello {{ contact.name }}, it is on its way.']
const ACTIONS = ['a', 'b', 'c']
const DRAFTS = ['draft-1', 'draft-2']

const draft = fc.constantFrom(...DRAFTS)
const text = fc.constantFrom(...TEXTS)
const action = fc.constantFrom(...ACTIONS)
/** Longer than an approval may last, or than a reply may take, and shorter. */
const minutes = fc.constantFrom(1, 5, 10, 14, 16, 40)
const mostly = (arbitrary: boolean) => fc.oneof({ weight: 6, arbitrary: fc.constant(arbitrary) }, fc.boolean())
const passes = fc.constantFrom(
  passing('timed_out', true),
  LOST_ON_THE_WAY,
  NOT_TAKEN,
  passing('unprocessable', true),
  passing('rate_limited', false),
  passing('http_502', true),
)
const endOfSending = fc.option(fc.oneof(passes, fc.constant({ kind: 'refused', code: 'conversation_gone' } as const)))
const move = fc.record({
  do: fc.constant('move' as const),
  draft,
  to: fc.constantFrom<ApprovalState>('approved', 'approved', 'approved', 'rejected', 'voided', 'expired'),
})
const edit = fc.record({ do: fc.constant('edit' as const), draft, text })
const customer = fc.record({ do: fc.constant('customer' as const) })
const colleague = fc.record({ do: fc.constant('colleague' as const) })
const meanwhile: fc.Arbitrary<Happening> = fc.oneof(move, edit, customer, colleague)

const delivery = fc.record({
  do: fc.constant('deliver' as const),
  actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
  ends: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(passes, { maxLength: 3 })),
  endOfSending,
  meanwhile: fc.option(meanwhile, { freq: 1 }),
})
const turn = fc.record({
  ...{ do: fc.constant('turn' as const), name: fc.constantFrom(...REPLY_SWITCHES), off: fc.boolean() },
})
const pass = fc.record({ do: fc.constant('pass' as const), minutes })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    ...{ do: fc.constant('draft' as const), draft, text, minutes },
    by: fc.constantFrom('person' as const, ...APPROVERS),
  }),
  { weight: 3, arbitrary: move },
  edit,
  customer,
  colleague,
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('ask' as const), action, draft, text },
      ...{ isEnlisted: mostly(true), isElsewhere: mostly(false) },
    }),
  },
  { weight: 4, arbitrary: delivery },
  fc.record({
    do: fc.constant('stop' as const),
    action,
    at: fc.constantFrom<Stop>('claim', 'noteSent', 'settle'),
  }),
  { weight: 2, arbitrary: turn },
  fc.record({ do: fc.constant('window' as const), isOpen: fc.boolean() }),
  fc.record({ do: fc.constant('release' as const) }),
  pass,
)

const [first = ''] = TEXTS
const [a = '', b = ''] = ACTIONS
const [approved = ''] = DRAFTS
const asks = (name: string): Step => ({
  ...{ do: 'ask', action: name, draft: approved, text: first },
  ...{ isEnlisted: true, isElsewhere: false },
})
const prelude = (by: Approver, wording = first, lasts = 40): readonly Step[] => [
  { do: 'draft', draft: approved, text: wording, minutes: lasts, by },
  { do: 'move', draft: approved, to: 'approved' },
]
const ask = (name: string, wording: string) =>
  fc.record({
    ...{ do: fc.constant('ask' as const), action: fc.constant(name), draft: fc.constant(approved) },
    text: fc.oneof({ weight: 4, arbitrary: fc.constant(wording) }, text),
    ...{ isEnlisted: mostly(true), isElsewhere: mostly(false) },
  })
/** An approval, and one or two actions that want it: where most can go wrong. */
const beginning = fc
  .tuple(
    fc.constantFrom('person' as const, ...APPROVERS),
    fc.oneof({ weight: 2, arbitrary: fc.constant(first) }, text),
    minutes,
  )
  .chain(([by, wording, lasts]) =>
    fc
      .tuple(ask(a, wording), fc.option(ask(b, wording)))
      .map(([one, other]) => [...prelude(by, wording, lasts), one, ...(other === null ? [] : [other])]),
  )
const hitch = fc.oneof(fc.constant([]), fc.array(fc.oneof(turn, pass, step), { maxLength: 3 }))
/** Then mishaps and a try, twice, and whatever comes. */
const story = fc
  .tuple(
    fc.oneof(fc.constant([]), { weight: 8, arbitrary: beginning }),
    hitch,
    delivery,
    hitch,
    delivery,
    fc.array(step, { maxLength: 6 }),
  )
  .map(([before, one, first, other, second, rest]): readonly Step[] => [
    ...[...before, ...one, first, ...other, second],
    ...rest,
  ])

const deliver = (name: string): Step => ({
  ...{ do: 'deliver', actions: [name], ends: [], endOfSending: null, meanwhile: null },
})

describe('replies to customers', () => {
  it('are sent under one approval each that held at that moment, and once, and are written down', async () => {
    let sent = 0
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const { take, calm, untold, chatwoot, verdicts } = aReplyWorld()
        for (const one of steps) await take(one)
        await calm(ACTIONS)
        expect(verdicts).toEqual([])
        expect(await untold()).toEqual([])
        sent += chatwoot.replies.length
      }),
    )
    // The property is worth something only where replies do go out.
    expect(sent).toBeGreaterThan(0)
  })

  it('are found again and not repeated when every answer is lost', async () => {
    const { take, chatwoot, verdicts, store } = aReplyWorld()
    const lost = passing('timed_out', true)
    for (const one of [...prelude('person'), asks(a)]) await take(one)
    await take({ ...deliver(a), endOfSending: lost } as Step)
    expect([chatwoot.replies.length, store.find(aReply({ id: a }))?.state]).toEqual([1, 'queued'])
    // By now the approval would not hold any more; what was sent, was sent.
    await take({ do: 'customer' })
    await take(deliver(a))
    expect([chatwoot.replies.length, store.find(aReply({ id: a }))?.state]).toEqual([1, 'applied'])
    expect(verdicts).toEqual([])
  })

  it.each([
    ['person', null],
    ['policy', null],
    ['person', { do: 'turn', name: 'act.send_public_reply', off: true }],
    ['policy', { do: 'turn', name: 'autonomy', off: true }],
    ['seeded', null],
    ['nobody', null],
    ['person', { do: 'customer' }],
  ] as const)('approved by a %s go out, unless there is a reason against it: %j', async (by, against) => {
    const { take, chatwoot, verdicts } = aReplyWorld()
    for (const one of [...prelude(by), asks(a), ...(against === null ? [] : [against]), deliver(a)]) await take(one)
    expect(chatwoot.replies).toHaveLength(against === null && (by === 'person' || by === 'policy') ? 1 : 0)
    expect(verdicts).toEqual([])
  })
})

/** Whatever happens in whatever order: what reaches a customer was approved, as things stood, and was sent once. */
import { describe, expect, it } from 'vitest'
import type { ApprovalState } from '#domain/approval'
import { aReply } from '#tests/support/actions'
import { LOST_ON_THE_WAY, NOT_TAKEN, passing } from '#tests/support/fake-chatwoot'
import { fc } from '#tests/support/property'
import { aReplyWorld, type Happening, REPLY_SWITCHES, type Step, type Stop } from '#tests/support/reply-world'

const TEXTS = ['Your parcel is on its way.', 'Your money is on its way.', 'Hello {{ contact.name }}, it is on its way.']
const ACTIONS = ['a', 'b', 'c']
const DRAFTS = ['draft-1', 'draft-2']

const draft = fc.constantFrom(...DRAFTS)
const text = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...TEXTS.slice(0, 2)) }, fc.constantFrom(...TEXTS))
const action = fc.constantFrom(...ACTIONS)
const minutes = fc.integer({ min: 1, max: 40 })
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
const meanwhile: fc.Arbitrary<Happening> = fc.oneof(move, edit, customer)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    ...{ do: fc.constant('draft' as const), draft, text, minutes },
    by: fc.constantFrom('person' as const, 'person' as const, 'policy' as const, 'seeded' as const),
  }),
  { weight: 3, arbitrary: move },
  edit,
  customer,
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('ask' as const), action, draft, text },
      ...{ isEnlisted: mostly(true), isElsewhere: mostly(false) },
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
      ends: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(passes, { maxLength: 3 })),
      endOfSending,
      meanwhile: fc.option(meanwhile, { freq: 1 }),
    }),
  },
  fc.record({
    do: fc.constant('stop' as const),
    action,
    at: fc.constantFrom<Stop>('claim', 'noteSent', 'settle'),
  }),
  fc.record({ do: fc.constant('turn' as const), name: fc.constantFrom(...REPLY_SWITCHES), off: mostly(false) }),
  fc.record({ do: fc.constant('release' as const) }),
  fc.record({ do: fc.constant('pass' as const), minutes }),
)

const [first = ''] = TEXTS
const [a = '', b = ''] = ACTIONS
const [approved = ''] = DRAFTS
const asks = (name: string): Step => ({
  ...{ do: 'ask', action: name, draft: approved, text: first },
  ...{ isEnlisted: true, isElsewhere: false },
})
const prelude = (by: 'person' | 'policy' | 'seeded'): readonly Step[] => [
  { do: 'draft', draft: approved, text: first, minutes: 40, by },
  { do: 'move', draft: approved, to: 'approved' },
]
/** Where most can go wrong: an approval that holds, and one or two actions that want it. */
const PRELUDES = [[], [...prelude('person'), asks(a)], [...prelude('person'), asks(a), asks(b)]]
const OTHERS = [
  [...prelude('policy'), asks(a)],
  [...prelude('seeded'), asks(a)],
]
const story = fc
  .tuple(fc.constantFrom(...PRELUDES, ...OTHERS), fc.array(step, { maxLength: 30 }))
  .map(([before, steps]) => [...before, ...steps])

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
    ['person', { do: 'customer' }],
  ] as const)('approved by a %s go out, unless there is a reason against it: %j', async (by, against) => {
    const { take, chatwoot, verdicts } = aReplyWorld()
    for (const one of [...prelude(by), asks(a), ...(against === null ? [] : [against]), deliver(a)]) await take(one)
    expect(chatwoot.replies).toHaveLength(against === null && by !== 'seeded' ? 1 : 0)
    expect(verdicts).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { performDrafts } from '#functions/draft/perform-drafts'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { sha256Hex } from '#runtime/digest'
import { START_MS } from '#tests/support/builders'
import { aProposedDraft, fakeDrafts } from '#tests/support/drafts'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'

type Changes = { readonly accounts?: readonly string[]; readonly off?: boolean; readonly down?: boolean }

function aDesk({ accounts = ['shop', 'outlet'], off = false, down = false }: Changes = {}) {
  const drafts = fakeDrafts()
  const { log, counts, count } = recorder()
  const deps = {
    openDraft: async (proposal: Parameters<typeof drafts.open>[0]) => {
      if (down) throw new Error('down')
      return drafts.open(proposal)
    },
    accounts: async () => accounts,
    isOff: async () => off,
    drafts: async () => ({ version: 0, document: DEFAULT_DRAFTS }),
    conversation: async () => null,
    articles: async () => null,
    noteReferences: async () => undefined,
    writers: {},
    request: async () => undefined,
    digest: sha256Hex,
    now: () => START_MS,
    count,
    log,
  }
  const take = async (...bodies: readonly string[]) => {
    const records = bodies.map((body, nth) => aRecord({ messageId: `m${nth}`, body }))
    return [...(await performDrafts(records, deps)).values()]
  }
  return { drafts, counts, take }
}

const event = (detail: object, source = 'ai-customer') =>
  JSON.stringify({ id: 'event-1', source, 'detail-type': 'draft.proposed.v1', detail })
const aDetail = (changes: object = {}) => ({ account: 'shop', ...aProposedDraft(), ...changes })

describe('a draft that is proposed on the bus', () => {
  it('is opened once, however often it comes', async () => {
    const { drafts, counts, take } = aDesk()

    const outcomes = await take(event(aDetail()), event(aDetail()), event(aDetail({ text: 'Other words.' })))

    expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }])
    expect([...drafts.opened.values()].map(({ account, text, source }) => [account, text, source.kind])).toEqual([
      ['shop', 'Hello Ada, please restart the router.', 'external'],
    ])
    expect(counts.DraftsOpened).toBe(1)
  })

  it('is one of its source: another source has its own ids', async () => {
    const { drafts, take } = aDesk()

    await take(event(aDetail()), event(aDetail(), 'another-ai'))

    expect(drafts.opened.size).toBe(2)
  })

  it.each([
    ['not JSON', '{', 'malformed'],
    ['without a text', event({ ...aDetail(), text: undefined }), 'malformed_draft'],
    ['of an account nobody has heard of', event(aDetail({ account: 'nowhere' })), 'unknown_account'],
    ['with a member more', event(aDetail({ approved: true })), 'malformed_draft'],
    [
      'an event nobody listens for',
      JSON.stringify({ source: 'backdesk', 'detail-type': 'conversation.opened.v1', detail: {} }),
      'malformed',
    ],
  ])('goes to the dead letters with a reason: %s', async (_what, body, reason) => {
    const { drafts, take } = aDesk()

    expect(await take(body)).toEqual([{ kind: 'dead', reason, detail: expect.any(String) }])
    expect(drafts.opened.size).toBe(0)
  })

  it('of a conversation that there is not goes there too; one that the customer has overtaken does not', async () => {
    const { drafts, take } = aDesk()
    drafts.refuses = 'no_such_conversation'
    expect(await take(event(aDetail()))).toMatchObject([{ kind: 'dead', reason: 'no_such_conversation' }])
    drafts.refuses = 'newer_customer_message'
    expect(await take(event(aDetail()))).toEqual([{ kind: 'done' }])
  })

  it('says in the dead letter what was wrong, and nothing of what was sent', async () => {
    const { take } = aDesk()

    const [outcome] = await take(event(aDetail({ boundTo: { conversationVersion: 1, lastMessageId: 'Ada Lovelace' } })))

    expect(outcome).toMatchObject({ detail: 'boundTo.lastMessageId must be a positive whole number' })
  })

  it('is left alone while drafting is switched off, and comes again while the table is down', async () => {
    const off = aDesk({ off: true })
    expect(await off.take(event(aDetail()))).toEqual([{ kind: 'done' }])
    expect(off.drafts.opened.size).toBe(0)
    expect(await aDesk({ down: true }).take(event(aDetail()))).toEqual([{ kind: 'retry' }])
  })
})

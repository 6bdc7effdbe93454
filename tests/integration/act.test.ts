/** The worker of actions against the Chatwoot stand-in over HTTP, with the table on its local engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOwn } from '#chatwoot/own-message'
import type { Approval } from '#domain/approval'
import type { ChatwootOptions } from '#infra/local/chatwoot/server'
import { sha256Hex } from '#runtime/digest'
import {
  aLabel,
  aNote,
  anOperatorAssignment,
  anUnassignment,
  aPriority,
  aReply,
  aStatus,
  aTeamAssignment,
  someAttributes,
} from '#tests/support/actions'
import { anApproval, REPLY_TEXT } from '#tests/support/approvals'
import { type ActSetting, actSetting } from './act-setting.ts'
import { NOW_MS } from './chatwoot-stand-in-setting.ts'

let setting: ActSetting
beforeEach(async () => {
  setting = await actSetting()
})
afterEach(() => setting.close())
const reopen = async (options: Partial<ChatwootOptions>): Promise<void> => {
  await setting.close()
  setting = await actSetting(options)
}

const here = () => ({ account: 'shop', conversationId: setting.conversationId })
const row = () => {
  const found = setting.chatwoot.store.conversation(setting.conversationId)
  if (found === undefined) throw new Error('the stand-in has lost the conversation')
  return found
}
const notes = () => setting.chatwoot.store.messagesOf(row()).filter((message) => message.private)

describe('act and Chatwoot', () => {
  it('writes a note for the team that mentions its operator', async () => {
    const { returned, counts } = await setting.deliver([aNote(here())])
    expect([returned, counts]).toEqual([[], { ActionsApplied: 1 }])
    expect(notes()).toMatchObject([
      {
        private: true,
        messageType: 'outgoing',
        content: '[@Avery Example](mention://user/41/Avery%20Example)\n\nThe first response is late.',
        contentAttributes: { backdesk_action_id: sha256Hex(aNote().id) },
      },
    ])
    expect(await setting.itemOf(aNote(here()))).toEqual({ kind: 'settled', state: 'applied' })
  })

  it('assigns teams and operators and sets priorities', async () => {
    const { shop } = setting.chatwoot
    const operatorId = shop.operators[1]?.id ?? 0
    const { returned } = await setting.deliver([
      aTeamAssignment({ ...here(), id: 'a', teamId: shop.teams.support.id }),
      anOperatorAssignment({ ...here(), id: 'b', operatorId }),
      aPriority({ ...here(), id: 'c', priority: 'urgent' }),
    ])
    expect(returned).toEqual([])
    expect(row()).toMatchObject({ teamId: shop.teams.support.id, assigneeId: operatorId, priority: 'urgent' })
  })

  it('adds and removes labels, sets attributes and statuses, and keeps what others have put there', async () => {
    setting.chatwoot.actions.replaceLabels(setting.conversationId, ['vip'])
    await setting.call('POST', `conversations/${setting.conversationId}/custom_attributes`, {
      custom_attributes: { tier: 'gold', old: 1 },
    })
    const { returned, counts } = await setting.deliver([
      { ...aLabel(), ...here(), id: 'a' },
      { ...aLabel({ verb: 'remove_label', label: 'vip' }), ...here(), id: 'b' },
      someAttributes({ ...here(), id: 'c', attributes: { order_id: 'HL-1', old: null } }),
      aStatus({ ...here(), id: 'd', status: 'snoozed', snoozedUntilMs: NOW_MS + 3_600_000 }),
    ])
    expect([returned, counts]).toEqual([[], { ActionsApplied: 4 }])
    expect(row()).toMatchObject({
      labelList: ['delivery'],
      customAttributes: { tier: 'gold', order_id: 'HL-1' },
      status: 'snoozed',
      snoozedUntilUs: (NOW_MS + 3_600_000) * 1000,
    })
    const again = aStatus({ ...here(), id: 'e', status: 'snoozed', snoozedUntilMs: NOW_MS + 3_600_500 })
    expect((await setting.deliver([again])).counts).toEqual({ ActionsApplied: 1, ActionsRepeated: 1 })
  })

  it('takes an assignee away, and gives way to a person', async () => {
    const [, first = 0, second = 0] = setting.chatwoot.shop.operators.map(({ id }) => id)
    setting.chatwoot.actions.assign(setting.conversationId, second)
    const late = anOperatorAssignment({ ...here(), id: 'a', operatorId: first, expects: { operatorId: null } })
    expect((await setting.deliver([late])).counts).toEqual({ ActionsSuperseded: 1 })
    expect(row().assigneeId).toBe(second)
    expect(await setting.itemOf(late)).toEqual({ kind: 'settled', state: 'superseded' })
    const unassigned = anUnassignment({ ...here(), id: 'b', expects: { operatorId: second } })
    expect((await setting.deliver([unassigned])).counts).toEqual({ ActionsApplied: 1 })
    expect(row().assigneeId).toBeNull()
  })

  it("opens a conversation by an agent's token, which does not become its assignee", async () => {
    const agent = [...setting.chatwoot.store.operators.values()].findLast(({ role }) => role === 'agent')
    setting.chatwoot.shop.inboxes.website.memberIds.add(agent?.id ?? 0)
    const operatorId = setting.chatwoot.shop.operators[1]?.id ?? 0
    setting.chatwoot.actions.assign(setting.conversationId, operatorId)
    setting.chatwoot.actions.resolve(setting.conversationId)
    const open = aStatus({ ...here(), status: 'open' })
    expect(await setting.deliver([open], { token: agent?.accessToken ?? '' })).toMatchObject({
      counts: { ActionsApplied: 1 },
    })
    expect(row()).toMatchObject({ status: 'open', assigneeId: operatorId })
  })

  it('writes what a customer wrote in braces as it is, though Chatwoot fills templates', async () => {
    await setting.deliver([aNote({ ...here(), text: 'They write: I am {{contact.name}}, {{ agent.name }}!' })])
    expect(notes()[0]?.content).toMatch(/They write: I am \{ \{contact\.name\}\}, \{ \{ agent\.name \}\}!$/)
  })

  it('takes a team and a priority away', async () => {
    const teamId = setting.chatwoot.shop.teams.support.id
    await setting.deliver([aTeamAssignment({ ...here(), teamId }), aPriority({ ...here(), id: 'p' })])
    expect(row()).toMatchObject({ teamId, priority: 'urgent' })
    const away = [
      aTeamAssignment({ ...here(), id: 'no-team', teamId: null, requestedAtMs: NOW_MS }),
      aPriority({ ...here(), id: 'no-priority', priority: null, requestedAtMs: NOW_MS }),
    ]
    expect((await setting.deliver(away)).counts).toEqual({ ActionsApplied: 2 })
    expect(row()).toMatchObject({ teamId: null, priority: null })
  })

  it('comes back while a conversation has had too many messages for a minute, and is done then', async () => {
    const note = aNote(here())
    for (let n = 0; n < 200; n += 1) setting.chatwoot.actions.customerAnswers(setting.conversationId, 'Hello?')
    expect((await setting.deliver([note])).returned).toEqual(['m0'])
    await setting.clock.advance(61_000)
    expect((await setting.deliver([note])).counts).toEqual({ ActionsApplied: 1 })
    expect(notes()).toHaveLength(1)
  })

  describe('answering a customer', () => {
    const lastMessageId = () => setting.chatwoot.store.messagesOf(row()).at(-1)?.id ?? 0
    const replies = () =>
      setting.chatwoot.store
        .messagesOf(row())
        .filter(
          ({ messageType, private: hidden, sender }) =>
            messageType === 'outgoing' && !hidden && sender?.type === 'User',
        )
    const approve = (changes: Partial<Approval> = {}) =>
      setting.approve(
        anApproval({
          ...here(),
          boundTo: { conversationVersion: 1, lastMessageId: lastMessageId() },
          expiresAtMs: NOW_MS + 600_000,
          ...changes,
        }),
      )

    it('is refused without an approval', async () => {
      const { returned, counts } = await setting.deliver([aReply(here())])
      expect([returned, counts, replies()]).toEqual([[], { RepliesUnapproved: 1 }, []])
      expect(setting.middle.passed).toEqual([])
    })

    it('happens once under an approval, to the letter, and recognisable', async () => {
      await approve()
      await setting.deliver([aReply(here())])
      const other = aReply({ ...here(), id: 'other' })
      expect((await setting.deliver([aReply(here()), other])).counts).toEqual({
        ActionsRepeated: 1,
        RepliesUnapproved: 1,
      })
      expect(replies()).toMatchObject([
        { content: REPLY_TEXT, contentAttributes: { backdesk_action_id: sha256Hex(aReply().id) } },
      ])
      expect(isOwn(replies()[0]?.contentAttributes)).toBe(true)
    })

    it.each(['swallow', 'cut'] as const)('happens once where the answer is lost: %s', async (mishap) => {
      await approve()
      setting.middle.next('pass', 'pass', mishap)
      expect((await setting.deliver([aReply(here())])).returned).toEqual(['m0'])
      expect(replies()).toHaveLength(1)
      setting.chatwoot.actions.customerAnswers(setting.conversationId, 'Thank you!')
      expect((await setting.deliver([aReply(here())])).counts).toEqual({ ActionsApplied: 1, ActionsRepeated: 1 })
      expect(replies()).toHaveLength(1)
    })

    it('is refused where Chatwoot would make another text of it', async () => {
      const text = 'Hello {{contact.name}}, it is on its way.'
      await approve({ text, textHash: sha256Hex(text) })
      const { returned, counts } = await setting.deliver([aReply({ ...here(), text })])
      expect([returned, counts, replies()]).toEqual([[], { RepliesUnapproved: 1 }, []])
    })

    it('is refused once the customer has written again', async () => {
      await approve()
      setting.chatwoot.actions.customerAnswers(setting.conversationId, 'Never mind.')
      const { codes } = await setting.deliver([aReply(here())])
      expect([codes, replies()]).toEqual([['reply_unapproved'], []])
    })

    describe('that comes too late', () => {
      const LATE_MS = 15 * 60_000 + 1
      const late = () => aReply({ ...here(), requestedAtMs: NOW_MS - LATE_MS })
      const draft = () => ({ ...here(), id: `late-${sha256Hex(late().id)}` })

      it('is not sent, and waits as a draft for a person, with its text', async () => {
        await approve()
        expect((await setting.deliver([late()])).counts).toEqual({ RepliesTooOld: 1 })
        expect(replies()).toEqual([])
        expect(setting.middle.passed).toEqual([])
        expect(await setting.itemOf(late())).toEqual({ kind: 'settled', state: 'superseded' })
        expect(await setting.approvalOf(draft())).toMatchObject({
          state: 'pending_review',
          text: REPLY_TEXT,
          from: { actionId: late().id, code: 'too_old' },
        })
        expect((await setting.deliver([late()])).counts).toEqual({ ActionsRepeated: 1 })
      })

      it('is sent up to the last moment', async () => {
        await approve()
        const inTime = aReply({ ...here(), requestedAtMs: NOW_MS - LATE_MS + 1 })
        expect((await setting.deliver([inTime])).counts).toEqual({ ActionsApplied: 1 })
      })

      it('becomes a draft also when its approval has run out meanwhile', async () => {
        await approve({ expiresAtMs: NOW_MS - 1 })
        expect((await setting.deliver([late()])).counts).toEqual({ RepliesTooOld: 1 })
      })

      it.each([
        ['nobody approved', undefined],
        ['was rejected', { state: 'rejected' as const }],
        ['was approved with another text', { textHash: 'f'.repeat(64) }],
      ])('leaves no draft where it %s', async (_why, changes) => {
        if (changes !== undefined) await approve(changes)
        expect((await setting.deliver([late()])).counts).toEqual({ RepliesUnapproved: 1 })
        expect(await setting.approvalOf(draft())).toBeUndefined()
      })

      it('is not drafted when an earlier try had sent it after all', async () => {
        await approve()
        setting.middle.next('pass', 'pass', 'swallow')
        const inTime = aReply({ ...here(), requestedAtMs: NOW_MS })
        expect((await setting.deliver([inTime])).returned).toEqual(['m0'])
        expect((await setting.deliver([late()])).counts).toEqual({ ActionsApplied: 1, ActionsRepeated: 1 })
        expect(replies()).toHaveLength(1)
        expect(await setting.approvalOf(draft())).toBeUndefined()
      })
    })

    it('does not happen while it is switched off', async () => {
      await approve()
      await setting.switchOff('act.send_public_reply')
      const note = aNote({ ...here(), id: 'note' })
      expect((await setting.deliver([aReply(here()), note])).counts).toEqual({
        ActionsSuperseded: 1,
        ActionsApplied: 1,
      })
      expect(replies()).toEqual([])
    })
  })

  it('posts one note for a message that is delivered twice', async () => {
    await setting.deliver([aNote(here()), aNote(here())])
    const { counts } = await setting.deliver([aNote(here())])
    expect(notes()).toHaveLength(1)
    expect(counts).toEqual({ ActionsRepeated: 1 })
  })

  it.each(['swallow', 'cut'] as const)('posts one note when the answer is lost: %s', async (mishap) => {
    setting.middle.next(mishap)
    expect((await setting.deliver([aNote(here())])).returned).toEqual(['m0'])
    // So many messages later that it is not among the newest any more.
    for (let nth = 0; nth < 50; nth++) setting.chatwoot.actions.customerAnswers(setting.conversationId, `And ${nth}`)
    const { returned, counts } = await setting.deliver([aNote(here())])
    expect(returned).toEqual([])
    expect(counts).toEqual({ ActionsApplied: 1, ActionsRepeated: 1 })
    expect(notes()).toHaveLength(1)
  })

  it('returns what follows in the conversation, and does not begin it', async () => {
    setting.middle.next('cut')
    const later = aPriority({ ...here(), id: 'later' })
    expect((await setting.deliver([aNote(here()), later])).returned).toEqual(['m0', 'm1'])
    expect(row().priority).toBeNull()
    expect(await setting.itemOf(later)).toMatchObject({ attempts: 1 })
  })

  it('goes on once the limit of requests leaves room again', async () => {
    await reopen({ requestsPerMinute: 1 })
    const waits: number[] = []
    const wait = async (ms: number) => {
      waits.push(ms)
      await setting.clock.advance(60_000)
    }
    const { returned } = await setting.deliver([aNote({ ...here(), id: 'a' }), aNote({ ...here(), id: 'b' })], { wait })
    expect([returned, waits]).toEqual([[], [250]])
    expect(notes()).toHaveLength(2)
  })

  it('comes back while the limit of requests lasts', async () => {
    await reopen({ requestsPerMinute: 0 })
    const { returned, codes } = await setting.deliver([aNote(here())])
    expect([returned, codes]).toEqual([['m0'], ['action_postponed']])
  })

  it('leaves an operator in place when asked for one whom Chatwoot does not know', async () => {
    const operatorId = setting.chatwoot.shop.operators[1]?.id ?? 0
    setting.chatwoot.actions.assign(setting.conversationId, operatorId)
    const { returned, counts, codes } = await setting.deliver([anOperatorAssignment({ ...here(), operatorId: 99_999 })])
    expect([returned, counts, codes]).toEqual([[], { ActionsFailed: 1 }, ['action_failed']])
    expect(row().assigneeId).toBe(operatorId)
  })

  it('writes nothing with a token that was revoked, and comes back', async () => {
    const { returned, codes } = await setting.deliver([aNote(here())], { token: 'EXAMPLErevokedtoken' })
    expect([returned, codes]).toEqual([['m0'], ['token_refused']])
    expect(notes()).toEqual([])
  })

  it('fails for a conversation that is gone', async () => {
    const gone = aNote({ account: 'shop', conversationId: 99_999 })
    expect(await setting.deliver([gone])).toMatchObject({ returned: [], counts: { ActionsFailed: 1 } })
    expect(await setting.itemOf(gone)).toEqual({ kind: 'settled', state: 'failed' })
  })

  it('comes back while nobody answers at the address', async () => {
    await setting.middle.close()
    expect((await setting.deliver([aNote(here())])).returned).toEqual(['m0'])
  })
})

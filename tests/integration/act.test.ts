/** The worker of actions against the Chatwoot stand-in over HTTP, with the table on its local engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatwootOptions } from '#infra/local/chatwoot/server'
import { sha256Hex } from '#runtime/digest'
import { aNote, anOperatorAssignment, aPriority, aTeamAssignment } from '#tests/support/actions'
import { type ActSetting, actSetting } from './act-setting.ts'
import { openapi } from './chatwoot-stand-in-spec.ts'

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

  it('sends what the published description of the API asks for', async () => {
    const spec = openapi([])
    await setting.deliver([
      aNote({ ...here(), id: 'a' }),
      aTeamAssignment({ ...here(), id: 'b', teamId: setting.chatwoot.shop.teams.support.id }),
      aPriority({ ...here(), id: 'c' }),
    ])
    const posts = setting.middle.passed.filter(({ method }) => method === 'POST')
    const checked = posts.map(({ path, body }) => {
      const described = path
        .replace(/accounts\/\d+/, 'accounts/{account_id}')
        .replace(/conversations\/\d+/, 'conversations/{conversation_id}')
      return [described.split('/').at(-1), spec.requestProblems({ method: 'post', path: described }, JSON.parse(body))]
    })
    expect(checked).toEqual([
      ['messages', []],
      ['assignments', []],
      ['toggle_priority', []],
    ])
    const messages = '/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages'
    expect(spec.requestProblems({ method: 'post', path: messages }, { private: 'yes' })).toHaveLength(2)
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

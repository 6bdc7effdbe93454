/** Who works where, read from the Chatwoot stand-in over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { directoryClient } from '#chatwoot/directory-client'
import { keepAliveHttp } from '#chatwoot/http-call'
import { chatwootSetting, type Setting } from './chatwoot-stand-in-setting.ts'

let setting: Setting
beforeEach(async () => {
  setting = await chatwootSetting()
})
afterEach(() => setting.close())

const aClient = (token?: string) =>
  directoryClient(
    {
      baseUrl: setting.chatwoot.url,
      accountId: setting.chatwoot.accountId,
      token: token ?? setting.chatwoot.adminToken,
    },
    { http: keepAliveHttp(), pace: async () => undefined, now: setting.clock.now },
  )

describe('reading who works in a Chatwoot', () => {
  it('tells availability by one call', async () => {
    const [first, second, third] = [...setting.chatwoot.store.operators.values()]
    if (first) first.availability = 'online'
    if (second) second.availability = 'busy'
    if (third) third.availability = 'offline'
    const read = await aClient().operators()
    const seen = read.kind === 'ok' ? read.value.operators : []
    expect(seen).toHaveLength(setting.chatwoot.store.operators.size)
    expect(seen.slice(0, 3).map(({ availability }) => availability)).toEqual(['available', 'away', 'offline'])
    expect(seen[0]).toEqual({ operatorId: first?.id, name: first?.name, role: first?.role, availability: 'available' })
    expect(read).not.toHaveProperty('value.directory')
  })

  it('tells teams, inboxes, who belongs to them, and the version, and no secret of a channel', async () => {
    const { store } = setting.chatwoot
    const read = await aClient().directory()
    if (read.kind !== 'ok') throw new Error(read.code)
    const { operators, directory } = read.value
    expect(directory?.serverVersion).toBe('4.15.1')
    expect(directory?.teams).toEqual([...store.teams.values()].map(({ id, name }) => ({ id, name })))
    const [website] = directory?.inboxes ?? []
    const row = store.inboxes.get(website?.id ?? 0)
    expect(website).toEqual({
      id: row?.id,
      name: row?.name,
      channel: 'WebWidget',
      autoAssigns: row?.enableAutoAssignment,
    })
    expect(JSON.stringify(read.value)).not.toMatch(/hmac|token/)
    const memberships = (
      members: ReadonlyMap<number, { readonly memberIds: ReadonlySet<number> }>,
      operatorId: number,
    ) => [...members].filter(([, { memberIds }]) => memberIds.has(operatorId)).map(([id]) => id)
    for (const { operatorId, teams, inboxes } of operators) {
      expect(teams).toEqual(memberships(store.teams, operatorId))
      expect(inboxes).toEqual(memberships(store.inboxes, operatorId))
    }
  })

  it.each([
    ['was deleted meanwhile: nobody belongs to it', 404, 'ok'],
    ['may not be read: the reading fails, and nobody loses what they had', 403, 'refused'],
  ])('members of an inbox that %s', async (_what, status, kind) => {
    const http = keepAliveHttp()
    const client = directoryClient(
      { baseUrl: setting.chatwoot.url, accountId: setting.chatwoot.accountId, token: setting.chatwoot.adminToken },
      {
        http: async (request) =>
          request.url.includes('/inbox_members/')
            ? { kind: 'answered', status, body: '{"error":"Not for you"}' }
            : http(request),
        pace: async () => undefined,
        now: setting.clock.now,
      },
    )
    const read = await client.directory()
    expect(read.kind).toBe(kind)
    if (read.kind === 'ok') expect(read.value.operators.flatMap(({ inboxes }) => inboxes)).toEqual([])
  })

  it('says when the token is denied', async () => {
    expect(await aClient('EXAMPLErevokedtoken').directory()).toEqual({ kind: 'denied', code: 'token_refused' })
  })
})

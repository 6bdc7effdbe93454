import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { webhookReceiver } from '#tests/unit/local-chatwoot/webhook-receiver'
import { at, chatwootSetting, type Setting } from './chatwoot-stand-in-setting.ts'

let folder: string
let dataFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatwoot-stand-in-'))
  dataFile = join(folder, 'chatwoot.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const lastMessageId = ({ chatwoot }: Setting, displayId: number): number => {
  const conversation = chatwoot.store.conversation(displayId)
  return (conversation && chatwoot.store.messagesOf(conversation).at(-1)?.id) ?? 0
}

describe('a stand-in with a data file', () => {
  it('goes on where it ended: people, tokens, conversations, and every id', async () => {
    const first = await chatwootSetting({ dataFile })
    const id = first.conversation()
    first.chatwoot.actions.assignTeam(id, first.chatwoot.shop.teams.shipping.id)
    const inboxes = await first.call('GET', 'inboxes')
    const [shown, lastId] = [await first.call('GET', `conversations/${id}`), lastMessageId(first, id)]
    await first.close()

    const second = await chatwootSetting({ dataFile })
    expect(second.chatwoot.adminToken).toBe(first.chatwoot.adminToken)
    expect((await second.call('GET', `conversations/${id}`)).body).toEqual(shown.body)
    expect((await second.call('GET', 'inboxes')).body).toEqual(inboxes.body)
    const next = second.conversation()
    expect(next).toBe(id + 1)
    expect(lastMessageId(second, next)).toBeGreaterThan(lastId)
    expect(second.chatwoot.store.conversation(next)?.uuid).not.toBe(at(shown.body, 'uuid'))
    await second.close()
  })

  it('forgets webhooks, whose receivers are gone, and repeats no delivery id', async () => {
    const receiver = await webhookReceiver()
    for (let run = 0; run < 2; run += 1) {
      const setting = await chatwootSetting({ dataFile })
      expect((await setting.call('GET', 'webhooks')).body).toEqual({ payload: { webhooks: [] } })
      await setting.call('POST', 'webhooks', { url: receiver.url, subscriptions: ['message_created'] })
      setting.conversation()
      await setting.chatwoot.deliveries.idle()
      await setting.close()
    }
    const ids = receiver.received.map(({ headers }) => headers['x-chatwoot-delivery'])
    expect(ids.length).toBeGreaterThan(2)
    expect(new Set(ids).size).toBe(ids.length)
    await receiver.close()
  })

  it('leaves a wide gap after a crash, as what came last is not in the file', async () => {
    const crashed = join(folder, 'crashed.json')
    const first = await chatwootSetting({ dataFile })
    copyFileSync(dataFile, crashed)
    const lost = first.conversation()
    await first.close()
    const second = await chatwootSetting({ dataFile: crashed })
    expect(second.conversation()).toBeGreaterThan(lost + 1000)
    await second.close()
  })

  it('saves when it is told to, so that a crash loses no more than its receiver loses', async () => {
    const crashed = join(folder, 'crashed.json')
    const first = await chatwootSetting({ dataFile })
    const kept = first.conversation()
    first.chatwoot.save()
    copyFileSync(dataFile, crashed)
    await first.close()
    const second = await chatwootSetting({ dataFile: crashed })
    expect((await second.call('GET', `conversations/${kept}`)).status).toBe(200)
    await second.close()
  })

  it('refuses a file of another version by name', async () => {
    writeFileSync(dataFile, '{"format":0}')
    await expect(chatwootSetting({ dataFile })).rejects.toThrow(dataFile)
  })
})

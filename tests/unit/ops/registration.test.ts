import { describe, expect, it } from 'vitest'
import { inWords, registerWebhook } from '#infra/ops/webhooks/register-webhook'
import { addressText, planRegistration } from '#infra/ops/webhooks/registration'
import {
  type RegisteredWebhook,
  WANTED_EVENTS,
  type WebhookRegistry,
  type WebhookWishes,
} from '#infra/ops/webhooks/webhook-registry'

const ADDRESS = { base: 'https://hooks.example.com', accountKey: 'EXAMPLEkey' }
const URL_OF_OURS = addressText(ADDRESS)
const aWebhook = (changes: Partial<RegisteredWebhook> = {}): RegisteredWebhook => ({
  id: 7,
  url: URL_OF_OURS,
  subscriptions: WANTED_EVENTS,
  secret: 'EXAMPLEsecret-7',
  ...changes,
})
const NOTHING = { rotate: false, prune: false }
const steps = (registered: readonly RegisteredWebhook[], wishes = NOTHING) =>
  planRegistration(registered, ADDRESS, wishes).steps.map((step) => step.do)

describe('what has to be done for a webhook to be right', () => {
  it('is nothing when it is', () => expect(steps([aWebhook()])).toEqual([]))
  it('is to create it beside those of others', () =>
    expect(steps([aWebhook({ url: 'https://crm.example.com/hooks' })])).toEqual(['create']))
  it('is to move one that has the key and another host', () =>
    expect(steps([aWebhook({ url: 'https://old.example.com/webhooks/chatwoot/EXAMPLEkey' })])).toEqual(['move']))
  it.each([
    ['missing', WANTED_EVENTS.slice(1)],
    ['needless', [...WANTED_EVENTS, 'conversation_typing_on']],
  ])('is to subscribe when events are %s', (_what, subscriptions) =>
    expect(steps([aWebhook({ subscriptions })])).toEqual(['subscribe']),
  )
  it('leaves twins and strays, and removes them when asked to', () => {
    const twin = aWebhook({ id: 8, url: `${URL_OF_OURS}/` })
    const stray = aWebhook({ id: 9, url: 'https://hooks.example.com/webhooks/chatwoot/EXAMPLEother' })
    const elsewhere = aWebhook({ id: 10, url: 'https://staging.example.com/webhooks/chatwoot/EXAMPLEother' })
    const all = [aWebhook(), twin, stray, elsewhere]
    expect(planRegistration(all, ADDRESS, NOTHING)).toEqual({ steps: [], left: [twin, stray] })
    expect(planRegistration(all, ADDRESS, { ...NOTHING, prune: true })).toEqual({
      steps: [
        { do: 'remove', webhook: twin },
        { do: 'remove', webhook: stray },
      ],
      left: [],
    })
  })
  it('is told without the address, whose end is a secret', () => {
    const { steps: all } = planRegistration(
      [aWebhook({ subscriptions: ['message_created', 'contact_created'] })],
      ADDRESS,
      {
        rotate: false,
        prune: false,
      },
    )
    const words = [...all, { do: 'create' } as const].map(inWords).join('\n')
    expect(words).toMatch(/hear of conversation_created, .*, no longer of contact_created/)
    expect(words).not.toContain('EXAMPLEkey')
  })
})

/** What happened, in order: with Chatwoot, with the secret, and which secrets each event of that moment is signed by. */
function setting(registered: readonly RegisteredWebhook[], stored: readonly string[]) {
  const webhooks = new Map(registered.map((webhook) => [webhook.id, webhook]))
  let secrets = [...stored]
  const lost: string[] = []
  /** An event at this moment: somebody must hear of it, and who hears of it must be believed. */
  const anEvent = (when: string): void => {
    const heard = [...webhooks.values()].filter(({ subscriptions }) => subscriptions.includes('message_created'))
    if (registered.length > 0 && heard.length === 0) lost.push(`${when}: unheard`)
    if (heard.some(({ secret }) => secret !== null && !secrets.includes(secret))) lost.push(`${when}: refused`)
  }
  const change = (id: number, wishes: Partial<WebhookWishes>): RegisteredWebhook => {
    const webhook = webhooks.get(id)
    if (webhook === undefined) throw new Error('no such webhook')
    const changed = { ...webhook, ...wishes }
    if ([...webhooks.values()].some(({ id: other, url }) => other !== id && url === changed.url))
      throw new Error('Url has already been taken')
    webhooks.set(id, changed)
    anEvent('after a change')
    return changed
  }
  const registry: WebhookRegistry = {
    list: async () => [...webhooks.values()],
    async create(wishes) {
      const id = 100 + webhooks.size
      webhooks.set(id, { id, url: '', subscriptions: wishes.subscriptions, secret: `EXAMPLEsecret-${id}` })
      return change(id, wishes)
    },
    change: async (id, wishes) => change(id, wishes),
    async remove(id) {
      webhooks.delete(id)
      anEvent('after a removal')
    },
  }
  const run = (wishes = NOTHING) =>
    registerWebhook(ADDRESS, wishes, {
      registry,
      storeSecret: async (secret) => {
        if (secrets[0] === secret) return 'known'
        secrets = [secret, ...secrets.filter((known) => known !== secret)].slice(0, 2)
        anEvent('after a secret was stored')
        return 'stored'
      },
      untilTaken: async () => undefined,
      tell: () => undefined,
      name: 'Backdesk test',
    })
  return { run, webhooks, lost, secrets: () => secrets }
}

describe('registering a webhook', () => {
  it('creates it, stores its secret before it hears of anything, and finds nothing to do the second time', async () => {
    const { run, webhooks, lost, secrets } = setting([], [])
    expect((await run()).secret).toBe('stored')
    expect([...webhooks.values()]).toMatchObject([{ url: URL_OF_OURS, subscriptions: WANTED_EVENTS }])
    expect([secrets(), lost]).toEqual([['EXAMPLEsecret-100'], []])
    expect(await run()).toMatchObject({ steps: [], secret: 'known' })
  })

  it('rotates without a moment in which an event goes unheard or is refused', async () => {
    const { run, webhooks, lost, secrets } = setting([aWebhook()], ['EXAMPLEsecret-7'])
    await run({ rotate: true, prune: false })
    expect([...webhooks.values()]).toMatchObject([{ url: URL_OF_OURS, subscriptions: WANTED_EVENTS }])
    expect(secrets()).toEqual(['EXAMPLEsecret-101', 'EXAMPLEsecret-7'])
    expect(lost).toEqual([])
  })

  it('takes up a rotation that broke off, and removes what is left of it when asked to', async () => {
    const { run, webhooks } = setting(
      [aWebhook({ url: `${URL_OF_OURS}?retiring` }), aWebhook({ id: 8, subscriptions: ['inbox_created'] })],
      ['EXAMPLEsecret-7'],
    )
    await run({ rotate: false, prune: true })
    expect([...webhooks.values()]).toMatchObject([{ id: 8, url: URL_OF_OURS, subscriptions: WANTED_EVENTS }])
  })

  it('stores the secret of a webhook that was made by hand', async () => {
    const { run, secrets } = setting([aWebhook()], ['EXAMPLEother'])
    expect((await run()).secret).toBe('stored')
    expect(secrets()).toEqual(['EXAMPLEsecret-7', 'EXAMPLEother'])
  })

  it('says that a Chatwoot gives no secret', async () => {
    const { run } = setting([aWebhook({ secret: null })], [])
    expect((await run()).secret).toBe('none')
  })
})

/**
 * Registers an account's webhook, so that not one event is refused on the way: a new webhook first hears of next to
 * nothing, its secret is stored and taken by ingest, and only then is it given its events.
 */
import { type Address, addressText, type Plan, planRegistration, type Step } from './registration.ts'
import { type RegisteredWebhook, WANTED_EVENTS, type WebhookRegistry } from './webhook-registry.ts'

export type RegisterDeps = {
  readonly registry: WebhookRegistry
  /** Stores a secret as the newest of the account's; the one before it stays valid. A known newest one changes nothing. */
  readonly storeSecret: (secret: string) => Promise<'stored' | 'known'>
  /** Returns once ingest takes what is signed by it. @throws Error when it does not. */
  readonly untilTaken: (secret: string) => Promise<void>
  /** What is under way, for who watches. */
  readonly tell: (text: string) => void
  readonly name: string
}

export type Registered = Plan & {
  /** Undefined in a dry run that would create it. */
  readonly webhook: RegisteredWebhook | undefined
  /** `none`: this Chatwoot gives none, because it does not sign. */
  readonly secret: 'stored' | 'known' | 'none'
}

/** Chatwoot wants one event at least. This one is switched off in nearly every Chatwoot, and tells nothing where it is not. */
const NEXT_TO_NOTHING = ['inbox_created']
const RETIRING = '?retiring'

/** @throws ChatwootFault, and the faults of what stores and waits. Breaking off anywhere loses nothing: do it again. */
export async function registerWebhook(
  address: Address,
  wishes: { readonly rotate: boolean; readonly prune: boolean },
  deps: RegisterDeps,
): Promise<Registered> {
  const registered = await deps.registry.list()
  const plan = planRegistration(registered, address, wishes)
  const kept = keptBy(plan, registered, address)
  let webhook = kept
  let secret: Registered['secret'] = kept === undefined ? 'none' : await known(kept, deps)
  for (const step of plan.steps) {
    deps.tell(inWords(step))
    switch (step.do) {
      case 'create':
        ;({ webhook, secret } = await created(address, deps))
        break
      case 'move':
        webhook = await deps.registry.change(step.webhook.id, { url: addressText(address) })
        break
      case 'subscribe':
        webhook = await deps.registry.change(step.webhook.id, { subscriptions: WANTED_EVENTS })
        break
      case 'replace':
        // Both tell everything for a moment, each with its own secret: what comes twice is merged.
        await deps.registry.change(step.webhook.id, { url: `${addressText(address)}${RETIRING}` })
        ;({ webhook, secret } = await created(address, deps))
        await deps.registry.remove(step.webhook.id)
        break
      case 'remove':
        await deps.registry.remove(step.webhook.id)
        break
    }
  }
  return { ...plan, webhook, secret }
}

const keptBy = (plan: Plan, registered: readonly RegisteredWebhook[], address: Address) =>
  plan.steps.find((step) => step.do === 'move')?.webhook ?? registered.find(({ url }) => url === addressText(address))

async function created(address: Address, deps: RegisterDeps): Promise<Pick<Registered, 'webhook' | 'secret'>> {
  const wishes = { url: addressText(address), name: deps.name }
  const quiet = await deps.registry.create({ ...wishes, subscriptions: NEXT_TO_NOTHING })
  const secret = await known(quiet, deps)
  const webhook = await deps.registry.change(quiet.id, { subscriptions: WANTED_EVENTS })
  return { webhook, secret }
}

async function known({ secret }: RegisteredWebhook, deps: RegisterDeps): Promise<Registered['secret']> {
  if (secret === null) return 'none'
  const stored = await deps.storeSecret(secret)
  if (stored === 'stored') await deps.untilTaken(secret)
  return stored
}

/** A step in words that hold no address: its end is a secret. */
export function inWords(step: Step): string {
  switch (step.do) {
    case 'create':
      return 'register a webhook'
    case 'move':
      return `give webhook ${step.webhook.id} its right address`
    case 'subscribe': {
      const { missing, needless } = step.off
      const parts = [
        ...(missing.length === 0 ? [] : [`hear of ${missing.join(', ')}`]),
        ...(needless.length === 0 ? [] : [`no longer of ${needless.join(', ')}`]),
      ]
      return `let webhook ${step.webhook.id} ${parts.join(', ')}`
    }
    case 'replace':
      return `replace webhook ${step.webhook.id} by a new one with a new secret`
    case 'remove':
      return `remove webhook ${step.webhook.id}`
  }
}

/** Which of a Chatwoot's webhooks are ours, and what has to be done so that one of them is as it should be. Pure. */
import { type RegisteredWebhook, WANTED_EVENTS } from './webhook-registry.ts'

/** Where an account's webhooks shall go. */
export type Address = {
  /** What the deployment is reached at, e.g. `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly base: string
  readonly accountKey: string
}

const PATH = '/webhooks/chatwoot/'
export const addressText = ({ base, accountKey }: Address): string => `${base}${PATH}${accountKey}`

export type OurWebhooks = {
  /** With the right address, to the letter: Chatwoot keeps an address unique. */
  readonly right: RegisteredWebhook | undefined
  /** With the account's key, and another spelling or host: each event of theirs comes twice, or goes elsewhere. */
  readonly twins: readonly RegisteredWebhook[]
  /** To this deployment, with another key: of an earlier registration, or of another account. They are refused, or taken for another's. */
  readonly strays: readonly RegisteredWebhook[]
}

export function ourWebhooks(registered: readonly RegisteredWebhook[], address: Address): OurWebhooks {
  const right = registered.find(({ url }) => url === addressText(address))
  const others = registered.filter((webhook) => webhook !== right)
  return {
    right,
    twins: others.filter(({ url }) => keyIn(url) === address.accountKey),
    strays: others.filter(
      ({ url }) => keyIn(url) !== undefined && keyIn(url) !== address.accountKey && isAt(url, address.base),
    ),
  }
}

/** The account key that an address ends in; undefined where it is no address of a Backdesk. */
export function keyIn(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { pathname } = new URL(url)
  const at = pathname.indexOf(PATH)
  return at === -1 ? undefined : pathname.slice(at + PATH.length).replace(/\/+$/, '')
}

const isAt = (url: string, base: string): boolean => new URL(url).host === new URL(base).host

export type EventsOff = { readonly missing: readonly string[]; readonly needless: readonly string[] }

/** How its subscriptions differ from what Backdesk makes use of. */
export function eventsOff({ subscriptions }: Pick<RegisteredWebhook, 'subscriptions'>): EventsOff {
  const wanted: readonly string[] = WANTED_EVENTS
  return {
    missing: wanted.filter((event) => !subscriptions.includes(event)),
    needless: subscriptions.filter((event) => !wanted.includes(event)),
  }
}

export const hasRightEvents = (webhook: Pick<RegisteredWebhook, 'subscriptions'>): boolean => {
  const { missing, needless } = eventsOff(webhook)
  return missing.length === 0 && needless.length === 0
}

export type Step =
  | { readonly do: 'create' }
  /** Another spelling of the address, or another host: the webhook and its secret stay. */
  | { readonly do: 'move'; readonly webhook: RegisteredWebhook }
  | { readonly do: 'subscribe'; readonly webhook: RegisteredWebhook; readonly off: EventsOff }
  /** A new webhook takes the place of this one, whose secret nobody can renew. */
  | { readonly do: 'replace'; readonly webhook: RegisteredWebhook }
  | { readonly do: 'remove'; readonly webhook: RegisteredWebhook }

export type Plan = {
  readonly steps: readonly Step[]
  /** What is left as it is, and should not be: `prune` removes it. */
  readonly left: readonly RegisteredWebhook[]
}

/** What makes an account's registration right. Doing it again finds nothing to do, unless asked to rotate. */
export function planRegistration(
  registered: readonly RegisteredWebhook[],
  address: Address,
  wishes: { readonly rotate: boolean; readonly prune: boolean },
): Plan {
  const { right, twins, strays } = ourWebhooks(registered, address)
  const moved = right === undefined ? twins[0] : undefined
  const kept = right ?? moved
  const surplus = [...twins.filter((twin) => twin !== moved), ...strays]
  const steps: Step[] = []
  if (kept === undefined) steps.push({ do: 'create' })
  if (moved !== undefined) steps.push({ do: 'move', webhook: moved })
  if (kept !== undefined && wishes.rotate) steps.push({ do: 'replace', webhook: kept })
  else if (kept !== undefined && !hasRightEvents(kept))
    steps.push({ do: 'subscribe', webhook: kept, off: eventsOff(kept) })
  if (wishes.prune) steps.push(...surplus.map((webhook): Step => ({ do: 'remove', webhook })))
  return { steps, left: wishes.prune ? [] : surplus }
}

import { parsedJson } from '#runtime/json'
import { mayPostTo } from './https-json.ts'

/** Where a notice can go. Addresses of incoming webhooks and routing keys are secrets: whoever has one can page. */
export type TargetConfig =
  /** `url`: another Events API than the US one, such as https://events.eu.pagerduty.com/v2/enqueue. */
  | { readonly kind: 'pagerduty'; readonly routingKey: string; readonly url?: string }
  | { readonly kind: 'slack'; readonly url: string }
  /** The address of a Workflow that starts "when a Teams webhook request is received". */
  | { readonly kind: 'teams'; readonly url: string }
  /** A standard topic of the same Region; the function that notifies must be allowed to publish to it. */
  | { readonly kind: 'sns'; readonly topicArn: string }

export const TARGET_KINDS = ['pagerduty', 'slack', 'teams', 'sns'] as const satisfies readonly TargetConfig['kind'][]

/** The target that exists without an entry: the deployment's own topic. */
export const ON_CALL = 'on-call'

export const TARGET_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/

export type ParsedTargets = {
  /** By name. `undefined` when the text is not a JSON object at all. */
  readonly targets: ReadonlyMap<string, TargetConfig | 'ill-formed'> | undefined
  /** What is wrong with which entry; never a key or an address. */
  readonly problems: readonly string[]
}

/**
 * Reads the targets secret: `{ "<name>": TargetConfig }`. An ill-formed entry is reported and does not stop the others.
 */
export function parseTargets(text: string): ParsedTargets {
  const entries = parsedJson(text)
  if (!isObject(entries)) return { targets: undefined, problems: ['the targets secret is not a JSON object'] }
  const targets = new Map<string, TargetConfig | 'ill-formed'>()
  const problems: string[] = []
  for (const [index, [name, value]] of Object.entries(entries).entries()) {
    const wellNamed = TARGET_NAME.test(name)
    const target = wellNamed ? readTarget(value) : `its name must match ${TARGET_NAME.source}`
    if (typeof target === 'string') problems.push(`entry ${wellNamed ? name : index + 1}: ${target}`)
    if (wellNamed) targets.set(name, typeof target === 'string' ? 'ill-formed' : target)
  }
  return { targets, problems }
}

/** The target, or what is wrong with it in words that quote nothing of it. */
export function readTarget(value: unknown): TargetConfig | string {
  if (!isObject(value)) return 'must be an object'
  const { kind, url, routingKey, topicArn } = value
  switch (kind) {
    case 'pagerduty':
      if (typeof routingKey !== 'string' || !ROUTING_KEY.test(routingKey))
        return 'routingKey must be the 32 letters and digits of an Events API v2 integration'
      if (url === undefined) return { kind, routingKey }
      return isAddress(url) ? { kind, routingKey, url } : NO_ADDRESS
    case 'slack':
    case 'teams':
      return isAddress(url) ? { kind, url } : NO_ADDRESS
    case 'sns':
      if (typeof topicArn !== 'string' || !TOPIC_ARN.test(topicArn))
        return 'topicArn must be the ARN of a standard SNS topic'
      return { kind, topicArn }
    default:
      return `kind must be one of ${TARGET_KINDS.join(', ')}`
  }
}

const NO_ADDRESS = 'url must be an https:// address'
const isAddress = (url: unknown): url is string => typeof url === 'string' && mayPostTo(url)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

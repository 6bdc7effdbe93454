/** What `ops targets` does to the targets document. Pure: the command line reads and stores it. */
import { ON_CALL, readTarget, TARGET_KINDS, TARGET_NAME, type TargetConfig } from '#messaging/target-config'
import { PAGERDUTY_URL } from '#messaging/target-pagerduty'
import { UsageFault } from './area.ts'

/** By name, as stored: an entry may be ill-formed. */
export type TargetsDocument = Readonly<Record<string, unknown>>

export type WantedTarget = {
  readonly name: string
  readonly kind: string
  /** An address, a routing key or a topic's ARN, depending on the kind. */
  readonly secret: string
  /** PagerDuty alone: another Events API than the US one. */
  readonly eventsUrl: string | undefined
}

/** Adds a target, or replaces the one of this name. */
export function setTarget(document: TargetsDocument, wanted: WantedTarget): TargetsDocument {
  const { name, kind, secret, eventsUrl } = wanted
  if (!TARGET_NAME.test(name)) throw new UsageFault(`--target must match ${TARGET_NAME.source}`)
  if (!isKind(kind)) throw new UsageFault(`--kind must be one of ${TARGET_KINDS.join(', ')}`)
  if (eventsUrl !== undefined && kind !== 'pagerduty')
    throw new UsageFault('--events-url goes with --kind pagerduty; other addresses are read from standard input')
  if (secret === '') throw new UsageFault('standard input is blank')
  const target = readTarget(entryOf(kind, secret, eventsUrl))
  if (typeof target === 'string') throw new UsageFault(target)
  return { ...document, [name]: target }
}

export function removeTarget(document: TargetsDocument, name: string): TargetsDocument {
  if (!Object.hasOwn(document, name)) throw unknownTarget(document, name)
  return Object.fromEntries(Object.entries(document).filter(([other]) => other !== name))
}

/** The target, or `topic` for the deployment's own. @throws UsageFault for one that does not exist or is ill-formed. */
export function targetOrFault(document: TargetsDocument, name: string): TargetConfig | 'topic' {
  if (!Object.hasOwn(document, name)) {
    if (name === ON_CALL) return 'topic'
    throw unknownTarget(document, name)
  }
  const target = readTarget(document[name])
  if (typeof target === 'string') throw new UsageFault(`target ${name} is ill-formed: ${target}`)
  return target
}

export type TargetSummary = { readonly name: string; readonly kind: string; readonly host: string }

/** Without paths and keys: what may stand on a screen. `on-call` is always there. */
export function targetSummaries(document: TargetsDocument): TargetSummary[] {
  const entries = Object.entries(document).map(([name, value]): TargetSummary => {
    const target = readTarget(value)
    return typeof target === 'string'
      ? { name, kind: 'ill-formed', host: '-' }
      : { name, kind: target.kind, host: hostOf(target) }
  })
  const builtIn = { name: ON_CALL, kind: 'sns', host: "the deployment's on-call topic" }
  return Object.hasOwn(document, ON_CALL) ? entries : [builtIn, ...entries]
}

const isKind = (kind: string): kind is TargetConfig['kind'] => TARGET_KINDS.some((known) => known === kind)

function entryOf(kind: TargetConfig['kind'], secret: string, url: string | undefined): unknown {
  switch (kind) {
    case 'pagerduty':
      return { kind, routingKey: secret, ...(url === undefined ? {} : { url }) }
    case 'slack':
    case 'teams':
      return { kind, url: secret }
    case 'sns':
      return { kind, topicArn: secret }
  }
}

function hostOf(target: TargetConfig): string {
  switch (target.kind) {
    case 'pagerduty':
      return new URL(target.url ?? PAGERDUTY_URL).host
    case 'slack':
    case 'teams':
      return new URL(target.url).host
    case 'sns':
      return `sns.${target.topicArn.split(':')[3]}.amazonaws.com`
  }
}

const unknownTarget = (document: TargetsDocument, name: string): UsageFault =>
  new UsageFault(`no target ${name}; known: ${Object.keys(document).join(', ') || 'none'}`)

import { stableId } from './aws-names.ts'
import type { Json } from './json.ts'

/** Where local services listen, for attributes that are URLs. */
export type Addresses = {
  engineUrl: string
  apiUrl: string
  /** ARN of a created secret; the engine chooses its last six characters. */
  secretArn(name: string): string
}

/** A resource as names and attributes are made from it. */
export type Subject = {
  stack: string
  logicalId: string
  /** One resolved property; undefined when absent. */
  property(name: string): Json | undefined
  addresses: Addresses
}

export type Naming = (subject: Subject) => string
export type Attribute = (name: string, subject: Subject) => string

/** What the runner does with a resource type. */
export type ResourceType = {
  support: 'emulated' | 'accepted'
  /** Emulated: where local behaviour ends. Accepted: why nothing needs to happen locally. */
  note: string
  /** Properties that change nothing locally. */
  ignored: readonly string[]
  /** Physical name. */
  name: Naming
  /** What `Ref` yields; the physical name unless said otherwise. */
  ref: Attribute
  attributes: Readonly<Record<string, Attribute>>
}

type Spec = { note: string; ignored?: readonly string[]; name?: Naming; ref?: Attribute } & {
  attributes?: Readonly<Record<string, Attribute>>
}

/** A given name, or `<stack>-<logical id>` cut to the service's limit with a hash that keeps it unique. */
export const named =
  (property: string, limit: number): Naming =>
  (subject) => {
    const given = subject.property(property)
    return typeof given === 'string' ? given : shortened(`${subject.stack}-${subject.logicalId}`, limit)
  }

/** Cut to a limit, with a hash that keeps it unique. */
export const shortened = (name: string, limit: number): string =>
  name.length <= limit ? name : `${name.slice(0, limit - 9)}-${stableId(name, 8)}`

export const same: Attribute = (name) => name

export const emulated = (spec: Spec): ResourceType => ({ support: 'emulated', ...completed(spec) })

export const accepted = (note: string, spec: Omit<Spec, 'note'> = {}): ResourceType => ({
  support: 'accepted',
  ...completed({ ...spec, note }),
})

const completed = (spec: Spec): Omit<ResourceType, 'support'> => ({
  note: spec.note,
  ignored: spec.ignored ?? [],
  name: spec.name ?? ((subject) => subject.logicalId),
  ref: spec.ref ?? same,
  attributes: spec.attributes ?? {},
})

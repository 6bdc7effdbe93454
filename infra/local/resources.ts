import { type Assembly, AssemblyError, type TemplateResource } from './assembly.ts'
import { IntrinsicError, Intrinsics, type References } from './intrinsics.ts'
import { isObject, type Json } from './json.ts'
import type { Addresses, ResourceType, Subject } from './resource-naming.ts'
import { type EmulatedType, PROPERTIES, type PropertiesOf } from './resource-properties.ts'
import { isEmulated, RESOURCE_TYPES } from './resource-types.ts'

/** A resource of an emulated type, with its names and resolved properties. */
export type Resource<Type extends EmulatedType> = {
  stack: string
  logicalId: string
  type: Type
  /** Physical name. */
  name: string
  /** What `Ref` yields. */
  ref: string
  /** What `Fn::GetAtt … Arn` yields; empty for types without one. */
  arn: string
  properties: PropertiesOf<Type>
}

export type ResourceOptions = { addresses: Addresses; parameters?: Readonly<Record<string, string>> }

/**
 * The resources of an assembly, resolved against local names.
 * Types, properties, intrinsics and attributes that are not in `resource-types.ts` are problems, never gaps.
 */
export class Resources implements References {
  readonly #assembly: Assembly
  readonly #addresses: Addresses
  readonly #intrinsics: Intrinsics
  readonly #names = new Map<string, string>()

  /** @throws AssemblyError naming every resource type the runner does not know. */
  constructor(assembly: Assembly, options: ResourceOptions) {
    this.#assembly = assembly
    this.#addresses = options.addresses
    const unknown = [...this.#everything()].filter((resource) => RESOURCE_TYPES[resource.type] === undefined)
    if (unknown.length > 0) throw new AssemblyError(unknown.map(unknownType))
    this.#intrinsics = new Intrinsics(assembly, this, options.parameters ?? {})
  }

  /**
   * All existing resources of a type, properties resolved and checked.
   * @throws AssemblyError listing what is wrong with any of them.
   */
  of<Type extends EmulatedType>(type: Type): Resource<Type>[] {
    const problems: string[] = []
    const found: Resource<Type>[] = []
    for (const resource of this.#existing(type)) {
      const checked = this.#problemsOf(resource)
      problems.push(...checked)
      if (checked.length === 0) found.push(this.#resource(resource, type))
    }
    if (problems.length > 0) throw new AssemblyError(problems)
    return found
  }

  /** The value of an output, by its name in whichever stack has it; undefined when none has. */
  output(name: string): string | undefined {
    for (const stack of this.#assembly.stacks.values()) {
      const output = stack.outputs[name]
      const value = isObject(output) ? output.Value : undefined
      if (value !== undefined) return String(this.#intrinsics.resolve(value, stack.name))
    }
    return undefined
  }

  /** Every output of every stack, by name. */
  outputs(): Readonly<Record<string, string>> {
    const names = [...this.#assembly.stacks.values()].flatMap(({ outputs }) => Object.keys(outputs))
    return Object.fromEntries(names.map((name) => [name, this.output(name) ?? '']))
  }

  /**
   * Resolves everything once, so that a mistake anywhere stops the start and not the hundredth request.
   * @throws AssemblyError with every finding.
   */
  check(): void {
    const problems = [...this.#everything()]
      .filter((resource) => this.#intrinsics.exists(resource))
      .flatMap((resource) => this.#problemsOf(resource))
    if (problems.length > 0) throw new AssemblyError(problems)
  }

  ref(resource: TemplateResource): Json {
    const type = typeOf(resource)
    return type.ref(this.#nameOf(resource), this.#subject(resource))
  }

  attribute(resource: TemplateResource, name: string): Json {
    const attribute = typeOf(resource).attributes[name]
    if (attribute === undefined) {
      throw new IntrinsicError(
        `Fn::GetAtt ${resource.logicalId}.${name}: ${resource.type} has no local attribute ${name}; add it to infra/local/resource-types.ts`,
      )
    }
    return attribute(this.#nameOf(resource), this.#subject(resource))
  }

  #resource<Type extends EmulatedType>(resource: TemplateResource, type: Type): Resource<Type> {
    const subject = this.#subject(resource)
    const name = this.#nameOf(resource)
    const kind = RESOURCE_TYPES[type]
    return {
      stack: resource.stack,
      logicalId: resource.logicalId,
      type,
      name,
      ref: kind?.ref(name, subject) ?? name,
      arn: kind?.attributes.Arn?.(name, subject) ?? '',
      properties: this.#parsed(resource, type),
    }
  }

  #parsed<Type extends EmulatedType>(resource: TemplateResource, type: Type): PropertiesOf<Type> {
    // The compiler cannot follow the pair (type, schema) through the table; the schema of `type` makes exactly its output.
    return PROPERTIES[type].parse(this.#honoured(resource)) as PropertiesOf<Type>
  }

  #problemsOf(resource: TemplateResource): string[] {
    const where = `${resource.stack}/${resource.logicalId} (${resource.type})`
    try {
      const properties = this.#honoured(resource)
      if (!isEmulated(resource.type)) return []
      const checked = PROPERTIES[resource.type].safeParse(properties)
      return checked.success
        ? []
        : checked.error.issues.map(
            (issue) => `${where}: ${issue.path.join('.') || 'properties'}: ${issue.message}${advice(issue)}`,
          )
    } catch (error) {
      if (error instanceof IntrinsicError) return [`${where}: ${error.message}`]
      throw error
    }
  }

  /** Resolved properties without those that change nothing locally. */
  #honoured(resource: TemplateResource): Json {
    const ignored = new Set(typeOf(resource).ignored)
    const kept = Object.entries(resource.properties).filter(([name]) => !ignored.has(name))
    return this.#intrinsics.resolve(Object.fromEntries(kept), resource.stack) ?? {}
  }

  #nameOf(resource: TemplateResource): string {
    const key = `${resource.stack}/${resource.logicalId}`
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const name = typeOf(resource).name(this.#subject(resource))
    this.#names.set(key, name)
    return name
  }

  #subject(resource: TemplateResource): Subject {
    return {
      stack: resource.stack,
      logicalId: resource.logicalId,
      addresses: this.#addresses,
      property: (name) => {
        const value = resource.properties[name]
        return value === undefined ? undefined : this.#intrinsics.resolve(value, resource.stack)
      },
    }
  }

  #existing(type: string): TemplateResource[] {
    return [...this.#everything()].filter((resource) => resource.type === type && this.#intrinsics.exists(resource))
  }

  *#everything(): Iterable<TemplateResource> {
    for (const stack of this.#assembly.stacks.values()) yield* stack.resources.values()
  }
}

const typeOf = (resource: TemplateResource): ResourceType => {
  const type = RESOURCE_TYPES[resource.type]
  if (type === undefined) throw new AssemblyError([unknownType(resource)])
  return type
}

const unknownType = (resource: TemplateResource): string =>
  `${resource.stack}/${resource.logicalId}: ${resource.type} is not known locally; emulate it, or list it as accepted with the reason in infra/local/resource-types.ts`

const advice = (issue: { code: string }): string =>
  issue.code === 'unrecognized_keys'
    ? '; honour it in infra/local/resource-properties.ts, or list it as ignored in infra/local/resource-types.ts'
    : ''

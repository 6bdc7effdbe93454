import type { Assembly, TemplateResource, TemplateStack } from './assembly.ts'
import { ACCOUNT_ID, REGION } from './aws-names.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** What references to a resource yield; implemented by the table of resource types. */
export type References = {
  ref(resource: TemplateResource): Json
  attribute(resource: TemplateResource, name: string): Json
}

/** A reference or function that cannot be resolved locally; the message says where and why. */
export class IntrinsicError extends Error {
  override name = 'IntrinsicError'
}

/** Absent on purpose: `Ref AWS::NoValue` takes the property away. */
type Resolved = Json | undefined

type Call = (argument: Json, stack: TemplateStack) => Resolved

const ZONES = [`${REGION}a`, `${REGION}b`, `${REGION}c`]

/**
 * Resolves CloudFormation intrinsics of an assembly: Ref, Fn::GetAtt, Join, Select, Split, Sub, If, Base64, ImportValue,
 * FindInMap, GetAZs, Length, ToJsonString, and conditions with Equals, Not, And, Or.
 * Everything else, and dynamic references (`{{resolve:…}}`), throws IntrinsicError.
 */
export class Intrinsics {
  readonly #assembly: Assembly
  readonly #parameters: Readonly<Record<string, string>>
  readonly #references: References
  readonly #exports = new Map<string, () => Resolved>()
  readonly #resolving = new Set<string>()
  readonly #calls: Readonly<Record<string, Call>>

  /** @param parameters values for template parameters, by name; others take the template's default. */
  constructor(assembly: Assembly, references: References, parameters: Readonly<Record<string, string>> = {}) {
    this.#assembly = assembly
    this.#parameters = parameters
    this.#references = references
    this.#calls = this.#table()
    for (const stack of assembly.stacks.values()) this.#readExports(stack)
  }

  /** The value with every intrinsic replaced; `undefined` when it is AWS::NoValue. */
  resolve(value: Json, stackName: string): Resolved {
    return this.#value(value, this.#stack(stackName))
  }

  /** Whether a resource exists, by its Condition. */
  exists(resource: TemplateResource): boolean {
    return resource.condition === undefined || this.#named(resource.condition, this.#stack(resource.stack))
  }

  #value(value: Json, stack: TemplateStack): Resolved {
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new IntrinsicError(
        `the dynamic reference ${value} is not supported: pass the secret's ARN and read it at run time`,
      )
    }
    if (Array.isArray(value)) return value.map((item) => this.#value(item, stack)).filter((item) => item !== undefined)
    if (!isObject(value)) return value
    const [name, ...others] = Object.keys(value)
    if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const call = this.#calls[name]
      if (call === undefined) throw new IntrinsicError(`${name} is not supported: add it to infra/local/intrinsics.ts`)
      return call(value[name] ?? null, stack)
    }
    const resolved: JsonObject = {}
    for (const [key, item] of Object.entries(value)) {
      const result = this.#value(item, stack)
      if (result !== undefined) resolved[key] = result
    }
    return resolved
  }

  #table(): Record<string, Call> {
    return {
      Ref: (name, stack) => this.#ref(this.#text(name, stack), stack),
      'Fn::GetAtt': (path, stack) => {
        const text = Array.isArray(path)
          ? path.map((part) => this.#text(part, stack)).join('.')
          : this.#text(path, stack)
        return this.#attribute(text, stack)
      },
      'Fn::Join': (argument, stack) => {
        const [separator, items] = this.#pair(argument, 'Fn::Join')
        return this.#list(items, stack).map(plain).join(this.#text(separator, stack))
      },
      'Fn::Select': (argument, stack) => {
        const [index, items] = this.#pair(argument, 'Fn::Select')
        const at = Number(this.#value(index, stack))
        const item = this.#list(items, stack)[at]
        if (item === undefined) throw new IntrinsicError(`Fn::Select has no item ${at}`)
        return item
      },
      'Fn::Split': (argument, stack) => {
        const [separator, text] = this.#pair(argument, 'Fn::Split')
        return this.#text(text, stack).split(this.#text(separator, stack))
      },
      'Fn::Sub': (argument, stack) => this.#sub(argument, stack),
      'Fn::If': (argument, stack) => {
        if (!Array.isArray(argument) || argument.length !== 3) throw new IntrinsicError('Fn::If needs three arguments')
        const [condition, yes, no] = argument
        return this.#value((this.#named(plain(condition ?? null), stack) ? yes : no) ?? null, stack)
      },
      'Fn::Base64': (text, stack) => Buffer.from(this.#text(text, stack)).toString('base64'),
      'Fn::ImportValue': (name, stack) => {
        const wanted = this.#text(name, stack)
        const exported = this.#exports.get(wanted)
        if (exported === undefined) throw new IntrinsicError(`no stack of this assembly exports ${wanted}`)
        return exported()
      },
      'Fn::FindInMap': (argument, stack) => this.#findInMap(argument, stack),
      'Fn::GetAZs': () => [...ZONES],
      'Fn::Length': (items, stack) => this.#list(items, stack).length,
      'Fn::ToJsonString': (value, stack) => JSON.stringify(this.#value(value, stack) ?? null),
    }
  }

  #ref(name: string, stack: TemplateStack): Resolved {
    switch (name) {
      case 'AWS::Region':
        return REGION
      case 'AWS::AccountId':
        return ACCOUNT_ID
      case 'AWS::Partition':
        return 'aws'
      case 'AWS::URLSuffix':
        return 'amazonaws.com'
      case 'AWS::StackName':
        return stack.name
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stack.name}/local`
      case 'AWS::NoValue':
        return undefined
      case 'AWS::NotificationARNs':
        return []
    }
    const parameter = stack.parameters[name]
    if (parameter !== undefined) return this.#parameter(name, parameter)
    return this.#guarded(`${stack.name}.${name}`, () => this.#references.ref(this.#resource(name, stack)))
  }

  #parameter(name: string, parameter: Json): Json {
    const given = this.#parameters[name]
    if (given !== undefined) return given
    const declared = isObject(parameter) ? parameter : {}
    if (plain(declared.Type ?? '').startsWith('AWS::SSM::')) {
      throw new IntrinsicError(
        `parameter ${name} is read from Parameter Store when deploying: give it a value for local use`,
      )
    }
    if (declared.Default === undefined)
      throw new IntrinsicError(`parameter ${name} has no default: give it one for local use`)
    return plain(declared.Type ?? '').startsWith('CommaDelimitedList') || plain(declared.Type ?? '').startsWith('List<')
      ? plain(declared.Default).split(',')
      : declared.Default
  }

  #attribute(path: string, stack: TemplateStack): Resolved {
    const dot = path.indexOf('.')
    const [logicalId, name] = [path.slice(0, dot), path.slice(dot + 1)]
    return this.#guarded(`${stack.name}.${path}`, () =>
      this.#references.attribute(this.#resource(logicalId, stack), name),
    )
  }

  #sub(argument: Json, stack: TemplateStack): string {
    const [template, given] = Array.isArray(argument) ? argument : [argument, {}]
    const variables = isObject(given) ? given : {}
    return plain(template ?? '').replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`
      const variable = variables[name]
      if (variable !== undefined) return plain(this.#value(variable, stack) ?? '')
      return plain((name.includes('.') ? this.#attribute(name, stack) : this.#ref(name, stack)) ?? '')
    })
  }

  #findInMap(argument: Json, stack: TemplateStack): Json {
    if (!Array.isArray(argument) || argument.length !== 3)
      throw new IntrinsicError('Fn::FindInMap needs three arguments')
    const keys = argument.map((key) => this.#text(key, stack))
    let found: Json | undefined = stack.mappings
    for (const key of keys) found = isObject(found) ? found[key] : undefined
    if (found === undefined) throw new IntrinsicError(`Fn::FindInMap finds nothing at ${keys.join(' / ')}`)
    return found
  }

  #named(name: string, stack: TemplateStack): boolean {
    const condition = stack.conditions[name]
    if (condition === undefined) throw new IntrinsicError(`there is no condition ${name}`)
    return this.#guarded(`${stack.name} condition ${name}`, () => this.#test(condition, stack))
  }

  #test(condition: Json, stack: TemplateStack): boolean {
    const [entry] = isObject(condition) ? Object.entries(condition) : []
    if (entry === undefined) throw new IntrinsicError('a condition is not an object')
    const [name, argument] = entry
    const parts = Array.isArray(argument) ? argument : [argument]
    switch (name) {
      case 'Fn::Equals': {
        const [a, b] = this.#pair(argument, name)
        return JSON.stringify(this.#value(a, stack)) === JSON.stringify(this.#value(b, stack))
      }
      case 'Fn::Not':
        return !parts.some((part) => this.#test(part, stack))
      case 'Fn::And':
        return parts.every((part) => this.#test(part, stack))
      case 'Fn::Or':
        return parts.some((part) => this.#test(part, stack))
      case 'Condition':
        return this.#named(plain(argument), stack)
      default:
        throw new IntrinsicError(`the condition function ${name} is not supported: add it to infra/local/intrinsics.ts`)
    }
  }

  #readExports(stack: TemplateStack): void {
    for (const [id, output] of Object.entries(stack.outputs)) {
      const declared = isObject(output) ? output : {}
      if (typeof declared.Condition === 'string' && !this.#named(declared.Condition, stack)) continue
      const exported = isObject(declared.Export) ? this.#value(declared.Export.Name ?? null, stack) : undefined
      const value = declared.Value
      if (exported === undefined || value === undefined) continue
      this.#exports.set(plain(exported), () =>
        this.#guarded(`${stack.name} output ${id}`, () => this.#value(value, stack)),
      )
    }
  }

  /** Two resources that name each other would recurse for ever; CloudFormation refuses them too. */
  #guarded<T>(what: string, work: () => T): T {
    if (this.#resolving.has(what)) throw new IntrinsicError(`${what} refers to itself`)
    this.#resolving.add(what)
    try {
      return work()
    } finally {
      this.#resolving.delete(what)
    }
  }

  #resource(logicalId: string, stack: TemplateStack): TemplateResource {
    const resource = stack.resources.get(logicalId)
    if (resource === undefined)
      throw new IntrinsicError(`${logicalId} is neither a resource nor a parameter of ${stack.name}`)
    return resource
  }

  #stack(name: string): TemplateStack {
    const stack = this.#assembly.stacks.get(name)
    if (stack === undefined) throw new IntrinsicError(`there is no stack ${name}`)
    return stack
  }

  #pair(argument: Json, name: string): [Json, Json] {
    const [first, second] = Array.isArray(argument) ? argument : []
    if (first === undefined || second === undefined) throw new IntrinsicError(`${name} needs two arguments`)
    return [first, second]
  }

  #text(value: Json, stack: TemplateStack): string {
    return plain(this.#value(value, stack) ?? '')
  }

  #list(value: Json, stack: TemplateStack): Json[] {
    const list = this.#value(value, stack)
    if (!Array.isArray(list)) throw new IntrinsicError(`${JSON.stringify(value)} is not a list`)
    return list
  }
}

/** Text of a scalar as CloudFormation writes it. */
const plain = (value: Json): string => {
  if (typeof value === 'object') throw new IntrinsicError(`${JSON.stringify(value)} stands where a text is needed`)
  return String(value)
}

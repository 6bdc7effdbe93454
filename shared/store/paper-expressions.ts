/**
 * As much of DynamoDB's expressions as the stores use: a condition's truth about an item, and what an update makes of
 * one. Anything else is refused, so that a rehearsal never guesses.
 */
import { canonicalText } from '#domain/canonical'

export type Item = Readonly<Record<string, unknown>>
export type Named = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined
}

/** Whether the condition holds of the item; an item that is not there has no attributes. */
export function holds(condition: string, item: Item | undefined, named: Named): boolean {
  const read = new Reader(condition, named)
  const truth = read.or(item ?? {})
  read.end()
  return truth
}

/** The item after the update; the one before is left as it is. */
export function updated(expression: string, item: Item, named: Named): Record<string, unknown> {
  const read = new Reader(expression, named)
  const after = structuredClone(item) as Record<string, unknown>
  while (!read.isOver()) read.clause(item, after)
  return after
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[A-Za-z_][\w]*(?:\.[#]?[A-Za-z_]\w*)*)/y
const CLAUSES = new Set(['SET', 'ADD', 'REMOVE'])

class Reader {
  readonly #tokens: readonly string[]
  readonly #named: Named
  readonly #text: string
  #at = 0

  constructor(text: string, named: Named) {
    this.#text = text
    this.#named = named
    const tokens: string[] = []
    for (let from = 0; text.slice(from).trim() !== ''; from = TOKEN.lastIndex) {
      TOKEN.lastIndex = from
      const [, token] = TOKEN.exec(text) ?? []
      if (token === undefined) throw this.#unknown()
      tokens.push(token)
    }
    this.#tokens = tokens
  }

  isOver = (): boolean => this.#at >= this.#tokens.length

  end(): void {
    if (!this.isOver()) throw this.#unknown()
  }

  or(item: Item): boolean {
    let truth = this.#and(item)
    while (this.#takes('OR')) truth = this.#and(item) || truth
    return truth
  }

  #and(item: Item): boolean {
    let truth = this.#not(item)
    while (this.#takes('AND')) truth = this.#not(item) && truth
    return truth
  }

  #not(item: Item): boolean {
    return this.#takes('NOT') ? !this.#not(item) : this.#primary(item)
  }

  #primary(item: Item): boolean {
    if (this.#takes('(')) {
      const truth = this.or(item)
      this.#want(')')
      return truth
    }
    const token = this.#next()
    if (this.#peek() === '(') return this.#call(token, item)
    const left = this.#value(token, item)
    const operator = this.#next()
    if (operator.toUpperCase() === 'BETWEEN') {
      const low = this.#value(this.#next(), item)
      this.#want('AND')
      const high = this.#value(this.#next(), item)
      return compare(left, '>=', low) && compare(left, '<=', high)
    }
    if (operator.toUpperCase() === 'IN') return this.#list(item).some((one) => compare(left, '=', one))
    return compare(left, operator, this.#value(this.#next(), item))
  }

  #call(name: string, item: Item): boolean {
    const [subject, prefix] = this.#list(item)
    switch (name) {
      case 'attribute_exists':
        return subject !== undefined
      case 'attribute_not_exists':
        return subject === undefined
      case 'begins_with':
        return typeof subject === 'string' && subject.startsWith(String(prefix))
      default:
        throw this.#unknown()
    }
  }

  #list(item: Item): unknown[] {
    this.#want('(')
    const values = [this.#value(this.#next(), item)]
    while (this.#takes(',')) values.push(this.#value(this.#next(), item))
    this.#want(')')
    return values
  }

  /** One clause of an update: `SET a = ..., b = ...`. Values are those before the update, as in DynamoDB. */
  clause(before: Item, after: Record<string, unknown>): void {
    const kind = this.#next().toUpperCase()
    if (!CLAUSES.has(kind)) throw this.#unknown()
    do {
      const path = this.#path(this.#next())
      if (kind === 'REMOVE') write(after, path, undefined)
      else if (kind === 'ADD') write(after, path, sum(at(before, path), this.#value(this.#next(), before)))
      else {
        this.#want('=')
        write(after, path, this.#assigned(before))
      }
    } while (this.#takes(','))
  }

  #assigned(before: Item): unknown {
    let value = this.#operand(before)
    for (;;) {
      if (this.#takes('+')) value = Number(value) + Number(this.#operand(before))
      else if (this.#takes('-')) value = Number(value) - Number(this.#operand(before))
      else return value
    }
  }

  #operand(before: Item): unknown {
    const token = this.#next()
    if (token !== 'if_not_exists') return this.#value(token, before)
    const [held, otherwise] = this.#list(before)
    return held ?? otherwise
  }

  #value(token: string, item: Item): unknown {
    if (!token.startsWith(':')) return at(item, this.#path(token))
    const values = this.#named.ExpressionAttributeValues ?? {}
    if (!Object.hasOwn(values, token)) throw this.#unknown()
    return values[token]
  }

  #path(token: string): readonly string[] {
    return token.split('.').map((part) => {
      if (!part.startsWith('#')) return part
      const name = this.#named.ExpressionAttributeNames?.[part]
      if (name === undefined) throw this.#unknown()
      return name
    })
  }

  #peek = (): string | undefined => this.#tokens[this.#at]

  #next(): string {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw this.#unknown()
    this.#at += 1
    return token
  }

  #takes(word: string): boolean {
    if (this.#peek()?.toUpperCase() !== word) return false
    this.#at += 1
    return true
  }

  #want(word: string): void {
    if (!this.#takes(word)) throw this.#unknown()
  }

  #unknown = (): Error => new Error(`An expression that cannot be rehearsed: ${this.#text}`)
}

const at = (item: Item, path: readonly string[]): unknown =>
  path.reduce<unknown>((held, name) => (held as Item | null | undefined)?.[name], item)

function write(item: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path
  if (rest.length > 0) write(item[name] as Record<string, unknown>, rest, value)
  else if (value === undefined) delete item[name]
  else item[name] = value
}

/** Numbers add up, sets join. */
function sum(held: unknown, more: unknown): unknown {
  if (more instanceof Set) return new Set([...(held instanceof Set ? held : []), ...more])
  return Number(held ?? 0) + Number(more)
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (left === undefined || right === undefined) return operator === '<>' && left !== right
  const isSame = left === right || canonicalText(left) === canonicalText(right)
  if (operator === '=') return isSame
  if (operator === '<>') return !isSame
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false
  const order = typeof left === 'number' ? left - (right as number) : bytesOrder(left, right as string)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      throw new Error(`An operator that cannot be rehearsed: ${operator}`)
  }
}

/** DynamoDB orders texts by their bytes in UTF-8. */
const bytesOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

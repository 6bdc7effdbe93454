import type { AttributeValue, Item } from './engine.ts'

/** Size of an item in bytes as DynamoDB counts it: UTF-8 names and values, numbers at about half a byte a digit. */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value)
  return bytes
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const numberBytes = (n: string): number =>
  Math.ceil(n.replace(/e.*$/i, '').replace(/^[-+]?0*\.?0*|\.|0+$/g, '').length / 2) + 1 + (n.startsWith('-') ? 1 : 0)
const binaryBytes = (base64: string): number => Buffer.byteLength(base64, 'base64')

function valueBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return numberBytes(value.N)
  if ('B' in value) return binaryBytes(value.B)
  if ('SS' in value) return sum(value.SS.map((s) => Buffer.byteLength(s)))
  if ('NS' in value) return sum(value.NS.map(numberBytes))
  if ('BS' in value) return sum(value.BS.map(binaryBytes))
  if ('L' in value) return 3 + sum(value.L.map((v) => 1 + valueBytes(v)))
  if ('M' in value) return 3 + Object.keys(value.M).length + itemBytes(value.M)
  return 1
}

/** Equal as DynamoDB sees it: members in any order, sets in any order. */
export function sameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]))
}

function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  if ('L' in a) return 'L' in b && a.L.length === b.L.length && a.L.every((v, i) => sameValue(v, b.L[i]))
  if ('M' in a) return 'M' in b && sameItem(a.M, b.M)
  const [type, value] = Object.entries(a)[0] ?? []
  const other: unknown = Object.entries(b).find(([t]) => t === type)?.[1]
  if (Array.isArray(value)) {
    return Array.isArray(other) && value.length === other.length && value.every((v) => other.includes(v))
  }
  return value === other
}

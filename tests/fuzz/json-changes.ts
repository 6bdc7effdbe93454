/** Changes of a JSON document as data, so that a counterexample can be printed, shrunk and played again. */
import { fc } from './arbitraries.ts'
import { SAMPLES, sampleDocument } from './samples.ts'

/** Put where a customer's words stand: neither a log line nor a reason may ever show it. */
export const CUSTOMER_TEXT = 'my card number is 4111 1111'

export type Put =
  | { readonly json: unknown }
  | { readonly odd: OddName }
  /** What stands at a place of another sample. */
  | { readonly from: string; readonly place: number }
export type JsonChange = {
  readonly how: 'replace' | 'remove' | 'add' | 'rename' | 'wrap'
  /** Counted through the whole document, around its end. */
  readonly place: number
  readonly put: Put
}

const ODD_VALUES = {
  'half a pair': () => '\ud83d',
  'other half': () => `x\udc00y`,
  'nul character': () => 'a\u0000b',
  'no characters': () => '\ufffe\uffff',
  'right to left': () => '\u202eabc\u2066',
  'an article': () => 'lorem ipsum '.repeat(200),
  'emoji by the hundred': () => '👩‍👩‍👧‍👦'.repeat(300),
  'a thousand members': () => Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`key${n}`, n])),
  'a thousand elements': () => Array.from({ length: 1_000 }, (_, n) => ({ id: n })),
  'labels by the thousand': () => Array.from({ length: 1_000 }, (_, n) => `label ${n} ${'x'.repeat(200)}`),
  'own __proto__': () => JSON.parse('{"__proto__":{"id":7,"status":"open"},"constructor":{"prototype":{}}}') as unknown,
  'no event of ours': () => 'conversation_deleted',
  'names of methods': () => ({ toString: 1, valueOf: null, hasOwnProperty: 'x' }),
} satisfies Record<string, () => unknown>
export type OddName = keyof typeof ODD_VALUES
const ODD_NAMES = Object.keys(ODD_VALUES) as OddName[]

const NUMBERS = [0, -0, -1, 1.5, 1e21, 1e300, 5e-324, -(2 ** 53), 2 ** 53 + 2, 4_102_444_800, 253_402_300_800_000]
const TEXTS = [
  '',
  ' ',
  '2026-09-14T09:00:00.000Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '__proto__',
  'null',
]
const plainValue = fc.oneof(
  fc.constantFrom<unknown>(
    ...NUMBERS,
    ...TEXTS,
    null,
    true,
    false,
    [],
    {},
    CUSTOMER_TEXT,
    'I will call you within 2 hours.',
  ),
  fc.integer({ min: 1, max: 3_000_000_000 }),
  fc.jsonValue({ maxDepth: 2 }),
)

const put: fc.Arbitrary<Put> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ json: plainValue }) },
  { weight: 3, arbitrary: fc.record({ odd: fc.constantFrom(...ODD_NAMES) }) },
  { weight: 2, arbitrary: fc.record({ from: fc.constantFrom(...SAMPLES), place: fc.nat(500) }) },
)

export const jsonChange: fc.Arbitrary<JsonChange> = fc.record({
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'rename', 'wrap'),
  place: fc.nat(500),
  put,
})

/** A copy of the document with all changes made, one after the other. */
export const changed = (document: unknown, changes: readonly JsonChange[]): unknown =>
  changes.reduce(make, structuredClone(document))

type Place = readonly [parent: Record<string, unknown>, key: string]

function make(document: unknown, { how, place: nth, put: given }: JsonChange): unknown {
  const place = placeOf(document, nth)
  if (place === undefined) return meant(given)
  const [parent, key] = place
  if (how === 'remove') delete parent[key]
  else if (how === 'replace') assign(parent, key, meant(given))
  else if (how === 'add') assign(parent, `${key}_new`, meant(given))
  else if (how === 'wrap') assign(parent, key, [parent[key]])
  else {
    assign(parent, typeof meant(given) === 'string' ? String(meant(given)).slice(0, 300) : `${key}s`, parent[key])
    delete parent[key]
  }
  return document
}

/** Also under `__proto__`, as `JSON.parse` does. */
function assign(parent: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true })
}

function meant(given: Put): unknown {
  if ('odd' in given) return ODD_VALUES[given.odd]()
  if ('json' in given) return structuredClone(given.json)
  const place = placeOf(sampleDocument(given.from), given.place)
  return place === undefined ? null : place[0][place[1]]
}

function placeOf(document: unknown, nth: number): Place | undefined {
  const places: Place[] = []
  collect(document, places)
  return places[nth % Math.max(1, places.length)]
}

function collect(node: unknown, places: Place[]): void {
  if (typeof node !== 'object' || node === null) return
  const parent = node as Record<string, unknown>
  // a list of thousands is one place among others, not all of them
  for (const key of Object.keys(parent).slice(0, 60)) {
    places.push([parent, key])
    collect(parent[key], places)
  }
}

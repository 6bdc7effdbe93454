/** Changes of a body's bytes: what no `JSON.stringify` would write, and what a broken sender might. */
import { fc } from './arbitraries.ts'

export type TextChange =
  /** A number or text of the document is written as another token. */
  | { readonly how: 'token'; readonly of: 'number' | 'text' | 'key'; readonly nth: number; readonly token: TokenName }
  | { readonly how: 'repeat key'; readonly nth: number; readonly token: TokenName }
  /** Places in thousandths of the body. */
  | { readonly how: 'insert'; readonly at: number; readonly bytes: BytesName }
  | { readonly how: 'cut'; readonly at: number; readonly length: number }
  | { readonly how: 'flip'; readonly at: number; readonly bit: number }
  | { readonly how: 'end early'; readonly at: number }
  | { readonly how: 'around'; readonly before: BytesName; readonly after: BytesName }

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)
/** `Infinity` and the like cannot be written by `JSON.stringify`, but they can be sent. */
const TOKENS = {
  infinite: () => '1e400',
  'minus nothing': () => '-0',
  'many digits': () => '9'.repeat(400),
  'past exact': () => '9007199254740993',
  'whole by exponent': () => '104200E-2',
  tiny: () => '1e-400',
  'seconds with decimals': () => '1789376400.13750219999999999',
  milliseconds: () => '1789376400123',
  'far future': () => '99999999999',
  'half a pair': () => '"\\ud83d"',
  'escaped letters': () => '"\\u006f\\u0070en"',
  'deep list': () => deep('[', ']', 5_000),
  'deep object': () => `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'half a megabyte': () => `"${'x'.repeat(500_000)}"`,
  'a megabyte of text': () => `"${'ä'.repeat(600_000)}"`,
  'more than is taken': () => `"${'y'.repeat(6_000_000)}"`,
  'raw no-characters': () => '"\ufffe\uffff"',
  'not a number': () => 'NaN',
  literal: () => 'null',
  truth: () => 'true',
  'odd key': () => '"__proto__"',
} satisfies Record<string, () => string>
export type TokenName = keyof typeof TOKENS

const BYTES = {
  nothing: [],
  'byte order mark': [0xef, 0xbb, 0xbf],
  'never in UTF-8': [0xff],
  'too long a form': [0xc0, 0x80],
  'surrogate in UTF-8': [0xed, 0xa0, 0xbd],
  'half a character': [0xf0, 0x9f, 0x92],
  nul: [0],
  space: [0x20, 0x0a, 0x09, 0x0d],
  'odd space': [0xc2, 0xa0],
  comma: [0x2c],
  quote: [0x22],
  brace: [0x7d],
  comment: [...Buffer.from('/* x */')],
  'another document': [...Buffer.from('{"event":"message_created"}')],
  gzip: [0x1f, 0x8b, 0x08],
} satisfies Record<string, readonly number[]>
export type BytesName = keyof typeof BYTES

const LARGE: readonly TokenName[] = ['half a megabyte', 'a megabyte of text', 'more than is taken']
const small = (Object.keys(TOKENS) as TokenName[]).filter((name) => !LARGE.includes(name))
const token = fc.oneof(
  { weight: 400, arbitrary: fc.constantFrom(...small) },
  { weight: 1, arbitrary: fc.constantFrom(...LARGE) },
)
const bytes = fc.constantFrom(...(Object.keys(BYTES) as BytesName[]))
const at = fc.nat(999)

export const textChange: fc.Arbitrary<TextChange> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constant('token'),
      of: fc.constantFrom('number', 'number', 'text', 'key'),
      nth: fc.nat(200),
      token,
    }),
  },
  { weight: 2, arbitrary: fc.record({ how: fc.constant('repeat key'), nth: fc.nat(200), token }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('insert'), at, bytes }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('cut'), at, length: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('flip'), at, bit: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('end early'), at }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('around'), before: bytes, after: bytes }) },
)

export const rewritten = (body: Buffer, changes: readonly TextChange[]): Buffer => changes.reduce(rewrite, body)

const FORMS = {
  number: /(?<=[:[,]\s*)-?\d[\d.eE+-]*/g,
  text: /(?<=[:[,]\s*)"(?:[^"\\]|\\.){0,200}"/g,
  key: /"[\w.-]{1,60}"(?=\s*:)/g,
} as const

function rewrite(body: Buffer, change: TextChange): Buffer {
  switch (change.how) {
    case 'token':
      return exchanged(body, { form: FORMS[change.of], nth: change.nth, by: () => TOKENS[change.token]() })
    case 'repeat key':
      return exchanged(body, {
        form: FORMS.key,
        nth: change.nth,
        by: (key) => `${key}:${TOKENS[change.token]()},${key}`,
      })
    case 'insert': {
      const place = placeIn(body, change.at)
      return Buffer.concat([body.subarray(0, place), Buffer.from(BYTES[change.bytes]), body.subarray(place)])
    }
    case 'cut': {
      const place = placeIn(body, change.at)
      return Buffer.concat([body.subarray(0, place), body.subarray(place + change.length)])
    }
    case 'flip': {
      const copy = Buffer.from(body)
      const place = placeIn(copy, change.at)
      if (place < copy.length) copy[place] = (copy[place] ?? 0) ^ (1 << change.bit)
      return copy
    }
    case 'end early':
      return body.subarray(0, placeIn(body, change.at))
    case 'around':
      return Buffer.concat([Buffer.from(BYTES[change.before]), body, Buffer.from(BYTES[change.after])])
  }
}

const placeIn = (body: Buffer, thousandths: number): number => Math.floor((body.length * thousandths) / 1000)

type Exchange = { readonly form: RegExp; readonly nth: number; readonly by: (found: string) => string }

/** Byte by byte: Latin-1 keeps what is no UTF-8. */
function exchanged(body: Buffer, { form, nth, by }: Exchange): Buffer {
  const text = body.toString('latin1')
  const found = text.length > 200_000 ? [] : [...text.matchAll(form)]
  const match = found[nth % Math.max(1, found.length)]
  if (match === undefined) return body
  const put = Buffer.from(by(match[0])).toString('latin1')
  return Buffer.from(text.slice(0, match.index) + put + text.slice(match.index + match[0].length), 'latin1')
}

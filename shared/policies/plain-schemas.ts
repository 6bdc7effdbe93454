/** Schemas whose refusals are sentences for a support lead, and the problems that their issues stand for. */
import * as z from 'zod/mini'
import { isObject } from './loose-reading.ts'
import { didYouMean } from './nearest.ts'
import { anyOf, type Problem, pathText, shown } from './problem.ts'

/** Names of policies, rules, calendars, ladders, causes, word lists and targets. */
export const SLUG = /^[a-z0-9-]{1,40}$/
/** No more problems of a document are told: see check-policy.ts. */
const MOST_TOLD = 50
const DAY_S = 86_400
export const MONTH_S = 30 * DAY_S
export const YEAR_S = 365 * DAY_S

const refusal = (what: string, input: unknown): string =>
  input === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${shown(input)}`

/** The parameters of a schema that refuses with a sentence. */
export const mustBe = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }): string => refusal(what, input),
})

export const flag = () => z.boolean(mustBe('true or false'))

/** Text that is not blank. */
export function text(maxCharacters = 100) {
  const params = mustBe(`a text of 1 to ${maxCharacters} characters`)
  return z.string(params).check(z.refine((given) => given.trim() !== '' && given.length <= maxCharacters, params))
}

/** A text that `check` finds nothing wrong with; it answers with what is. */
export const textThat = (what: string, check: (given: string) => string | undefined) =>
  z.string(mustBe(what)).check(({ value, issues }) => {
    const message = check(value)
    if (message !== undefined) issues.push(finding(value, [], message))
  })

/** A name, with an example of one. */
export const slug = (what: string, example: string) => textThat(`${what} such as \`${example}\``, slugProblem)

/** What is wrong with a name, if anything. */
export function slugProblem(given: string): string | undefined {
  if (SLUG.test(given)) return ofEveryObject(given)
  const tame = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  const proposal = SLUG.test(tame) ? `; \`${tame}\` would do` : ''
  return `must be 1 to 40 lowercase letters, digits and hyphens, not ${shown(given)}${proposal}`
}

/** Looked up in an object, such a name is always found. */
export const ofEveryObject = (given: string): string | undefined =>
  given in Object.prototype ? `${shown(given)} is a name that every object has; give another` : undefined

const ATTRIBUTE = /^[A-Za-z0-9_-]{1,40}$/

/** What is wrong with the name of a contact's attribute, if anything. */
export const attributeProblem = (given: string): string | undefined =>
  ofEveryObject(given) ??
  (ATTRIBUTE.test(given)
    ? undefined
    : `must be 1 to 40 letters, digits, hyphens and underscores, as Chatwoot's key of the attribute, not ${shown(given)}`)

/** A whole number, limits included. `unit` such as `seconds`. */
export function whole(from: number, to: number, unit = '') {
  return limited(from, to, mustBe(wholeText(from, to, unit)))
}

export const wholeOrNull = (from: number, to: number, unit: string) =>
  z.nullable(limited(from, to, mustBe(`${wholeText(from, to, unit)}, or null`)))

const wholeText = (from: number, to: number, unit: string): string =>
  `a whole number${unit === '' ? '' : ` of ${unit}`} from ${from} to ${to}${to > DAY_S ? ` (${to / DAY_S} days)` : ''}`

const limited = (from: number, to: number, params: ReturnType<typeof mustBe>) =>
  z.int(params).check(z.gte(from, params), z.lte(to, params))

/** An id that Chatwoot gave. */
export const vendorId = () => limited(1, Number.MAX_SAFE_INTEGER, mustBe("Chatwoot's id, a whole number from 1"))

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, {
    error: ({ input }) => refusal(anyOf(values), input) + meant(input, values),
  })

const meant = (input: unknown, known: readonly string[]): string =>
  typeof input === 'string' ? didYouMean(input, known) : ''

/** An object with exactly these members. Each unknown one is a problem of its own: see `problemsOf`. */
export const exact = <const Shape extends z.core.$ZodLooseShape>(shape: Shape, what: string) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key, nth) => unknownMember(key, nth, Object.keys(shape))).join('\n')
        : refusal(what, issue.input),
  })

const unknownMember = (key: string, nth: number, known: readonly string[]): string =>
  `is not known here${(nth < MOST_TOLD && didYouMean(key, known)) || `; known are ${anyOf(known).replace(' or ', ' and ')}`}`

type Sizes = {
  readonly min?: number
  readonly max?: number
  /** Said of an empty list besides that it needs something. */
  readonly hint?: string
}

/** A list that is too long is refused without a look at its elements. */
export function list<Element extends z.core.$ZodType>(
  element: Element,
  what: string,
  { min = 0, max = 1_000, hint = '' }: Sizes,
) {
  const elements = z.array(element, mustBe(`a list of ${what}`)).check(({ value, issues }) => {
    if (value.length < min) issues.push(finding(value, [], `is empty: give at least one of the ${what}${hint}`))
  })
  const count = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  return z.pipe(atMost(count, what, max), elements)
}

/** Anything of which `count` is in bounds. */
const atMost = (count: (value: unknown) => number, what: string, max: number) =>
  z.unknown().check(({ value, issues }) => {
    if (count(value) > max) issues.push(finding(value, [], `has ${count(value)} ${what}; ${max} are the most`))
  })

/** A list in which nothing stands twice; texts are compared without case. */
export const distinct = <Element extends z.core.$ZodType>(element: Element, what: string, sizes: Sizes) =>
  list(element, what, sizes).check(({ value, issues }) => {
    const seen = new Set<unknown>()
    for (const [nth, one] of value.entries()) {
      const known = typeof one === 'string' ? one.toLowerCase() : one
      // Zod passes issues on as arguments, of which a stack holds no hundred thousand.
      if (seen.has(known) && issues.length < MOST_TOLD)
        issues.push(finding(one, [nth], `${shown(one)} stands twice; remove one`))
      seen.add(known)
    }
  })

type Naming = {
  readonly max?: number
  /** What is wrong with a name, if anything. */
  readonly nameProblem?: (name: string) => string | undefined
}

/** An object of named things; one with too many is refused without a look at them. */
export function named<Value extends z.core.$ZodType>(
  value: Value,
  what: string,
  { max = 50, nameProblem = slugProblem }: Naming = {},
) {
  const things = z.record(textThat('a name', nameProblem), value, {
    error: (issue) =>
      issue.code === 'invalid_key'
        ? (nameProblem(String(issue.input)) ?? '')
        : refusal(`an object of ${what} by name`, issue.input),
  })
  return z.pipe(
    atMost((given) => (isObject(given) ? Object.keys(given).length : 0), what, max),
    things,
  )
}

/** One of several objects, told apart by the member `tag`. */
export function oneOfKinds<
  const Kinds extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(tag: string, kinds: Kinds, what: string) {
  return z.discriminatedUnion(tag, kinds, {
    error: (issue) => {
      if (issue.code !== 'invalid_union') return refusal(what, issue.input)
      const { [tag]: input } = issue.input as Record<string, unknown>
      const known = Array.isArray(issue.options) ? issue.options.map(String) : []
      return refusal(anyOf(known), input) + meant(input, known)
    },
  })
}

/** For checks of a schema: a problem at `path`, below the value checked. Other checks still run. */
export const finding = (input: unknown, path: readonly PropertyKey[], message: string) => ({
  code: 'custom' as const,
  input,
  path: [...path],
  message,
  continue: true,
})

/** The issues of a refusal as problems, in their order. */
export const problemsOf = (error: z.core.$ZodError | undefined): Problem[] =>
  (error?.issues ?? []).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathText(issue.path), message: issue.message }]
    const messages = issue.message.split('\n')
    return issue.keys.map((key, nth) => ({ path: pathText([...issue.path, key]), message: messages[nth] ?? '' }))
  })

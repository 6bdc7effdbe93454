/** Checks of names and ids that several kinds of documents share. */
import { elementsOf, isObject, memberOf, membersOf } from './loose-reading.ts'
import { didYouMean } from './nearest.ts'
import { anyOf, type Problem, pathText, shown } from './problem.ts'

export type Mention = {
  readonly path: readonly PropertyKey[]
  readonly name: unknown
  /** The things there are, by name; what is no object explains nothing, and is the schema's to refuse. */
  readonly among: unknown
  /** What they are names of, e.g. `calendar`. */
  readonly what: string
}

/** Of more, only so many are told, and looking for near names takes its time. */
const MOST_PROPOSALS = 50

/** Names that the document does not explain. What is no text, or of every object, is the schema's to refuse. */
export const unknownNames = (mentions: readonly Mention[]): Problem[] =>
  mentions.filter(isUnknown).map(({ path, name, among, what }, nth) => {
    const names = Object.keys(Object(among))
    const known = names.length === 0 ? `the document has none` : `there is ${anyOf(names.slice(0, 10))}`
    const proposal = nth < MOST_PROPOSALS ? didYouMean(String(name), names) : ''
    return { path: pathText(path), message: `there is no ${what} ${shown(name)}${proposal || `; ${known}`}` }
  })

const isUnknown = ({ name, among }: Mention): boolean =>
  typeof name === 'string' && !(name in Object.prototype) && isObject(among) && !Object.hasOwn(among, name)

/** Elements that use an id of an earlier one again. */
export function repeatedIds(elements: readonly (readonly [number, unknown])[], listName: string): Problem[] {
  const firsts = new Map<unknown, number>()
  return elements.flatMap(([nth, element]) => {
    const id = memberOf(element, 'id')
    const first = firsts.get(id)
    if (typeof id !== 'string' || first === undefined) {
      firsts.set(id, nth)
      return []
    }
    return [
      {
        path: pathText([listName, nth, 'id']),
        message: `${shown(id)} is the id of ${listName}[${first}] already; give another`,
      },
    ]
  })
}

/** True of a condition that is there and asks for nothing. */
export const isUnconditional = (condition: unknown): boolean =>
  isObject(condition) &&
  membersOf(condition).every(([name, part]) => name === 'contact' && membersOf(part).length === 0)

/** How many elements the lists of an object have together. */
export const elementCount = (lists: unknown): number =>
  membersOf(lists).reduce((sum, [, elements]) => sum + elementsOf(elements).length, 0)

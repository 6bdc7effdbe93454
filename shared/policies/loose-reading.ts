/** Reading a document that may be ill-formed anywhere: what is there is checked, whatever else is wrong with it. */

export const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** More than any part of a document may have: that is the schema's to refuse, and not looked into. */
const MOST_MEMBERS = 50
const MOST_ELEMENTS = 2_000

export function membersOf(value: unknown, most = MOST_MEMBERS): readonly (readonly [string, unknown])[] {
  const members = isObject(value) ? Object.entries(value) : []
  return members.length > most ? [] : members
}

export const elementsOf = (value: unknown, most = MOST_ELEMENTS): readonly (readonly [number, unknown])[] =>
  Array.isArray(value) && value.length <= most ? [...value.entries()] : []

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

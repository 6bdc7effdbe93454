/** Skills that are asked for and nobody has, and those that somebody has and nobody asks for. */
import type { Destination, OperatorProfile, RoutingDocument } from '#domain/routing/routing-policy'
import { didYouMean } from './nearest.ts'
import { type Problem, pathText, shown } from './problem.ts'

/** A destination, and its place in the document. */
export type PlacedDestination = { readonly at: readonly PropertyKey[]; readonly to: Destination }

export function skillNotes({ operators }: RoutingDocument, destinations: readonly PlacedDestination[]): Problem[] {
  const profiles = Object.entries(operators)
  const had = new Set(profiles.flatMap(([, { skills = [] }]) => skills))
  const asked = new Set(destinations.flatMap(({ to }) => to.skills ?? []))
  return [
    ...destinations.flatMap((destination) => unmetNotes(destination, { had, profiles })),
    ...profiles.flatMap(([id, { skills = [] }]) =>
      skills.flatMap((skill, nth) => {
        if (asked.has(skill)) return []
        const message = `nothing asks for the skill ${shown(skill)}${didYouMean(skill, [...asked])}`
        return [{ path: pathText(['operators', id, 'skills', nth]), message }]
      }),
    ),
  ]
}

type Having = {
  readonly had: ReadonlySet<string>
  readonly profiles: readonly (readonly [string, OperatorProfile])[]
}

function unmetNotes({ at, to: { skills = [] } }: PlacedDestination, { had, profiles }: Having): Problem[] {
  const unknown = skills.flatMap((skill, nth) => {
    if (had.has(skill)) return []
    const message = `no operator has the skill ${shown(skill)}${didYouMean(skill, [...had])}`
    return [{ path: pathText([...at, 'skills', nth]), message }]
  })
  const together = profiles.some(([, { skills: has = [] }]) => skills.every((skill) => has.includes(skill)))
  if (unknown.length > 0 || skills.length === 0 || together) return unknown
  return [{ path: pathText([...at, 'skills']), message: 'no operator has all of these: nobody would be asked' }]
}

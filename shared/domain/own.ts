/**
 * What a document names, looked up by its own names only: `constructor` and the like, which every object answers to,
 * are no members of it. Undefined when it has no such member.
 */
export const own = <Value>(members: { readonly [name: string]: Value }, name: string): Value | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined

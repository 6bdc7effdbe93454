import type { Called } from '#chatwoot/called'

/**
 * - `applied`: it is as asked; `already` without our doing anything now.
 * - `later`: try again. `denied` says that a person has to look at the token first.
 * - `failed`: never. `restored` says whether a wrong assignment was taken back.
 * - `superseded`: not wanted any more.
 * - `unapproved`: a reply to a customer that nobody has approved as things stand.
 * - `drafted`: a reply that came too late, and waits as a draft for a person.
 */
export type Ending =
  | { readonly kind: 'applied'; readonly already: boolean }
  | { readonly kind: 'later'; readonly code: string; readonly denied: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly restored?: boolean }
  | { readonly kind: 'superseded'; readonly code: string }
  | { readonly kind: 'unapproved'; readonly code: string }
  | { readonly kind: 'drafted'; readonly code: 'too_old' }

export const APPLIED: Ending = { kind: 'applied', already: false }
export const ALREADY: Ending = { kind: 'applied', already: true }

/** How a try ended whose calls ended so. */
export function endingOf(called: Called<Ending>): Ending {
  if (called.kind === 'ok') return called.value
  if (called.kind === 'refused') return { kind: 'failed', code: called.code }
  return { kind: 'later', code: called.code, denied: called.kind === 'denied' }
}

export const ok = (ending: Ending): Called<Ending> => ({ kind: 'ok', value: ending })

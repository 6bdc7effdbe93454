import type { Called } from '#chatwoot/called'

/**
 * - `applied`: it is as asked; `already` without our doing anything now.
 * - `later`: try again, no sooner than `afterS`. `denied` says that a person has to look at the token first.
 * - `failed`: never. `restored` says whether a wrong assignment was taken back.
 * - `superseded`: not wanted any more.
 * - `unapproved`: a reply to a customer that nobody has approved as things stand.
 * - `drafted`: a reply that came too late, and waits as a draft for a person.
 */
export type Ending =
  | { readonly kind: 'applied'; readonly already: boolean }
  | { readonly kind: 'later'; readonly code: string; readonly denied: boolean; readonly afterS?: number }
  | { readonly kind: 'failed'; readonly code: string; readonly restored?: boolean }
  | { readonly kind: 'superseded'; readonly code: string }
  | { readonly kind: 'unapproved'; readonly code: string }
  | { readonly kind: 'drafted'; readonly code: 'too_old' }

export const APPLIED: Ending = { kind: 'applied', already: false }
/** Chatwoot does not take the message, however often it is asked. */
export const REFUSED: Ending = { kind: 'failed', code: 'unprocessable' }
export const ALREADY: Ending = { kind: 'applied', already: true }

/** How a try ended whose calls ended so. */
export function endingOf(called: Called<Ending>): Ending {
  if (called.kind === 'ok') return called.value
  if (called.kind === 'refused') return { kind: 'failed', code: called.code }
  return { kind: 'later', code: called.code, denied: called.kind === 'denied' }
}

/**
 * A server that gave no answer in time may be at it still: Chatwoot gives a request up after 15 s of work, and it may have
 * waited for longer before. Who looks for the message sooner does not find it, and posts a second.
 */
const MESSAGE_SETTLES_S = 60

/** As `endingOf`, of what must not be done twice. */
export function endingOfMessage(called: Called<Ending>): Ending {
  const ending = endingOf(called)
  const isUnsure = ending.kind === 'later' && called.kind === 'passing' && called.mayHaveHappened
  return isUnsure ? { ...ending, afterS: MESSAGE_SETTLES_S } : ending
}

export const ok = (ending: Ending): Called<Ending> => ({ kind: 'ok', value: ending })

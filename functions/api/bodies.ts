/** Parts of the bodies that routes take. Messages follow the name of the member: `"reason" must be …`. */
import * as z from 'zod/mini'

const REASON_LIMIT = 500
const REASON = `must be a text of 1 to ${REASON_LIMIT} characters`

/** Why a person does it: trimmed, not blank. */
export const reason = z.string(REASON).check(
  z.trim(),
  z.refine((text) => text.length >= 1 && text.length <= REASON_LIMIT, REASON),
)

const NOTE = `must be a text of at most ${REASON_LIMIT} characters`
/** For colleagues; blank counts as none. */
export const note = z.optional(
  z.string(NOTE).check(
    z.trim(),
    z.refine((text) => text.length <= REASON_LIMIT, NOTE),
  ),
)

const INSTANT = 'must be epoch milliseconds, a whole number'
/** 2286-11-20, where thirteen digits end. */
const LATEST_MS = 9_999_999_999_999
export const instant = z.int(INSTANT).check(z.gte(0, INSTANT), z.lte(LATEST_MS, INSTANT))

const VERSION = 'must be a version, a whole number from 0'
export const version = z.int(VERSION).check(z.gte(0, VERSION))

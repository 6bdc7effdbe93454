import { createHash } from 'node:crypto'

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

const UNIT = 2 ** 48

/** Always the same number for a name, 0 up to 1; those of any two names have nothing to do with each other. */
export const uniformOf = (name: string): number => Number.parseInt(sha256Hex(name).slice(0, 12), 16) / UNIT

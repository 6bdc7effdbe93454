/** Any JSON value, as templates, events and requests carry it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type JsonObject = { [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses JSON that a file, a template or a function gave; throws SyntaxError like `JSON.parse`. */
export const parseJson = (text: string): Json => JSON.parse(text)

/** CloudFormation and IAM allow one value where a list is meant. */
export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : isList(value) ? value : [value]

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)

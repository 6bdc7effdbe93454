/** Any JSON value as it goes over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/**
 * JSON as Rails writes it: `<`, `>`, `&`, U+2028 and U+2029 are escaped. The signature covers these very bytes, so a
 * receiver that parses and re-serialises before it verifies must fail against us as it would against Chatwoot.
 */
export function railsJson(value: Json): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character] ?? character)
}

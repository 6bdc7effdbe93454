import { randomInt } from 'node:crypto'
import type { GenerateSecretString } from './engine.ts'

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz'
const UPPERCASE = LOWERCASE.toUpperCase()
const NUMBERS = '0123456789'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** A value as CloudFormation's GenerateSecretString makes it: a password, or a JSON template with one put in. */
export function generateSecret(options: GenerateSecretString): string {
  const password = randomPassword(options)
  const { GenerateStringKey: key, SecretStringTemplate: template } = options
  if (key === undefined) return password
  const object: unknown = JSON.parse(template ?? '{}')
  return JSON.stringify({ ...(object as object), [key]: password })
}

function randomPassword(options: GenerateSecretString): string {
  const excluded = new Set(options.ExcludeCharacters ?? '')
  const kinds = [
    options.ExcludeLowercase ? '' : LOWERCASE,
    options.ExcludeUppercase ? '' : UPPERCASE,
    options.ExcludeNumbers ? '' : NUMBERS,
    options.ExcludePunctuation ? '' : PUNCTUATION,
    options.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((c) => !excluded.has(c)))
    .filter((kind) => kind.length > 0)
  const length = options.PasswordLength ?? 32
  if (kinds.length === 0 || length < kinds.length)
    throw new Error('GenerateSecretString leaves no characters to choose from')
  const pick = (from: readonly string[]): string => from[randomInt(from.length)] ?? ''
  // one of each kind first, unless that is switched off; then any; then shuffled
  const required = options.RequireEachIncludedType === false ? [] : kinds.map(pick)
  const all = kinds.flat()
  const characters = [...required, ...Array.from({ length: length - required.length }, () => pick(all))]
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1)
    const [a, b] = [characters[i] ?? '', characters[j] ?? '']
    characters[i] = b
    characters[j] = a
  }
  return characters.join('')
}

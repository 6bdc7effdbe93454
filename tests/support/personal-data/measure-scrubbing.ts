/** How much of a seeded corpus gets past the scrubber, and how much it takes without need. */
import { scrub } from '#text/scrub/scrub'
import * as data from './data.ts'
import { type Dice, diceOf } from './dice.ts'
import { aFamilyName, aFullName, aGivenName } from './people.ts'
import { DATA_LETTERS, HARMLESS_LETTERS, NAME_LETTERS } from './sentences.ts'

export type Miss = { readonly left: string; readonly written: string; readonly scrubbed: string }
export type KindFigure = { readonly kind: string; readonly of: number; readonly misses: readonly Miss[] }
export type Scrubbed = {
  readonly kinds: readonly KindFigure[]
  /** Of words that name nobody, in letters beside personal data and in letters without any. */
  readonly taken: { readonly beside: Share; readonly alone: Share }
}
export type Share = { readonly taken: readonly string[]; readonly of: number }

const LETTERS_OF: Readonly<Record<string, { readonly datum: (dice: Dice) => data.Datum; readonly lead?: string }>> = {
  mail: { datum: data.aMail },
  phone: { datum: data.aPhone },
  card: { datum: data.aCard },
  address: { datum: data.anAddress },
  iban: { datum: data.anIban },
  ip: { datum: data.anIp },
  link: { datum: data.aLink },
  order: { datum: data.anOrderNumber },
  birthdate: { datum: data.aBirthDate },
  id: { datum: data.anId },
}

export function measureScrubbing(seed: number, each: number): Scrubbed {
  const dice = diceOf(seed)
  const beside = { taken: [] as string[], of: 0 }
  const look = (letter: string, telling: readonly string[], filled: string): Miss | undefined => {
    const scrubbed = scrub(filled)
    const left = telling.find((part) => holds(scrubbed, part))
    tally(beside, letter.replace(/\{\w+\}/g, ' '), scrubbed)
    return left === undefined ? undefined : { left, written: filled, scrubbed }
  }
  const names = Array.from({ length: each }, () => {
    const letter = dice.oneOf(NAME_LETTERS)
    const name = aName(letter, dice)
    return look(
      letter,
      partsOf(name),
      letter.replace(/\{\w+\}/g, () => name),
    )
  })
  const others = Object.entries(LETTERS_OF).map(([kind, { datum }]): KindFigure => {
    const misses = Array.from({ length: each }, () => {
      const { text, telling } = datum(dice)
      const letter = dice.oneOf(DATA_LETTERS)
      return look(
        letter,
        telling,
        letter.replace('{datum}', () => text),
      )
    })
    return { kind, of: each, misses: misses.filter((miss) => miss !== undefined) }
  })
  const alone = { taken: [] as string[], of: 0 }
  for (const letter of HARMLESS_LETTERS) tally(alone, letter, scrub(letter))
  return {
    kinds: [{ kind: 'name', of: each, misses: names.filter((miss) => miss !== undefined) }, ...others],
    taken: { beside, alone },
  }
}

function aName(letter: string, dice: Dice): string {
  const slot = /\{(\w+)\}/.exec(letter)?.[1]
  if (slot === 'given') return aGivenName(dice)
  if (slot === 'family') return aFamilyName(dice)
  if (slot === 'small') return aGivenName(dice).toLowerCase()
  return slot === 'upper' ? aFullName(dice).toUpperCase() : aFullName(dice)
}

/** Each part of a name tells of it, but for what joins them. */
const partsOf = (name: string): readonly string[] =>
  name.split(/[\s-]+/).filter((part) => part.replace(/\W/g, '').length > 2 && !/^(?:van|von|der|de|la)$/i.test(part))

const holds = (text: string, part: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(text)

const words = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{N}'.,:%/-]*/gu) ?? []

function tally(share: { taken: string[]; of: number }, letter: string, scrubbed: string): void {
  const left = words(scrubbed)
  for (const word of words(letter)) {
    share.of += 1
    const at = left.indexOf(word)
    if (at === -1) share.taken.push(word)
    else left.splice(at, 1)
  }
}

export const percent = (part: number, of: number): string =>
  of === 0 ? 'no data' : `${((100 * part) / of).toFixed(2)} %`

export function report({ kinds, taken }: Scrubbed): string {
  const lines = kinds.map(({ kind, of, misses }) => `${kind.padEnd(10)} ${percent(of - misses.length, of)} of ${of}`)
  const misses = kinds.flatMap((figure) =>
    figure.misses.map(
      ({ left, written, scrubbed }) =>
        `miss ${figure.kind}: ${JSON.stringify(left)} of ${JSON.stringify(written)}\n     left ${JSON.stringify(scrubbed)}`,
    ),
  )
  const share = ({ taken: words, of }: Share) => `${percent(words.length, of)} of ${of} words`
  return [
    ...lines,
    `harmless words taken: beside personal data ${share(taken.beside)}, in letters without any ${share(taken.alone)}`,
    `of those without any: ${taken.alone.taken.join(', ') || 'none'}`,
    ...misses,
  ].join('\n')
}

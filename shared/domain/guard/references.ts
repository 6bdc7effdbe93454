/** What tells one customer from another in a text: e-mail addresses, telephone numbers, numbers of orders, cards and accounts. */
import { readable } from './readable.ts'

export type Reference = {
  /** As it is compared: lower case, digits and letters alone; a mail address as it is. */
  readonly value: string
  readonly from: number
  readonly length: number
}

const EMAIL =
  /[a-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\]|\sat\s(?=\S+\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)))\s?[a-z0-9-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)\s?[a-z0-9-]{1,63}){1,5}/g
/** Digits in groups, as telephones, cards and bank accounts are written. */
const NUMBER =
  /(?<![\p{L}\p{N}])(?:\+|#)?[(]?[a-z]{0,8}[-_/]?\d(?:[\d ().\-/_]{0,28}\d)?[a-z]{0,4}(?:[-_/]?\d{1,12})?(?![\p{L}\p{N}])/gu
/** A number after such a word is one of somebody's, however short. */
const NAMED =
  /(?:order|invoice|ticket|case|booking|reservation|customer|client|account|tracking|contract|policy|bestell(?:ung|nummer)|auftrag|rechnung|kundennummer|vertrag|vorgang|commande|facture|dossier|pedido|factura|reserva|cliente|ordine|fattura|encomenda|fatura|bestelling|factuur|klantnummer)(?:snummer|nummer|s?nr)?(?:\s(?:number|no|nr|id|numero|nummer|code|ref))?\.?(?:\sis|\sist|\sest|\ses)?[:\s#n°º.-]{1,4}([a-z]{0,6}-?\d[a-z\d-]{2,20})(?![\p{L}\p{N}])/gu
const FEWEST_DIGITS = 6
/** Dates, instants, versions, addresses of networks, sizes and thousands: numbers that are nobody's. */
const NOBODYS = [
  /^(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}$/,
  /^\d{1,2}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}(?:19|20)?\d\d$/,
  /^(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d$/,
  /^v?\d{1,5}(?:\.\d{1,6}){2,4}$/,
  /^\d{1,3}(?:[., ]000)+$/,
  /^\d{2,5}\s?x\s?\d{2,5}$/,
  /^0x[\da-f]+$/,
]

/** Everything of the kind in a text, in order. Values may be kept with `Known.references`; as they identify people, not beyond the question. */
export function findReferences(original: string): Reference[] {
  const { text, at } = readable(original)
  const place = (index: number): number => at[index] ?? original.length
  const found = (match: RegExpExecArray, whole: string, value: string): Reference => {
    const start = match.index + match[0].lastIndexOf(whole)
    return { value, from: place(start), length: place(start + whole.length) - place(start) }
  }
  const emails = [...text.matchAll(EMAIL)].map((match) => found(match, match[0], emailValue(match[0])))
  const named = [...text.matchAll(NAMED)].flatMap((match) => {
    const whole = match[1] ?? ''
    return isNobodys(whole) ? [] : [found(match, whole, numberValue(whole))]
  })
  const numbers = [...text.matchAll(NUMBER)].flatMap((match) => {
    const whole = match[0].replace(/[\s(./_-]+$/, '')
    return isNobodys(whole) || digitsOf(whole) < FEWEST_DIGITS ? [] : [found(match, whole, numberValue(whole))]
  })
  return [...emails, ...named, ...numbers].sort((a, b) => a.from - b.from)
}

export const referencesIn = (text: string): string[] => [...new Set(findReferences(text).map(({ value }) => value))]

/** The same telephone number is written with and without its country: the last nine digits tell. */
export const isSameReference = (value: string, known: string): boolean =>
  value === known || (/^\d{9,}$/.test(value) && /^\d{9,}$/.test(known) && value.slice(-9) === known.slice(-9))

export const emailValue = (written: string): string =>
  written
    .replace(/\s?(?:\(at\)|\[at\]|\sat\s)\s?/, '@')
    .replace(/\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?/g, '.')
    .replace(/\s/g, '')
    .toLowerCase()
export const numberValue = (written: string): string =>
  written
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^00(?=\d{8})/, '')

const digitsOf = (text: string): number => text.replace(/\D/g, '').length
const isNobodys = (text: string): boolean => NOBODYS.some((pattern) => pattern.test(text.trim()))

/** What people and their business are numbered by: cards, accounts, telephones, papers, orders. */
import type { Rule } from './claims.ts'

const digitsOf = (text: string): string => text.replace(/\D/g, '')

export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighed = i % 2 === 1 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return digits.length >= 12 && sum % 10 === 0
}

const CARD_DIGITS = { fewest: 13, most: 19 }
const isCard = (match: string): boolean => {
  const digits = digitsOf(match)
  return digits.length >= CARD_DIGITS.fewest && digits.length <= CARD_DIGITS.most && isLuhn(digits)
}

/** ISO 13616: letters are numbers from 10, the first four characters go last, the rest of 97 is 1. */
export function isIban(text: string): boolean {
  const iban = text.replace(/[\s-]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97
  }
  return rest === 1
}

/** Somebody who writes with a typing mistake has still told his account: the form is enough. */
const looksLikeIban = (match: string): boolean => isIban(match) || /^[A-Z]{2}\d{2}\s?\d{4}/.test(match)

const YEARS = '(?:19|20)\\d{2}'
const CURRENCY =
  '(?:€|\\$|£|¥|zł|kr\\.?|R\\$|EUR|USD|GBP|CHF|PLN|SEK|DKK|NOK|BRL|euros?|Euro|dollars?|pounds?|francs?|reais)'
const AMOUNT = '\\d{1,3}(?:[.,\\s]\\d{3}){0,3}(?:[.,]\\d{1,2})?|\\d{1,7}(?:[.,]\\d{1,2})?'

const BORN =
  '(?:born(?:\\s+on)?|date\\s+of\\s+birth|birth\\s?date|birthday(?:\\s+is)?|d\\.?o\\.?b\\.?|geboren(?:\\s+am)?|geb\\.|geburtsdatum|geburtstag' +
  '|né(?:e|\\(e\\))?\\s+le|date\\s+de\\s+naissance|nacid[oa]\\s+el|fecha\\s+de\\s+nacimiento|nat[oa]\\s+il|data\\s+di\\s+nascita' +
  '|nascid[oa]\\s+em|data\\s+de\\s+nascimento|geboren\\s+op|geboortedatum|urodzon[ya]|data\\s+urodzenia|född(?:\\s+den)?|født(?:\\s+den)?|fødselsdato|födelsedatum)'
const MONTH = '\\p{L}{3,12}\\.?'
const ANY_DATE = `(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}(?:st|nd|rd|th|\\.|º|er)?\\s+(?:de\\s+|of\\s+)?${MONTH},?\\s+(?:de\\s+)?\\d{4}|${MONTH}\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4})`

/** A full date this long ago is hardly ever anything but a birthday; without a clock, a year has to do. */
const LONG_AGO = '(?:19\\d{2}|200\\d)'

/** What is numbered, in the languages of the product, and the short words between it and its number. */
const NUMBERED =
  '(?:order|purchase|booking|reservation|invoice|customer|client|account|member(?:ship)?|contract|ticket|case|reference|ref|tracking|parcel|shipment|serial|policy|bestell\\p{L}*|auftrag\\p{L}*|rechnung\\p{L}*|kunden?\\p{L}*|vertrag\\p{L}*|buchung\\p{L}*|sendung\\p{L}*|konto\\p{L}*|mitglied\\p{L}*|vorgang\\p{L}*' +
  '|commande|facture|réservation|contrat|dossier|colis|suivi|pedido|factura|fatura|cliente|contrato|envío|encomenda|ordine|fattura|contratto|pratica|spedizione|bestelling\\p{L}*|factuur\\p{L}*|klant\\p{L}*|zamówieni\\p{L}*|faktur\\p{L}*|klient\\p{L}*|ordre\\p{L}*|kund\\p{L}*|beställning\\p{L}*|ordernummer|kvitto|rekening\\p{L}*)'
const NUMBER_WORDS =
  '(?:[\\s:#.°º-]|\\b(?:number|no|num|nr|nummer|numéro|número|numero|id|code|is|was|ist|lautet|est|es|è|é|com|con|avec|mit|o|n|numer|kod|my|the|meine?|der|die)\\b){1,8}'
const CODE = '(?:[A-Z]{1,6}[-/]?)?(?:[A-Z0-9]{1,10}[-/.]){0,4}[A-Z0-9-]*\\d[A-Z0-9]*(?:[-/][A-Z0-9]{1,10}){0,3}'

const ID_LABEL =
  "(?:passport|passeport|pasaporte|passaporto|paspoort|reisepass\\p{L}*|personalausweis\\p{L}*|ausweis\\p{L}*|ssn|social\\s+security|national\\s+insurance|nino|steuer\\p{L}*|sozialversicherung\\p{L}*|dni|nie|nif|cpf|rg|codice\\s+fiscale|bsn|burgerservicenummer|pesel|personnummer|cpr\\p{L}*|identity\\s+card|id\\s+card|driver'?s?\\s+licen[cs]e|führerschein\\p{L}*|numéro\\s+de\\s+sécurité\\s+sociale|nir)"

/** Before addresses, whose postcodes would take a part of these. */
export const EARLY_NUMBER_RULES: readonly Rule[] = [
  {
    as: 'iban',
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){2,8}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu,
    holds: looksLikeIban,
  },
  { as: 'card', pattern: /(?<![\p{L}\p{N}])\d(?:[ .-]?\d){12,18}(?![\p{L}\p{N}])/gu, holds: isCard },
  { as: 'birthdate', pattern: new RegExp(`${BORN}[\\s:,]*(?:\\p{L}{1,3}\\s+)?(${ANY_DATE})`, 'giu'), group: 1 },
  {
    as: 'birthdate',
    pattern: new RegExp(
      `(?<![\\p{N}.-])(?:\\d{1,2}[./-]\\d{1,2}[./-]${LONG_AGO}|${LONG_AGO}[./-]\\d{1,2}[./-]\\d{1,2})(?![\\p{N}])`,
      'gu',
    ),
  },
  {
    as: 'birthdate',
    pattern: new RegExp(
      `(?<![\\p{N}])\\d{1,2}(?:st|nd|rd|th|\\.|º|er)?\\s+(?:de\\s+|of\\s+)?${MONTH},?\\s+(?:de\\s+)?${LONG_AGO}(?![\\p{N}])`,
      'giu',
    ),
  },
  {
    as: 'id',
    pattern: new RegExp(
      `(?<![\\p{L}])${ID_LABEL}${NUMBER_WORDS}([\\p{L}\\p{N}][\\p{L}\\p{N} ./-]{3,18}\\d[\\p{L}\\p{N}]?)`,
      'giu',
    ),
    group: 1,
  },
  // Codice fiscale, DNI and NIE, NINO, CPF, SSN: forms that nothing else has.
  {
    as: 'id',
    pattern:
      /(?<![\p{L}\p{N}])(?:[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z]|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{3}-\d{2}-\d{4}|\d{6}[-+]\d{4})(?![\p{L}\p{N}])/gu,
  },
]

export const NUMBER_RULES: readonly Rule[] = [
  // What stays: amounts, dates of our days, times, versions.
  {
    as: null,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${CURRENCY}\\s?(?:${AMOUNT})|(?:${AMOUNT})\\s?${CURRENCY})(?![\\p{L}\\p{N}])`,
      'gu',
    ),
  },
  {
    as: null,
    pattern: new RegExp(
      `(?<![\\p{N}./-])(?:${YEARS}-\\d{2}-\\d{2}|\\d{1,2}[./-]\\d{1,2}[./-](?:20)?\\d{2}|\\d{1,2}\\.\\d{1,2}\\.)(?![\\p{N}/-])`,
      'gu',
    ),
  },
  {
    as: null,
    pattern: /(?<![\p{N}])\d{1,2}[:.h]\d{2}(?:\s?(?:Uhr|am|pm|h))?(?:\s?[-–]\s?\d{1,2}[:.h]\d{2})?(?![\p{N}:.])/gu,
  },
  {
    as: 'number',
    pattern: new RegExp(`(?<![\\p{L}])${NUMBERED}${NUMBER_WORDS}(${CODE})(?![\\p{L}\\p{N}])`, 'giu'),
    group: 1,
    holds: (match) => /\d/.test(match) && digitsOf(match).length >= 3,
  },
  {
    as: 'phone',
    pattern:
      /(?<![\p{L}\p{N}+])(?:\+|00|\()?\s?\d(?:[\s()./–-]{0,3}\d){6,17}(?:\s?(?:ext\.?|x|Durchwahl|poste|int\.?)\s?\d{1,5})?(?![\p{L}\p{N}])/gu,
  },
  // Anything else with so many digits numbers something, or somebody.
  {
    as: 'number',
    pattern:
      /(?<![\p{L}\p{N}])#?(?:[A-Z]{1,6}[-/]?)?(?:[A-Z0-9]{1,10}[-/]){0,4}[A-Z0-9]*\d[A-Z0-9-]*(?![\p{L}\p{N}])/gu,
    holds: (match) => digitsOf(match).length >= 5 || (match.startsWith('#') && digitsOf(match).length >= 2),
  },
]

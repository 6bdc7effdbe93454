/** Where people live: streets with their numbers as eleven languages write them, postcodes with their towns, boxes. */
import type { Rule } from './claims.ts'

/** Words as they stand in a sentence, at its beginning, and in capitals. */
const written = (words: string): string =>
  words
    .split(' ')
    .map((word) => `[${word.charAt(0)}${word.charAt(0).toUpperCase()}]${word.slice(1)}|${word.toUpperCase()}`)
    .join('|')

/** A point belongs to short forms alone (St. Mary); elsewhere it ends a sentence. */
const CAPITAL = "(?:\\p{Lu}\\p{L}?\\.|\\p{Lu}[\\p{L}'’-]{0,30})"
/** What joins the words in names of streets and towns. */
const CONNECT =
  '(?:\\s+(?:de|del|della|delle|dei|di|da|do|dos|das|du|des|la|le|les|van|der|den|von|zu|zum|zur|am|im|an|of|the|upon|on|sur|sous|en|i|w|og|och)){0,2}'
const PLACE = `${CAPITAL}(?:${CONNECT}[ ]${CAPITAL}){0,3}`
const HOUSE = '\\d{1,5}\\s?(?:[a-zA-Z](?![\\p{L}])|bis|ter)?(?:\\s?[-/]\\s?\\d{1,4}\\s?[a-zA-Z]?(?![\\p{L}]))?'
const FLAT_WORDS = written(
  'apt apartment flat unit suite floor no nr wohnung whg etage stock piso puerta planta appt appartement bât int interno scala andar apto lok tv th lgh',
)
const FLAT = `(?:\\s*,?\\s*(?:${FLAT_WORDS}|m|#)\\.?\\s*\\d{0,4}\\s?(?:[\\p{L}º°](?![\\p{L}]))?(?![\\p{L}\\p{N}])){0,2}`
const POSTCODE =
  '(?:[A-Z]{1,2}\\d[A-Z\\d]?\\s?\\d[A-Z]{2}|\\d{4}\\s?[A-Z]{2}|[A-Z]{2}[\\s,]+\\d{5}(?:-\\d{4})?|\\d{2}-\\d{3}|\\d{3}\\s\\d{2}|(?:[A-Z]{1,3}-)?\\d{4,5}(?:-\\d{3,4})?|[A-Z]\\d[A-Z]\\s?\\d[A-Z]\\d)'
const COUNTRY =
  '(?:\\s*,\\s*(?:Germany|Deutschland|France|Spain|España|Italy|Italia|Portugal|Brasil|Brazil|Netherlands|Nederland|Poland|Polska|Sweden|Sverige|Denmark|Danmark|UK|USA|United\\s(?:Kingdom|States)|Ireland|Austria|Österreich|Schweiz|Switzerland|Belgium))?'
/** What follows a street: postcode and town, in either order. */
const TOWN = `(?:\\s*[,\\n]?\\s*(?:${POSTCODE}(?![\\p{L}\\p{N}])(?:\\s*,?\\s*${PLACE})?|${PLACE}\\s*,?\\s*${POSTCODE}(?![\\p{L}\\p{N}])))?`
/** A town without its postcode counts where a comma says so. */
const BARE_TOWN = `(?:,\\s+${PLACE}(?=[\\s.;!?)]|$))?`
const REST = `${FLAT}${TOWN}${BARE_TOWN}${COUNTRY}`

const EN_STREET = written(
  'street st road rd avenue ave lane ln drive dr boulevard blvd court ct close crescent cres terrace place pl square sq way gardens grove mews parkway pkwy hill row walk quay highway hwy circle cir trail',
)
/** Endings of one word, or words of their own: Lindenstraße, Kölner Platz, Keizersgracht, Storgatan, Nørregade. */
const ENDING = written(
  'straße strasse str weg allee platz gasse ring damm ufer chaussee steig straat laan gracht plein kade dijk singel hof gatan vägen gränd torget stigen gade vej stræde torv plads veien gata väg',
)
const AT = written('am im zum zur an~der in~der auf~der auf~dem unter~den').replaceAll('~', '\\s')
/** Words before the name: rue, Calle, via, Rua, ul. */
const BEFORE = `(?:${written(
  'rue avenue av boulevard bd place chemin impasse allée quai cours route calle avenida avda paseo plaza ronda travesía camino via viale piazza corso vicolo largo rua praça travessa estrada alameda ulica ul al aleja plac os',
)}|[cC]/)(?![\\p{L}])\\.?`
const NAME_WORDS = `(?:[\\p{L}\\p{N}'’.-]{1,25}\\s+){0,4}?\\p{Lu}[\\p{L}'’.-]{1,30}(?:\\s\\p{Lu}[\\p{L}'’.-]{1,30}){0,2}`
const START = '(?<![\\p{L}\\p{N}])'

export const ADDRESS_RULES: readonly Rule[] = [
  {
    as: 'address',
    pattern: new RegExp(
      `${START}(?:(?:Flat|Apt\\.?|Unit|Suite)\\s\\d{1,4}[A-Za-z]?,?\\s)?${HOUSE},?\\s+(?:[NSEW]\\.?\\s+)?(?:${CAPITAL}\\s+|\\d{1,3}(?:st|nd|rd|th)\\s+){1,4}(?:${EN_STREET})(?![\\p{L}])\\.?${REST}`,
      'gu',
    ),
  },
  {
    as: 'address',
    pattern: new RegExp(
      `${START}(?:(?:\\p{Lu}[\\p{L}.-]{1,25}[\\s-]){0,3}[\\p{L}-]{0,30}(?:${ENDING})\\.?|(?:${AT})\\s+\\p{Lu}[\\p{L}-]{2,25}(?:\\s\\p{Lu}[\\p{L}-]{2,25})?)\\s+${HOUSE}(?![\\p{N}]|[.,:]\\d)${REST}`,
      'gu',
    ),
  },
  {
    as: 'address',
    pattern: new RegExp(
      `${START}${HOUSE},?\\s+${BEFORE}\\s+${NAME_WORDS}(?=[\\s,.;!?)]|$)${TOWN}${BARE_TOWN}${COUNTRY}`,
      'gu',
    ),
  },
  {
    as: 'address',
    pattern: new RegExp(
      `${START}${BEFORE}\\s*${NAME_WORDS}\\s*,?\\s*(?:n\\.?º?°?\\s?|[Nn]r\\.?\\s?)?${HOUSE}(?![\\p{N}])${REST}`,
      'gu',
    ),
  },
  {
    as: 'address',
    pattern: new RegExp(
      `${START}(?:P\\.?\\s?O\\.?\\s?Box|Postfach|Apartado(?:\\s+de\\s+[Cc]orreos)?|Postbus|Casella\\s+postale|BP|Boîte\\s+postale|Caixa\\s+postal|Skrytka|Postboks)\\s+\\d{1,6}${TOWN}${COUNTRY}`,
      'gu',
    ),
  },
  // A postcode with its town, alone: in the order most of Europe writes, and in the British and American ones.
  {
    as: 'address',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}€$£-])(?:(?:[A-Z]{1,2}-)?\\d{5}|\\d{4}\\s?[A-Z]{2}|\\d{2}-\\d{3}|\\d{4}-\\d{3}|\\d{3}\\s\\d{2})\\s+${PLACE}`,
      'gu',
    ),
  },
  {
    as: 'address',
    pattern: new RegExp(`(?:${PLACE},?\\s+)?${START}[A-Z]{1,2}\\d[A-Z\\d]?\\s\\d[A-Z]{2}(?![\\p{L}\\p{N}])`, 'gu'),
  },
  { as: 'address', pattern: new RegExp(`${PLACE},\\s+[A-Z]{2}\\s+\\d{5}(?:-\\d{4})?(?![\\p{N}])`, 'gu') },
]

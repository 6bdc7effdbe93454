/** What a person may write down of himself, in the forms that countries give it. */
import type { Dice } from './dice.ts'
import { aFamilyName, aGivenName } from './people.ts'

export type Datum = {
  readonly text: string
  /** None of these may be left. */
  readonly telling: readonly string[]
}

const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .toLowerCase()

/** A stretch of three digits that is left tells a part of it. */
const whole = (text: string): Datum => ({ text, telling: [text, ...(text.match(/\d{3,}/g) ?? [])] })

export function aMail(dice: Dice): Datum {
  const [given, family] = [ascii(aGivenName(dice)), ascii(aFamilyName(dice))]
  const local = dice.oneOf([
    `${given}.${family}`,
    `${given.charAt(0)}${family}`,
    `${family}_${dice.digits(2)}`,
    `${given}+shop`,
    `${given}-${family}`,
  ])
  const domain = dice.oneOf([
    'example.com',
    'mail.example.org',
    'post.example',
    'web.example.de',
    'correo.example.es',
    'firma-nord.example',
    'uni.example.ac.uk',
  ])
  return {
    text: `${dice.below(10) === 0 ? local.toUpperCase() : local}@${domain}`,
    telling: [local, local.toUpperCase(), `@${domain}`],
  }
}

export function aPhone(dice: Dice): Datum {
  const d = dice.digits
  return whole(
    dice.oneOf([
      () => `+49 ${d(3)} ${d(7)}`,
      () => `0${d(2)} ${d(8)}`,
      () => `0${d(3)}/${d(6)}`,
      () => `+44 20 ${d(4)} ${d(4)}`,
      () => `07${d(3)} ${d(6)}`,
      () => `+1 (${d(3)}) ${d(3)}-${d(4)}`,
      () => `${d(3)}-${d(3)}-${d(4)}`,
      () => `(${d(3)}) ${d(3)}-${d(4)}`,
      () => `${d(3)}.${d(3)}.${d(4)}`,
      () => `+33 6 ${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
      () => `06 ${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
      () => `+34 6${d(2)} ${d(3)} ${d(3)}`,
      () => `6${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
      () => `+39 3${d(2)} ${d(7)}`,
      () => `+31 6 ${d(8)}`,
      () => `06-${d(8)}`,
      () => `+48 ${d(3)} ${d(3)} ${d(3)}`,
      () => `+46 70 ${d(3)} ${d(2)} ${d(2)}`,
      () => `+45 ${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
      () => `+351 9${d(2)} ${d(3)} ${d(3)}`,
      () => `+55 11 9${d(4)}-${d(4)}`,
      () => `00${d(2)}${d(9)}`,
      () => `+91 ${d(5)} ${d(5)}`,
      () => `+49-${d(3)}-${d(4)}-${d(2)}`,
    ])(),
  )
}

/** With the digit that makes it pass Luhn's test; of no issuer's range that is known to be in use for anybody. */
export function aCard(dice: Dice): Datum {
  const length = dice.oneOf([16, 16, 16, 15, 13, 19])
  const body = dice.oneOf(['4', '51', '37', '6011', '35']) + dice.digits(length)
  const front = body.slice(0, length - 1)
  const sum = [...front].reverse().reduce((total, digit, index) => {
    const weighed = index % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  const digits = `${front}${(10 - (sum % 10)) % 10}`
  const grouped = digits.match(/.{1,4}/g) ?? []
  return whole(dice.oneOf([digits, grouped.join(' '), grouped.join('-'), grouped.join(' ')]))
}

export function anIban(dice: Dice): Datum {
  const [country, form] = dice.oneOf([
    ['DE', 18],
    ['NL', 'BANK10'],
    ['ES', 20],
    ['FR', 23],
    ['GB', 'BANK14'],
    ['PL', 24],
    ['SE', 20],
    ['DK', 14],
    ['PT', 21],
  ] as const)
  const account =
    typeof form === 'number'
      ? dice.digits(form)
      : `${dice.oneOf(['ABNA', 'NWBK', 'RABO'])}${dice.digits(Number(form.slice(4)))}`
  const moved = [...`${account}${country}00`].map((c) => Number.parseInt(c, 36)).join('')
  const rest = [...moved].reduce((left, digit) => (left * 10 + Number(digit)) % 97, 0)
  const iban = `${country}${String(98 - rest).padStart(2, '0')}${account}`
  return whole(dice.oneOf([iban, (iban.match(/.{1,4}/g) ?? []).join(' ')]))
}

const TOWNS =
  'Altenfurt Krähwinkel Bridgewick Norlandby Villaverdejo Saintmarche Rocchetta Pontevila Oudermeer Zielonka Lundsta Vesterholm'.split(
    ' ',
  )
const STEM = 'Ahorn Birken Kastanien Schiller Garten Mühlen Kirch Brunnen Sommer Ulmen'.split(' ')
const ENGLISH = 'Maple,Kingfisher,Old Mill,Queen Anne,Sycamore,Harbour,St Mary,Abbey,Foxglove,Station'.split(',')
const ROMANCE =
  'del Molino,de las Flores,de la Gare,des Tilleuls,San Lorenzo,Garibaldi,das Oliveiras,Victor Hugo,Mayor,dei Mulini'.split(
    ',',
  )
const NORTH = 'Kungs Skol Ängs Björk Nørre Skov Møller Kerk Molen Tulpen'.split(' ')
const POLISH = 'Długa,Kwiatowa,Lipowa,Jana Pawła II,Zielona,Szkolna'.split(',')

export function anAddress(dice: Dice): Datum {
  const d = dice.digits
  const house = String(1 + dice.below(180))
  const town = dice.oneOf(TOWNS)
  const make = (street: string, postcode: string, rest: string): Datum => ({
    text: `${street}${rest}`,
    telling: [street, postcode, town],
  })
  return dice.oneOf([
    () => {
      const street = `${dice.oneOf(STEM)}${dice.oneOf(['straße', 'weg', 'allee', 'platz', 'gasse', 'str.'])} ${house}${dice.oneOf(['', 'a', ' b'])}`
      const postcode = d(5)
      return make(
        street,
        postcode,
        dice.oneOf([`, ${postcode} ${town}`, `\n${postcode} ${town}`, ` in ${postcode} ${town}`]),
      )
    },
    () => {
      const street = `${house} ${dice.oneOf(ENGLISH)} ${dice.oneOf(['Street', 'Road', 'Lane', 'Avenue', 'Drive', 'Close', 'St', 'Ave'])}`
      const postcode = dice.oneOf([
        () =>
          `${dice.oneOf(['BX', 'QV', 'ZE'])}${1 + dice.below(20)} ${1 + dice.below(9)}${dice.oneOf(['AB', 'QT', 'XY'])}`,
        () => d(5),
      ])()
      return /^\d/.test(postcode)
        ? make(street, postcode, `, ${town}, ${dice.oneOf(['OH', 'TX', 'CA'])} ${postcode}`)
        : make(street, postcode, `, ${town} ${postcode}`)
    },
    () => {
      const postcode = d(5)
      const street = dice.oneOf([
        `Calle ${dice.oneOf(ROMANCE)} ${house}`,
        `C/ ${dice.oneOf(ROMANCE)}, ${house}`,
        `Avenida ${dice.oneOf(ROMANCE)}, ${house}`,
      ])
      return make(street, postcode, dice.oneOf([`, ${postcode} ${town}`, `, 3º B, ${postcode} ${town}`]))
    },
    () => {
      const postcode = d(5)
      return make(
        `${house}${dice.oneOf(['', ' bis'])} ${dice.oneOf(['rue', 'avenue', 'boulevard', 'place'])} ${dice.oneOf(ROMANCE)}`,
        postcode,
        `, ${postcode} ${town}`,
      )
    },
    () => {
      const postcode = d(5)
      return make(
        `${dice.oneOf(['Via', 'via', 'Viale', 'Piazza'])} ${dice.oneOf(ROMANCE)} ${house}`,
        postcode,
        `, ${postcode} ${town}`,
      )
    },
    () => {
      const postcode = `${d(4)}-${d(3)}`
      return make(`Rua ${dice.oneOf(ROMANCE)}, ${house}`, postcode, `, ${postcode} ${town}`)
    },
    () => {
      const postcode = `${d(4)} ${dice.oneOf(['AB', 'KM', 'XZ'])}`
      return make(
        `${dice.oneOf(NORTH)}${dice.oneOf(['straat', 'laan', 'gracht'])} ${house}`,
        postcode,
        `, ${postcode} ${town}`,
      )
    },
    () => {
      const postcode = `${d(2)}-${d(3)}`
      return make(
        `ul. ${dice.oneOf(POLISH)} ${house}${dice.oneOf(['', '/4', ' m. 7'])}`,
        postcode,
        `, ${postcode} ${town}`,
      )
    },
    () => {
      const postcode = `${d(3)} ${d(2)}`
      return make(`${dice.oneOf(NORTH)}${dice.oneOf(['gatan', 'vägen'])} ${house}`, postcode, `, ${postcode} ${town}`)
    },
    () => {
      const postcode = d(4)
      return make(`${dice.oneOf(NORTH)}${dice.oneOf(['gade', 'vej'])} ${house}`, postcode, `, ${postcode} ${town}`)
    },
  ])()
}

export function anIp(dice: Dice): Datum {
  const octet = () => String(1 + dice.below(254))
  const group = () => (4_096 + dice.below(61_439)).toString(16)
  return whole(dice.oneOf([[octet(), octet(), octet(), octet()].join('.'), Array.from({ length: 8 }, group).join(':')]))
}

export function aLink(dice: Dice): Datum {
  const secret = `${dice.digits(6)}k${dice.digits(8)}Q`
  const text = dice.oneOf([
    `https://shop.example/reset?token=${secret}`,
    `https://shop.example/orders/${secret}`,
    `https://shop.example/login#access=${secret}`,
    `www.shop.example/invite/${secret}`,
  ])
  return { text, telling: [secret] }
}

export function anOrderNumber(dice: Dice): Datum {
  const number = dice.oneOf([
    `#${dice.digits(5)}`,
    dice.digits(8),
    `ORD-2026-${dice.digits(6)}`,
    `A${dice.digits(7)}`,
    `${dice.digits(3)}-${dice.digits(7)}-${dice.digits(7)}`,
  ])
  return { text: number, telling: [number.replace('#', '')] }
}

export function aBirthDate(dice: Dice): Datum {
  const [day, month, year] = [
    String(1 + dice.below(28)).padStart(2, '0'),
    String(1 + dice.below(12)).padStart(2, '0'),
    String(1930 + dice.below(78)),
  ]
  return whole(
    dice.oneOf([
      `${day}.${month}.${year}`,
      `${year}-${month}-${day}`,
      `${month}/${day}/${year}`,
      `${Number(day)} March ${year}`,
      `${Number(day)}. Oktober ${year}`,
      `${Number(day)} de mayo de ${year}`,
    ]),
  )
}

export function anId(dice: Dice): Datum {
  const d = dice.digits
  return whole(
    dice.oneOf([
      () => `${d(3)}-${d(2)}-${d(4)}`,
      () => `${d(8)}${dice.oneOf(['K', 'T', 'Z'])}`,
      () => `RSSMRA${d(2)}A${d(2)}H${d(3)}Z`,
      () => `QQ${d(6)}C`,
      () => `${d(3)}.${d(3)}.${d(3)}-${d(2)}`,
      () => d(11),
      () => `${d(6)}-${d(4)}`,
      () => d(9),
      () => `C0${d(1)}X${d(5)}`,
    ])(),
  )
}

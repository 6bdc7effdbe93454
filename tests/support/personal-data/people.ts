/** People who do not exist. None of these given names is in the scrubber's own list: a test says so. */
import type { Dice } from './dice.ts'

const GIVEN =
  `Odette Ottoline Peregrine Cosima Lorcan Saoirse Niamh Eithne Tarquin Isolde Leopold Hildegard Gottfried Theobald Ansgar Wiebke Fenja Swantje Tjark Eilika
Anneliese Burkhard Gisbert Ludmilla Xaver Korbinian Vroni Resi Iker Aitor Nerea Maite Itziar Leire Amaya Gorka Jimena Rocío Macarena Remedios Consuelo Encarnación Baltasar Gaspar
Solène Maëlle Gwendoline Tiphaine Capucine Apolline Aurélien Enguerrand Thibault Clotilde Sidonie Ghislaine Ottavia Fiorella Ludovica Ornella Gaetano Calogero Salvatore Immacolata Concetta Brunella
Leonor Inês Matilde Iolanda Anselmo Baltazar Graciete Deolinda Marijke Jolanda Wouter Sjoerd Femke Maaike Joost Gijs Teun Rianne Bożena Zdzisław Przemysław Wiesława Grażyna Bogumił Jagoda Radosław
Ingegerd Gunilla Torbjörn Göran Ragnhild Solveig Sigbjørn Tove Birthe Kirsten Mogens Preben Asger Vibeke Oluwaseun Chidinma Adaeze Kwabena Thandiwe Priyanka Harshita Venkatesh Sukhdeep Rukhsana Zainab Khadija Yusuf Mehmet Ayşe Gülsüm
Nguyen Linh Haruka Kenji Sakura Mingzhu Xiaoming Dmitri Svetlana Oksana Bohdan Yevgenia Zoltán Ildikó Ágnes Miloš Jarmila Dragana Slavica Nikolaos Eleftheria Tamar Shlomit Avigail`.split(
    /\s+/,
  )

const FAMILY_BEGINNINGS =
  `Ash Thorn Wester Brad Har Kel Lind Grün Eber Hasel Stein Mühl Ober Wald Ferr Mont Castel Vill Bel Roch Dur Cha Mor Sant Cort Per Guer Zab Kow Wis Nowa Zie Jan Dan Lun Berg Sö Ek Niel Vest Kjær Hoog Ver Brou Dij Okon Ade Mwan Chau Kham Pet Iva Hor Sza Papa`.split(
    /\s+/,
  )
const FAMILY_ENDINGS =
  `ford well combe worth by ström berg mann inger auer stein bach huber elli ucci ardi anotte eau ier ard ínez ero eiro ueira alho ański czyk owicz ewska gren lund qvist dahl sen gaard holt huis veld stra aja eke hary atel ović escu ák poulos yan`.split(
    /\s+/,
  )

export const GIVEN_NAMES_OF_CORPUS: readonly string[] = GIVEN

export function aGivenName(dice: Dice): string {
  return dice.oneOf(GIVEN)
}

export function aFamilyName(dice: Dice): string {
  const name = dice.oneOf(FAMILY_BEGINNINGS) + dice.oneOf(FAMILY_ENDINGS)
  const kind = dice.below(20)
  if (kind === 0) return `O'${name}`
  if (kind === 1) return `van der ${name}`
  if (kind === 2) return `von ${name}`
  if (kind === 3) return `de la ${name}`
  if (kind === 4) return `${name}-${dice.oneOf(FAMILY_BEGINNINGS)}${dice.oneOf(FAMILY_ENDINGS)}`
  return name
}

export function aFullName(dice: Dice): string {
  const given = dice.below(12) === 0 ? `${aGivenName(dice)}-${aGivenName(dice)}` : aGivenName(dice)
  const middle = dice.below(10) === 0 ? ` ${dice.oneOf(['B.', 'K.', 'T.', 'J.'])}` : ''
  return `${given}${middle} ${aFamilyName(dice)}`
}

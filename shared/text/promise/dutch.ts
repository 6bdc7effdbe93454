import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const VERBS =
  'zal|zullen|ga|gaan|bel|bellen|mail|mailen|stuur|sturen|neem|nemen|kom|komen|laat|laten|antwoord|antwoorden|reageer|reageren|check|checken|controleer|controleren|los|lossen|regel|regelen|verstuur|versturen|verzenden|houd|hou|houden|zoek|zoeken|schrijf|schrijven|herstellen|vervangen|bespreek|probeer|proberen'
const ANSWER =
  'van (?:ons|mij)|antwoord|reactie|bericht|update|telefoontje|bevestiging|oplossing|terugkoppeling|e-?mail|mail|nieuws'

export const DUTCH: LanguageWords = {
  split: [[/(morgen|zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag)(ochtend|middag|avond)/gu, '$1 $2']],
  ours: [
    `(?:ik|we|wij) (?:${VERBS})(?! (?:\\S+ ){0,4}(?:niet|sluiten|gesloten|nodig))`,
    `(?:${VERBS}) (?:ik|we|wij)(?! (?:\\S+ ){0,4}(?:niet|sluiten|gesloten|nodig))`,
    '(?<=(?:en|dan|,) )(?:bel|mail|stuur|neem|laat|kom|nemen|sturen|laten|komen|bellen) (?:u|je|contact|het|ik|hier|dan)',
    `(?:u|je|jij) (?:hoort|krijgt|ontvangt|hebt|heeft) (?:\\S+ ){0,6}(?:${ANSWER})`,
    `(?:hoort|krijgt|ontvangt|krijg|hoor|ontvang|heeft|heb) (?:u|je) (?:\\S+ ){0,6}(?:${ANSWER})`,
    '(?:collega|team|medewerker|monteur|specialist|afdeling|iemand|mevrouw|meneer|heer)(?: \\S+){0,3} (?:zal|belt|neemt|gaat|mailt|reageert|stuurt|kijkt)|(?:belt|neemt|mailt) (?:een collega|iemand)',
    '(?:wordt|worden) (?:\\S+ ){0,6}(?:opgelost|verzonden|verstuurd|verwerkt|teruggebeld|gebeld|gerepareerd|hersteld|terugbetaald|vervangen|behandeld)',
    'geef (?:me|mij|ons)|geeft u (?:mij|ons)|(?:ik|we|wij) (?:heb|hebben)(?: nog)?(?= (?:\\d|een half|een uur|twee ))',
  ],
  theirs: [
    'niet|geen|alstublieft|gelieve|als|indien|wanneer|zodra|omdat|of|meestal|normaal gesproken|gewoonlijk|doorgaans|misschien|wellicht',
    `(?:u|je) (?:kunt|kan|moet|had|dient|wilt|wil|bent|zult|zal|(?:hebt|heeft)(?! (?:\\S+ ){0,6}(?:${ANSWER})))|(?:kunt|wilt|wil|kan|heeft|had) (?:u|je)(?! (?:\\S+ ){0,6}(?:van ons|antwoord|reactie|oplossing))`,
    '(?<=^|, |\\. )(?:bel|mail|stuur|laat|neem|reageer|antwoord|wacht|probeer|start|bevestig|geef)(?! (?:ik|we|wij|me|mij|ons (?:\\d|een)))(?: ons)?|(?:stuur|laat|geef|mail|bel) ons(?! (?:\\d|een))',
    'geopend|gesloten|bereikbaar|openingstijden|duurt|duren|verloopt|geldig|bezorgd|bezorging|bezorger|geleverd|levering|bank|postnl|dhl|koerier|pakket',
    '(?:is|was|waren|zijn|hebben|heb|heeft) (?:\\S+ ){0,3}ge\\p{L}+|was|waren|gisteren|sinds',
  ],
  and: 'en|maar',

  within:
    'binnen|over|in|binnen de|in de|geef me|geef mij|geef ons|uiterlijk over|elke|elk|iedere|gedurende de|ik heb|we hebben|wij hebben',
  fromNow: 'maximaal|hooguit',
  about: "ongeveer|circa|ca\\.?|zo'n|de|het|komende|volgende|maximaal|hooguit|nog|minder dan|uiterlijk",
  numbers: {
    ...{
      een: 1,
      één: 1,
      twee: 2,
      drie: 3,
      vier: 4,
      vijf: 5,
      zes: 6,
      zeven: 7,
      acht: 8,
      negen: 9,
      tien: 10,
      twaalf: 12,
    },
    ...{ vijftien: 15, twintig: 20, vierentwintig: 24, dertig: 30, achtenveertig: 48 },
  },
  units: [
    ['werkdag(?:en)?', 'business_day'],
    ['werkuren|kantooruren', 'business_hour'],
    ['minuut|minuten|minuutjes|min\\.?', 'minute'],
    ['uur|uren|uurtje|u', 'hour'],
    ['dag(?:en)?', 'day'],
    ['week|weken', 'week'],
    ['maand(?:en)?', 'month'],
  ],
  idioms: [
    ['(?:een )?half ?uur(?:tje)?', 30],
    ['anderhalf uur', 90],
    ['(?:een paar|enkele|enige) minuten', 15],
    ['(?:een paar|enkele|enige) (?:uur|uren|uurtjes)', 180],
    ['(?:een paar|enkele|enige) dagen', 3 * 1_440],
  ],

  days: ['vandaag', '(?<!goede)morgen', 'overmorgen'],
  weekdays: ['zondag', 'maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag', 'zaterdag'],
  this: 'deze',
  next: 'volgende|aanstaande|komende',
  nextBehind: 'aanstaande|a\\.s\\.',
  nextWeek: '(?:van )?volgende week(?: op)?',
  nextIsOfNextWeek: false,
  months: [
    ...['januari', 'februari', 'maart', 'april', 'mei', 'juni'],
    ...['juli', 'augustus', 'september', 'oktober', 'november', 'december'],
  ],
  dateOrder: 'day_first',
  ordinal: 'e',
  of: 'van',
  periods: [
    ['(?:het )?eind(?:e)? van (?:de|deze) week|deze week|later deze week', 'this_week'],
    ['(?:begin |eind )?volgende week', 'next_week'],
    ['(?:het )?weekend', 'weekend'],
    ['(?:het )?eind(?:e)? van (?:de|deze) maand', 'end_of_month'],
  ],

  parts: [
    ["(?:'s )?(?:ochtends?|morgens)", 'morning'],
    ["(?:'s )?middags?", 'afternoon'],
    ["(?:'s )?avonds?", 'evening'],
    ['(?:het )?eind(?:e)? van de (?:werk)?dag|einde dag|einde werkdag|sluitingstijd', 'end_of_day'],
  ],
  todayParts: [
    ['vanochtend|vanmorgen', 'morning'],
    ['vanmiddag', 'afternoon'],
    ['vanavond', 'evening'],
    ['vandaag nog|nog vandaag|in de loop van de dag|later vandaag', 'end_of_day'],
  ],
  noon: "12 uur 's middags|twaalf uur",
  midnight: 'middernacht',
  at: 'om|voor|rond|tegen|uiterlijk om|uiterlijk|tussen \\d{1,2} en|tussen \\d{1,2} uur en|voor ca\\.',
  hour: NEVER,
  hourAfterAt: 'uur|u|h',
  am: "uur 's ochtends",
  pm: "uur 's middags|uur 's avonds",
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners: 'om|voor|rond|tegen|op|in|de|het|uiterlijk|uiterlijk om|nog|tussen|aan|van',
  or: 'of|en|tot',
  refused: '(?:gisteren|gisteren om|sinds|vanaf|na|van|tot|tot en met|gedurende|afgelopen|vorige)(?: de| het)?',
  refusedBehind: 'gisteren|geleden|jongstleden',
  before: 'voor',
}

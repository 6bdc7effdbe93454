import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const VERBS =
  'melden?|rufen?|antworten?|schicken?|senden?|prüfen?|klären?|informieren?|kümmern?|kontaktieren?|schreiben?|bearbeiten?|beheben?|versenden?|erstatten?|erledigen?|liefern?|schauen?|geben?|kommen?|besprechen?|halten?|benachrichtigen?|erneuern?|reparieren?|überweisen?'
const ANSWER =
  'von (?:uns|mir)|antwort|rückmeldung|nachricht|neuigkeiten|update|anruf|rückruf|bescheid|lösung|angebot|bestätigung|e-mail|mail'

export const GERMAN: LanguageWords = {
  split: [
    [/(sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag)(morgen|früh)(?!\p{L})/gu, '$1 früh'],
    [/(sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag)(vormittag|mittag|nachmittag|abend)/gu, '$1 $2'],
    [/(?<=(?:tag|woch) )morgen(?!\p{L})/gu, 'früh'],
  ],
  ours: [
    '(?:ich|wir) (?:werden?|versuchen?|wollen|sollten?)(?! (?:\\S+ ){0,6}(?:nicht|geschlossen|schließen|benötigen|brauchen))',
    '(?:werden?|versuchen?|sollten?) (?:ich|wir)(?! (?:\\S+ ){0,6}(?:nicht|geschlossen|schließen|benötigen|brauchen))',
    `(?:ich|wir)(?: \\S+)? (?:${VERBS})(?! (?:\\S+ ){0,3}nicht)`,
    `(?:${VERBS}) (?:ich|wir)(?! (?:\\S+ ){0,3}nicht)`,
    'melden? (?:mich|uns)|(?:geben?|sagen?) (?:ihnen|dir|euch) bescheid',
    `sie (?:hören|erhalten|bekommen|haben) (?:\\S+ ){0,7}(?:${ANSWER})`,
    `(?:hören|erhalten|bekommen|haben) sie (?:\\S+ ){0,7}(?:${ANSWER})`,
    `du (?:hörst|erhältst|bekommst|hast) (?:\\S+ ){0,7}(?:${ANSWER})`,
    '(?:kollege|kollegin|kollegen|team|mitarbeiter|mitarbeiterin|fachabteilung|technik|techniker|support|buchhaltung|jemand|herr \\S+|frau \\S+)(?: \\S+)? (?:wird|werden|meldet|melden|ruft|prüft|antwortet|kontaktiert|kümmert)',
    '(?:meldet|melden) sich (?:\\S+ ){0,6}(?:bei ihnen|bei dir|kollege|kollegin|jemand)',
    '(?:wird|werden) (?:\\S+ ){0,6}(?:behoben|bearbeitet|verschickt|versendet|versandt|erstattet|gelöst|repariert|kontaktiert|beantwortet|geprüft|erledigt|freigeschaltet|ausgetauscht|überwiesen|angerufen|zurückgerufen)',
    '(?:geben sie|gib) (?:mir|uns)(?: bitte)?|(?:ich|wir) (?:brauche|brauchen|benötige|benötigen)(?: \\S+)?(?= (?:\\d|eine? |zwei |drei ))',
  ],
  theirs: [
    'nicht|kein\\p{L}*|(?<!mir )(?<!uns )bitte|falls|wenn|sobald|sofern|weil|obwohl|ob|in der regel|normalerweise|üblicherweise|gewöhnlich|meist|meistens|vielleicht|eventuell',
    `sie (?:können|müssen|sollten|sollen|dürfen|wollten|möchten|hatten|sind|waren|werden|wurden|schrieben|haben(?! (?:\\S+ ){0,7}(?:${ANSWER})))`,
    '(?:können|müssen|sollten|möchten|haben|hatten|waren) sie(?! (?:\\S+ ){0,7}(?:von uns|antwort|rückmeldung|bescheid|lösung|update))',
    '(?<!wir )(?:melden|schicken|senden|antworten|rufen|schreiben|teilen|warten|versuchen|prüfen|starten|bestätigen|überweisen|geben) sie(?! (?:mir|uns) (?:\\S+ )?(?:\\d|eine|ein|bis|zeit))',
    '(?:ich|wir|er|sie|es|ihr\\p{L}*) (?:habe|haben|hat|hatte|hatten|bin|sind|war|waren|wurde|wurden)|wurden?|war|waren|ist|seit|gestern',
    'geöffnet|geschlossen|erreichbar|öffnungszeiten|bürozeiten|geschäftszeiten|dauert|dauern|läuft|endet|gilt|gültig|zugestellt|zustellung|geliefert|lieferung|paketdienst|bank|dhl|hermes|dpd|spediteur|kurier',
  ],
  and: 'und|aber|sowie',

  within:
    'innerhalb von|innerhalb der|innerhalb eines|innerhalb|binnen|in|in den|in der|im laufe von|geben sie mir(?: bitte)?|geben sie uns(?: bitte)?|gib mir(?: bitte)?|brauche|brauchen|benötige|benötigen|spätestens in|alle|während der',
  fromNow: 'maximal|höchstens|spätestens',
  about:
    'etwa|ca\\.?|circa|ungefähr|rund|den|der|nächsten|kommenden|maximal|max\\.|höchstens|spätestens|noch|weiteren|bis zu|weniger als|von',
  numbers: {
    ...{ ein: 1, eine: 1, einer: 1, einem: 1, einen: 1, eines: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6 },
    ...{ sieben: 7, acht: 8, neun: 9, zehn: 10, zwölf: 12, fünfzehn: 15, zwanzig: 20, vierundzwanzig: 24 },
    ...{ dreißig: 30, fünfundvierzig: 45, achtundvierzig: 48, sechzig: 60 },
  },
  units: [
    ['(?:werk|arbeits|geschäfts)tag(?:e|en|es|s)?', 'business_day'],
    ['(?:arbeits|geschäfts)stunden?', 'business_hour'],
    ['minuten?|min\\.?', 'minute'],
    ['stunden?|std\\.?|h', 'hour'],
    ['tag(?:e|en|es|s)?', 'day'],
    ['wochen?', 'week'],
    ['monat(?:e|en|s)?', 'month'],
  ],
  idioms: [
    ['(?:einer |eine )?halben? stunde', 30],
    ['anderthalb stunden|eineinhalb stunden|1[,.]5 stunden', 90],
    ['stunde', 60],
    ['(?:ein paar|einigen|wenigen) minuten', 15],
    ['(?:ein paar|einigen|wenigen) stunden', 180],
    ['(?:ein paar|einigen|wenigen) tagen', 3 * 1_440],
  ],

  days: ['heute', '(?<!am )(?<!guten )morgen', 'übermorgen'],
  weekdays: ['sonntag', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag|sonnabend'],
  this: 'diesen|dieser|diesem',
  next: 'nächsten|nächster|nächstem|kommenden|kommender',
  nextBehind: NEVER,
  nextWeek: '(?:der )?(?:nächste|nächster|nächsten|kommende|kommender|kommenden) woche(?: am)?',
  nextIsOfNextWeek: false,
  months: [
    ...['januar|jänner', 'februar', 'märz', 'april', 'mai', 'juni'],
    ...['juli', 'august', 'september', 'oktober', 'november', 'dezember'],
  ],
  dateOrder: 'day_first',
  ordinal: '\\.',
  of: 'den',
  periods: [
    ['(?:ende (?:der|dieser) woche|diese woche|dieser woche|wochenende(?= hin))', 'this_week'],
    [
      '(?:(?:anfang|ende|mitte) )?(?:der )?(?:nächste|nächster|nächsten|kommende|kommender|kommenden) woche',
      'next_week',
    ],
    ['wochenende', 'weekend'],
    ['monatsende|ende (?:des|dieses) monats', 'end_of_month'],
  ],

  parts: [
    ['früh|vormittags?|(?<=am )morgen|morgens', 'morning'],
    ['nachmittags?', 'afternoon'],
    ['abends?', 'evening'],
    ['(?:tagesende|ende des (?:arbeits)?tage?s|feierabend|geschäftsschluss|büroschluss|dienstschluss)', 'end_of_day'],
  ],
  todayParts: [
    ['heute (?:früh|vormittag|morgen)', 'morning'],
    ['heute nachmittag', 'afternoon'],
    ['heute abend', 'evening'],
    ['noch heute|heute noch|im laufe des tages', 'end_of_day'],
  ],
  noon: '(?:heute )?mittags?',
  midnight: 'mitternacht',
  at: 'um|bis|gegen|vor|bis spätestens|spätestens um|spätestens|bis um|bis ca\\.|zwischen \\d{1,2} und|zwischen \\d{1,2} uhr und',
  hour: 'uhr',
  hourAfterAt: 'h',
  am: 'uhr (?:morgens|früh|vormittags)',
  pm: 'uhr (?:nachmittags|abends)',
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners: 'um|bis|gegen|am|im|zum|den|dem|der|des|vor|spätestens|noch|bis spätestens|zwischen|so',
  or: 'oder|und|bis',
  refused: '(?:gestern|gestern um|seit|ab|von|vom|nach|für|letzten|letzter|vergangenen|vorigen)(?: dem| der| den)?',
  refusedBehind: 'gestern',
  before: 'vor|vor dem',
}

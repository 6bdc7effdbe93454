import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const ANSWER =
  'risposta|notizie|aggiornament[oi]|chiamata|e-?mail|mail|conferma|soluzione|riscontro|messaggio|preventivo'
const NO_DEED =
  'chiuder|cancell|annuller|addebiter|avr(?:ò|emo) bisogno|(?:sarò|saremo) (?:chius|apert|fuori|assent|in ferie)|potr'

export const ITALIAN: LanguageWords = {
  ours: [
    `(?<!non )(?<!non (?:la|le|ti|vi|lo|ci|mi) )(?!${NO_DEED})\\p{L}+(?:erò|irò|arò|prò|drò|eremo|iremo|aremo|premo|dremo|vrò|vremo)`,
    '(?<!non )(?:la|le|ti|vi|lo) (?:richiamo|chiamo|contatto|ricontatto|rispondo|scrivo|invio|mando|avviso|aggiorno|faccio sapere|richiamiamo|chiamiamo|contattiamo|ricontattiamo|rispondiamo|inviamo|aggiorniamo|facciamo sapere)',
    'ci sentiamo|mi faccio sentire|mi faccio vivo',
    '(?:collega|team|tecnico|operatore|operatrice|responsabile|reparto|specialista|qualcuno|assistenza)(?: \\S+){0,3} (?:la |le |ti |vi )?\\p{L}+(?:erà|irà|arà|eranno|iranno)',
    `(?:riceverà|riceverai|riceverete|avrà|avrai|avrete) (?:\\S+ ){0,4}(?:${ANSWER})`,
    '(?:sarà|saranno|verrà|verranno) (?:\\S+ )?(?:risolt|spedit|inviat|elaborat|rimborsat|corrett|riparat|sostituit|contattat|ripristinat|richiamat)[oaie]',
    "(?:mi|ci) dia|dammi|dacci|datemi|dateci|(?:ho|abbiamo) bisogno di(?= (?:\\d|un'|un |due |mezz))|mi servono|ci servono",
  ],
  theirs: [
    'non (?:\\S+ )?\\S+|per favore|la preghiamo|vi preghiamo|si prega|se|quando|appena|perché|poiché|normalmente|di solito|generalmente|in genere|forse',
    '(?:può|puoi|potete|deve|devi|dovete|ha|hai|avete|aveva|dovrà|potrà|vuole)',
    '(?:risponda|rispondi|invii|invia|ci contatti|contattaci|ci scriva|scrivici|ci chiami|chiamaci|ci faccia|facci|attenda|attendi|riprovi|riprova|riavvii|confermi|conferma entro)',
    'apert[oaie]|chius[oaie]|orari[oa]?|disponibili|richiede|richiedono|ci vogliono|impiega\\p{L}*|scade|arrivat[oaie]|arriverà|consegn\\p{L}+|corriere|banca|pacco',
    '(?:è|sono|era|erano|siamo) (?:stat\\p{L}|apert\\p{L}|chius\\p{L}|\\p{L}+at[oaie])|abbiamo \\p{L}+|era|ieri',
  ],
  and: 'e|ma|poi',

  within:
    'entro|entro le|entro i|tra|fra|in|nelle|nei|in meno di|nel giro di|mi dia|ci dia|dammi|dacci|datemi|dateci|bisogno di|mi servono|ci servono|ogni',
  fromNow: 'al massimo|massimo',
  about: 'circa|le|i|prossime|prossimi|al massimo|massimo|un massimo di|meno di|altri|altre|ancora',
  numbers: {
    ...{ un: 1, una: 1, uno: 1, "un'": 1, "l'": 1, due: 2, tre: 3, quattro: 4, cinque: 5, sei: 6, sette: 7, otto: 8 },
    ...{ dieci: 10, dodici: 12, quindici: 15, venti: 20, ventiquattro: 24, trenta: 30, quarantotto: 48 },
  },
  units: [
    ['giorn[oi] (?:lavorativ[oi]|feriali?)', 'business_day'],
    ['ore lavorative', 'business_hour'],
    ['minut[oi]|min', 'minute'],
    ['or[ae]|h', 'hour'],
    ['giorn[oi]', 'day'],
    ['settiman[ae]', 'week'],
    ['mes[ei]', 'month'],
  ],
  idioms: [
    ["mezz'ora|mezza ora", 30],
    ["(?:un')?ora e mezza", 90],
    ['(?:qualche minuto|pochi minuti|alcuni minuti)', 15],
    ["un paio (?:d'|di )ore", 120],
    ['(?:qualche ora|poche ore|alcune ore)', 180],
    ['un paio di giorni', 2 * 1_440],
    ['(?:qualche giorno|pochi giorni|alcuni giorni)', 3 * 1_440],
  ],

  days: ['oggi', 'domani', 'dopodomani'],
  weekdays: [
    'domenica',
    'lunedì|lunedi',
    'martedì|martedi',
    'mercoledì|mercoledi',
    'giovedì|giovedi',
    'venerdì|venerdi',
    'sabato',
  ],
  this: 'questo|questa',
  next: '(?:il |la )?prossim[oa]',
  nextBehind: 'prossim[oa]',
  nextWeek: '(?:della |la )?(?:prossima settimana|settimana prossima)',
  nextIsOfNextWeek: false,
  months: [
    ...['gennaio', 'febbraio', 'marzo', 'aprile', 'maggio', 'giugno'],
    ...['luglio', 'agosto', 'settembre', 'ottobre', 'novembre', 'dicembre'],
  ],
  dateOrder: 'day_first',
  ordinal: '[°º]',
  of: 'di',
  periods: [
    ['(?:la )?fine (?:della |di questa )?settimana(?! prossima)|questa settimana|in settimana', 'this_week'],
    ['(?:la )?(?:prossima settimana|settimana prossima)', 'next_week'],
    ['(?:il )?(?:fine settimana|weekend)', 'weekend'],
    ['(?:la )?fine (?:del |di questo )?mese', 'end_of_month'],
  ],

  parts: [
    ['(?:la )?mattin(?:a|ata)', 'morning'],
    ['pomeriggio', 'afternoon'],
    ['ser(?:a|ata)', 'evening'],
    ['(?:la )?fine (?:della )?giornata', 'end_of_day'],
  ],
  todayParts: [
    ['stamattina|questa mattina', 'morning'],
    ['questo pomeriggio', 'afternoon'],
    ['stasera|questa sera', 'evening'],
    ['in giornata|oggi stesso', 'end_of_day'],
  ],
  noon: 'mezzogiorno',
  midnight: 'mezzanotte',
  at: '(?:alle|entro le|prima delle|verso le|per le|tra le \\d{1,2} e le|dalle \\d{1,2} alle)(?: ore)?',
  hour: NEVER,
  hourAfterAt: 'ore|h',
  am: 'del mattino|di mattina',
  pm: 'del pomeriggio|di sera',
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners:
    'alle|a|alle ore|entro|entro le|entro il|entro la|prima delle|verso le|il|la|di|del|della|in|nel|nella|al massimo|al più tardi|per le|per|ore',
  or: 'o|e|oppure|a',
  refused:
    '(?:ieri|ieri alle|da|dal|dalle|dopo|dopo le|fino a|fino alle|(?<!prima )di|(?<!prima )del|(?<!prima )della|durante)(?: il| le| la)?',
  refusedBehind: 'ieri|scors[oa]|fa|passat[oa]',
  before: 'prima di|prima del|prima della',
}

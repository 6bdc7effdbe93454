import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const ANSWER =
  'réponse|retour|nouvelles?|mise à jour|appel|mail|e-mail|courriel|message|confirmation|solution|devis|rappel'

export const FRENCH: LanguageWords = {
  ours: [
    "(?:je|j'|nous|on) ?(?:(?:vous|te|le|la|les|lui|leur|y|en|me|nous) |t'|l'|m'){0,2}(?!fermer|clôturer|supprimer|annuler|facturer|débiter|aur(?:ai|ons) besoin|ser(?:ai|ons) (?:fermé|ouvert|absent|en congé|indisponible))\\p{L}+(?:rai|rons)",
    '(?:et|puis|mais) (?:vous |te )?(?!fermer|clôturer)\\p{L}+rons',
    '(?:je vais|nous allons|on va)(?! (?:fermer|clôturer|avoir besoin))',
    '(?:je|on) (?:vous|te) (?:rappelle|recontacte|envoie|réponds?|tien[st] au courant|écris|appelle|fais|donne|confirme|renvoie)',
    'nous vous (?:rappelons|recontactons|envoyons|tenons|répondons|confirmons)|(?:je reviens|nous revenons|on revient) vers',
    "je m'en occupe|nous nous en occupons|on s'en occupe",
    "(?:collègue|équipe|conseiller|conseillère|technicien|technicienne|spécialiste|service|responsable|quelqu'un)s?(?: \\S+){0,2} (?:vous |te )?(?:\\p{L}+(?:ra|ront)|va|vont)",
    `vous (?:recevrez|aurez|obtiendrez) (?:\\S+ ){0,4}(?:de nos |${ANSWER})`,
    'vous serez (?:\\S+ )?(?:contacté|recontacté|rappelé|informé|remboursé)e?s?',
    '(?:sera|seront) (?:\\S+ )?(?:résolu|corrigé|expédié|envoyé|traité|remboursé|réparé|rétabli|remplacé)e?s?',
    "(?:donnez|laissez|accordez)-(?:moi|nous)|il (?:me|nous) faut|(?:j'ai|nous avons) besoin d[e'](?= ?(?:\\d|une? |deux |trois |quelques ))",
  ],
  theirs: [
    "(?:ne|n'\\S+) (?:\\S+ ){0,2}(?:pas|plus|jamais)|pas|merci de|veuillez|si|s'il|lorsque|quand|dès que|une fois|parce que|car|habituellement|généralement|en général|normalement|d'habitude|peut-être",
    'vous (?:pouvez|devez|avez|aviez|devriez|souhaitez|pourrez|devrez|êtes|étiez|disposez)|(?:avez|pouvez|pourriez)-vous',
    '(?:envoyez|répondez|contactez|appelez|réessayez|confirmez|attendez|patientez|redémarrez|rappelez|écrivez|indiquez|renvoyez)(?:-\\S+)?',
    'sommes (?:ouverts|fermés|disponibles|joignables)|ouverte?s?|fermée?s?|horaires|prend|dure|expire|prélevée?s?|livrée?s?|livraison|livreur|transporteur|banque|colis|chronopost|colissimo',
    '(?:a|ont|avons|avez|ai) (?:bien )?(?:été|reçu)|était|étaient|hier|depuis',
  ],
  and: 'et|mais|puis',

  within:
    "dans un délai de|un délai de|dans les|dans|sous|d'ici|en moins de|en|donnez-moi|donnez-nous|laissez-moi|laissez-nous|accordez-moi|il me faut|il nous faut|besoin de|besoin d'|toutes les|au cours des|au plus tard dans",
  fromNow: 'maximum|au plus|au plus tard',
  about: 'environ|à peu près|les|des|prochaines|prochains|au plus|maximum|encore|moins de|quelque',
  numbers: {
    ...{ un: 1, une: 1, "l'": 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, dix: 10, douze: 12 },
    ...{ quinze: 15, vingt: 20, 'vingt-quatre': 24, trente: 30, 'quarante-cinq': 45, 'quarante-huit': 48 },
  },
  units: [
    ['(?:prochains )?jours? (?:ouvrés?|ouvrables?)', 'business_day'],
    ['(?:prochaines )?heures? ouvrées?', 'business_hour'],
    ['(?:prochaines )?minutes?|min|mn', 'minute'],
    ['(?:prochaines )?heures?|h', 'hour'],
    ['(?:prochains )?jours?|j', 'day'],
    ['(?:prochaines )?semaines?', 'week'],
    ['mois', 'month'],
  ],
  idioms: [
    ['(?:une )?demi-heure', 30],
    ['(?:une )?heure et demie', 90],
    ['(?:quelques|les prochaines) minutes', 15],
    ['(?:quelques|les prochaines) heures', 180],
    ['(?:quelques|les prochains) jours', 3 * 1_440],
  ],

  days: ["aujourd'hui", 'demain', 'après-demain|après demain'],
  weekdays: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
  this: 'ce',
  next: '(?:le )?prochain',
  nextBehind: 'prochain',
  nextWeek: '(?:de )?la semaine prochaine',
  nextIsOfNextWeek: false,
  months: [
    ...['janvier', 'février', 'mars', 'avril', 'mai', 'juin'],
    ...['juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  ],
  dateOrder: 'day_first',
  ordinal: 'er',
  of: 'de',
  periods: [
    ['(?:la )?fin de (?:la |cette )?semaine|cette semaine|dans la semaine', 'this_week'],
    ['(?:(?:le )?(?:début|courant) de )?(?:la )?(?:fin de (?:la )?)?semaine prochaine', 'next_week'],
    ['(?:ce )?week-?end', 'weekend'],
    ['(?:la )?fin (?:du|de) mois', 'end_of_month'],
  ],

  parts: [
    ['(?:la )?matin(?:ée)?', 'morning'],
    ['après[- ]midi', 'afternoon'],
    ['soir(?:ée)?', 'evening'],
    ['(?:la )?fin de (?:la )?journée|fermeture(?: des bureaux)?', 'end_of_day'],
  ],
  todayParts: [
    ['ce matin', 'morning'],
    ['cet(?:te)? après[- ]midi', 'afternoon'],
    ['ce soir', 'evening'],
    ['dans la journée', 'end_of_day'],
  ],
  noon: '(?<!après[- ])midi',
  midnight: 'minuit',
  at: "à|avant|vers|d'ici|pour|au plus tard à|entre \\d{1,2} ?h? et",
  hour: NEVER,
  hourAfterAt: 'heures?|h',
  am: 'heures du matin|h du matin|du matin',
  pm: "(?:heures|h) (?:de l'après-midi|du soir)",
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners: "à|avant|vers|d'ici|le|du|de|de l'|l'|en|dans|la|dans la|au plus tard|au|pour|entre",
  or: 'ou|et|à',
  refused: "(?:hier|hier à|depuis|après|de|du|à partir de|à partir du|pendant|dès|jusqu'au|jusqu'à|jusque)(?: le| la)?",
  refusedBehind: 'hier|derniers?|dernière|passé',
  before: 'avant|avant le',
}

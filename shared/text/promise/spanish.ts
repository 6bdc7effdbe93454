import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const ANSWER = 'respuesta|noticias|actualización|llamada|correo|e-?mail|confirmación|solución|mensaje|propuesta'
const NO_DEED =
  'cerrar|eliminar|cancelar|cobrar|necesitar|estar(?:é|emos) (?:cerrad|abiert|fuera|de vacaciones|ausente)|podr'

export const SPANISH: LanguageWords = {
  ours: [
    `(?<!no )(?<!no (?:le|te|les|lo|la|nos|me|os) )(?!${NO_DEED})\\p{L}+(?:aré|eré|iré|dré|aremos|eremos|iremos|dremos)`,
    '(?:voy|vamos) a(?! (?:cerrar|necesitar|eliminar))',
    '(?:le|te|les|os|lo|la) (?:llamo|respondo|escribo|envío|mando|aviso|confirmo|informo|devuelvo|llamamos|respondemos|escribimos|enviamos|avisamos|confirmamos|informamos|contactamos)',
    'me pongo en contacto|nos ponemos en contacto|me comunico|nos comunicamos',
    '(?:compañer[oa]|equipo|colega|agente|técnic[oa]|alguien|departamento|especialista|soporte)s?(?: \\S+){0,3} (?:se )?(?:le |te |les |lo |la )?(?:\\p{L}+(?:ará|erá|irá|drá|arán|erán|irán)|va a)',
    `(?:recibirá|recibirás|tendrá|tendrás|obtendrá) (?:\\S+ ){0,4}(?:${ANSWER})|(?:sabrá|sabrás) de (?:nosotros|mí)`,
    '(?:será|serán) (?:\\S+ )?(?:resuelt|enviad|procesad|reembolsad|solucionad|corregid|reparad|contactad|sustituid)[oa]s?',
    '(?:estará|estarán) (?:\\S+ )?(?:resuelt|solucionad|list|arreglad)[oa]s?|se (?:enviará|procesará|resolverá|solucionará|corregirá)n?',
    '(?:deme|denos|dame|danos|déme|permítame|déjeme|déjame)|(?:necesito|necesitamos)(?= (?:\\d|unos |unas |una? |dos |media ))',
  ],
  theirs: [
    'no (?:\\S+ )?\\S+|por favor|si|cuando|una vez|en cuanto|porque|ya que|normalmente|generalmente|habitualmente|sue\\p{L}+|solemos|quizás?|tal vez',
    '(?:puede|puedes|debe|debes|tiene|tienes|tenía|deberá|deberás|podrá|podrás|quiere|quieres)',
    '(?:envíe|envíenos|envíanos|responda|respóndanos|escríbanos|llámenos|llámanos|avísenos|avísame|díganos|confírmenos|espere|espera|intente|reinicie|indíquenos|contáctenos)',
    'abiert[oa]s?|cerrad[oa]s?|abrimos|cerramos|horario|disponibles|tardan?|demoran?|caduca|vence|llegó|llegará|entrega|entregad[oa]s?|banco|transportista|mensajería|correos|reparto|paquete',
    '(?:ha|han|he|hemos|había) \\p{L}+(?:do|to|cho)|fue|fueron|era|estaba|recibimos|desde|ayer',
  ],
  and: 'y|pero|e',

  within:
    'dentro de|en un plazo de|en el plazo de|un plazo de|en menos de|en|en el transcurso de|antes de|deme|denos|dame|danos|necesito|necesitamos|cada',
  fromNow: 'como máximo|máximo',
  about:
    'unos|unas|aproximadamente|alrededor de|cerca de|las|los|próximas|próximos|siguientes|un máximo de|máximo|como máximo|menos de|otros|otras|más',
  numbers: {
    ...{ un: 1, una: 1, uno: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, diez: 10, doce: 12 },
    ...{ quince: 15, veinte: 20, veinticuatro: 24, treinta: 30, 'cuarenta y ocho': 48 },
  },
  units: [
    ['días? (?:hábiles|hábil|laborables?|laborales)', 'business_day'],
    ['horas? (?:hábiles|laborables)', 'business_hour'],
    ['minutos?|min', 'minute'],
    ['horas?|h|hs', 'hour'],
    ['días?', 'day'],
    ['semanas?', 'week'],
    ['mes(?:es)?', 'month'],
  ],
  idioms: [
    ['media hora', 30],
    ['(?:una )?hora y media', 90],
    ['(?:unos|unos pocos|algunos|pocos) minutos', 15],
    ['un par de horas', 120],
    ['(?:unas|unas pocas|algunas|pocas) horas', 180],
    ['un par de días', 2 * 1_440],
    ['(?:unos|unos pocos|algunos|pocos) días', 3 * 1_440],
  ],

  days: ['hoy', '(?<!(?:la|esta) )mañana', 'pasado mañana'],
  weekdays: ['domingo', 'lunes', 'martes', 'mi[ée]rcoles', 'jueves', 'viernes', 's[áa]bado'],
  this: 'este',
  next: 'pr[óo]ximo',
  nextBehind: 'pr[óo]ximo|que viene|siguiente',
  nextWeek: '(?:de )?la (?:pr[óo]xima semana|semana que viene|semana pr[óo]xima)(?: el)?',
  nextIsOfNextWeek: false,
  months: [
    ...['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio'],
    ...['julio', 'agosto', 'septiembre|setiembre', 'octubre', 'noviembre', 'diciembre'],
  ],
  dateOrder: 'day_first',
  ordinal: 'º',
  of: 'de',
  periods: [
    [
      '(?:el )?(?:final|fin|finales) de (?:la |esta )?semana(?! que viene)|esta semana|en el transcurso de la semana',
      'this_week',
    ],
    ['(?:la )?(?:pr[óo]xima semana|semana que viene|semana pr[óo]xima)', 'next_week'],
    ['(?:el |este )fin de semana', 'weekend'],
    ['(?:final|fin|finales) de(?:l| este)? mes', 'end_of_month'],
  ],

  parts: [
    ['(?:por|de|en) la mañana|a primera hora', 'morning'],
    ['(?:por|de|en|a) la tarde', 'afternoon'],
    ['(?:por|de|en|a) la noche', 'evening'],
    ['(?:el )?(?:final|fin) del? (?:la )?(?:día|jornada)|cierre', 'end_of_day'],
  ],
  todayParts: [
    ['esta (?:misma )?mañana', 'morning'],
    ['esta (?:misma )?tarde', 'afternoon'],
    ['esta (?:misma )?noche', 'evening'],
    ['hoy mismo|a lo largo del día|durante el día', 'end_of_day'],
  ],
  noon: 'mediod[íi]a',
  midnight: 'medianoche',
  at: 'a las?|antes de las?|sobre las?|hacia las?|para las?|entre las \\d{1,2} y las',
  hour: NEVER,
  hourAfterAt: 'horas|h|hs|hrs',
  am: 'a\\.? ?m\\.?|de la mañana',
  pm: 'p\\.? ?m\\.?|de la (?:tarde|noche)',
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners:
    'a|a las?|antes de|antes de las?|antes del|el|la|por|de|del|en|al|para|sobre|sobre las|hacia|como máximo|como muy tarde|a más tardar|entre',
  or: 'o|y|a',
  refused:
    '(?:ayer|ayer a las?|desde|después de|después del|tras|hasta|a partir de|a partir del|(?<!antes )de|(?<!antes )del|durante)(?: el| las?| los)?',
  refusedBehind: 'ayer|pasad[oa]|atrás|anterior',
  before: 'antes de|antes del',
}

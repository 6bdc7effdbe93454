import { CENTRAL_EUROPEAN_ZONES } from './central-european-zones.ts'
import { type LanguageWords, NEVER } from './language.ts'

const ANSWER = 'resposta|retorno|notícias?|atualização|ligação|e-?mail|confirmação|solução|mensagem|contato|posição'
const NO_DEED =
  'fechar|encerrar|cancelar|precisar|cobrar|excluir|estar(?:ei|emos) (?:fechad|fora|abert|de férias|ausente)|poder'

export const PORTUGUESE: LanguageWords = {
  ours: [
    `(?<!não )(?<!não (?:lhe|te|o|a|os|as|nos|me) )(?!${NO_DEED})\\p{L}+(?:arei|erei|irei|orei|aremos|eremos|iremos|oremos)`,
    '(?<!não )(?:vou|vamos)(?! (?:fechar|encerrar|precisar|excluir))',
    '(?:te|lhe|o|a) (?:ligo|respondo|envio|aviso|retorno|mando|informo|ligamos|respondemos|enviamos|avisamos|retornamos)',
    '(?:ligo|retorno|respondo|envio|aviso|retornamos|voltamos|respondemos|enviamos)(?= (?:para|a|até|em|amanhã|ainda|hoje|com|na|no|dentro))|entr(?:o|amos) em contato|dou (?:um )?retorno|damos (?:um )?retorno',
    '(?:colega|equipe|equipa|atendente|técnic[oa]|alguém|especialista|setor|time|suporte)s?(?: \\S+){0,3} (?:lhe |te )?(?:vai|vão|irá|\\p{L}+(?:ará|erá|irá))',
    `(?:receberá|terá|vai receber|vai ter) (?:\\S+ ){0,4}(?:${ANSWER})`,
    '(?:será|serão) (?:\\S+ )?(?:resolvid|enviad|processad|reembolsad|corrigid|consertad|contatad|contactad|substituíd)[oa]s?|(?:estará|estarão) (?:\\S+ )?(?:resolvid|pront|corrigid)[oa]s?',
    '(?:me|nos) dê|dê-(?:me|nos)|me dá|(?:preciso|precisamos) de(?= (?:\\d|uns |umas |uma? |duas |meia ))',
  ],
  theirs: [
    'não (?:\\S+ )?\\S+|por favor|se|quando|caso|assim que|porque|pois|normalmente|geralmente|costum\\p{L}+|talvez',
    '(?:pode|podes|podem|deve|deves|precisa|precisas|tem|tens|tinha|deverá|poderá|quer)',
    '(?:responda|envie|avise|ligue|aguarde|confirme|tente|reinicie|informe|escreva|mande|entre em contato|nos avise|nos informe)',
    'abert[oa]s?|fechad[oa]s?|horário|funciona\\p{L}*|atendemos|disponíveis|leva|levam|demora\\p{L}*|expira|vence|chegou|chegará|entrega|entregue|transportadora|correios|banco|pacote|encomenda',
    'foi|foram|estava|era|tínhamos|recebemos|desde|ontem|já \\p{L}+(?:ei|ou|amos|emos)',
  ],
  and: 'e|mas|porém',

  within:
    'dentro de|em até|em|no prazo de|num prazo de|um prazo de|em menos de|nas|nos|daqui a|me dê|nos dê|dê-me|dê-nos|preciso de|precisamos de|a cada',
  fromNow: 'no máximo',
  about: 'cerca de|aproximadamente|uns|umas|mais ou menos|as|os|próximas|próximos|no máximo|menos de|até|mais',
  numbers: {
    ...{ um: 1, uma: 1, dois: 2, duas: 2, três: 3, quatro: 4, cinco: 5, seis: 6, sete: 7, oito: 8, dez: 10, doze: 12 },
    ...{ quinze: 15, vinte: 20, 'vinte e quatro': 24, trinta: 30, 'quarenta e oito': 48 },
  },
  units: [
    ['dias? (?:úteis|útil)', 'business_day'],
    ['horas? úteis', 'business_hour'],
    ['minutos?|min', 'minute'],
    ['horas?|h|hs', 'hour'],
    ['dias?', 'day'],
    ['semanas?', 'week'],
    ['m[êe]s(?:es)?', 'month'],
  ],
  idioms: [
    ['meia hora', 30],
    ['(?:uma )?hora e meia', 90],
    ['(?:alguns|poucos|uns|instantes e) minutos|minutinhos', 15],
    ['(?:algumas|poucas|umas) horas', 180],
    ['(?:alguns|poucos|uns) dias', 3 * 1_440],
  ],

  days: ['hoje', 'amanhã', 'depois de amanhã'],
  weekdays: [
    'domingo',
    'segunda(?:-feira)?(?! (?:via|vez|parcela|tentativa|opção))',
    'terça(?:-feira)?',
    'quarta(?:-feira)?',
    'quinta(?:-feira)?',
    'sexta(?:-feira)?',
    's[áa]bado',
  ],
  this: 'esta|nesta|este|neste',
  next: 'pr[óo]xim[oa]',
  nextBehind: 'pr[óo]xim[oa]|que vem',
  nextWeek: '(?:da |na )?(?:pr[óo]xima semana|semana que vem)(?: na)?',
  nextIsOfNextWeek: false,
  months: [
    ...['janeiro', 'fevereiro', 'março', 'abril', 'maio', 'junho'],
    ...['julho', 'agosto', 'setembro', 'outubro', 'novembro', 'dezembro'],
  ],
  dateOrder: 'day_first',
  ordinal: 'º',
  of: 'de',
  periods: [
    ['(?:o )?(?:final|fim) d(?:a|esta) semana|esta semana|nesta semana', 'this_week'],
    ['(?:pr[óo]xima semana|semana que vem)', 'next_week'],
    ['(?:o )?(?:fim|final) de semana', 'weekend'],
    ['(?:o )?(?:fim|final) d(?:o|este) mês', 'end_of_month'],
  ],

  parts: [
    ['(?:de |pela |da )?manhã', 'morning'],
    ['(?:à |de |pela |da )?(?<!mais )tarde', 'afternoon'],
    ['(?:à |de |pela |da )noite', 'evening'],
    ['(?:o )?(?:fim|final) do (?:dia|expediente)', 'end_of_day'],
  ],
  todayParts: [
    ['hoje (?:de|pela) manhã|esta manhã', 'morning'],
    ['hoje (?:à|de|pela) tarde|esta tarde', 'afternoon'],
    ['hoje à noite|esta noite', 'evening'],
    ['ainda hoje|hoje mesmo|ao longo do dia', 'end_of_day'],
  ],
  noon: 'meio-dia|meio dia',
  midnight: 'meia-noite',
  at: '(?:até )?[àa]s|antes das?|por volta das?|entre (?:as )?\\d{1,2} ?h? e(?: as)?',
  hour: NEVER,
  hourAfterAt: 'horas|h|hs|hrs',
  am: 'da manhã|horas da manhã',
  pm: 'da (?:tarde|noite)|horas da (?:tarde|noite)',
  zones: CENTRAL_EUROPEAN_ZONES,

  joiners: 'às?|ao|até|até às?|até as|antes de|antes das|na|no|em|da|de|do|pela|o|a|dia|por volta das|no máximo|entre',
  or: 'ou|e|a',
  refused:
    '(?:ontem|ontem às|desde|depois de|depois da|depois do|após|a partir de|a partir da|(?<!antes )de|(?<!antes )da|(?<!antes )do|durante)(?: as?| os?)?',
  refusedBehind: 'ontem|passad[oa]|atrás|anterior',
  before: 'antes de|antes da|antes do',
}

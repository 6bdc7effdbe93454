import { phrases } from './phrases.ts'
import type { Sentence } from './readable.ts'

/** Words that speak of giving money: they stand for a promise unless the sentence is plainly none. */
const GIVING = phrases(
  `refund*, reimburs*, compensat*, discount*, voucher*, coupon*, rebate*, cashback, cash back, money back, goodwill, gift card*,
   store credit*, credit note*, chargeback*, price reduction, promo code*, free month*, month* free, months for free, on the house, per cent off, percent off`,
  `erstatt*, rückerstatt*, zurückerstatt*, rückzahl*, zurückzahl*, rabatt*, gutschein*, gutschrift*, gutschreib*, gutgeschrieben, kulanz*, entschädig*,
   preisnachlass*, nachlass, schadenersatz*, schadensersatz*, geld zurück, vergütung*, vergüten`,
  `rembours*, indemnis*, dédommag*, remise de, une remise, remises, réduction, réductions, bon d'achat, bons d'achat, avoir de, un avoir, geste commercial, code promo, ristourne*`,
  `reembols*, devolución de, devolveremos, devolver el dinero, devolver su dinero, compensación*, compensarle*, compensaremos, descuento*, cupón*, vale de, indemniz*, bonificación*`,
  `rimbors*, risarc*, indennizz*, sconto, sconti, scontat*, buono di, buono sconto, buoni, accredit*, compensazion*`,
  `reembols*, indeniz*, desconto*, compensação*, compensaremos, cupom*, cupão*, vale de, ressarc*, estorn*, devolveremos`,
  `terugbetal*, terugbetaald*, terugstort*, restitutie*, vergoed*, korting*, tegoedbon*, waardebon*, compensatie*, compenseren, geld terug, creditnota*`,
)
/** Words that do so only where we say what we or they will do. */
const PERHAPS_GIVING = phrases(
  `credit*, free of charge, for free, waive*, waiving, pay you, pay back, paid back, cover the cost*, cover your cost*, cover all cost*, no charge, not charge, not be charged, on us, money, make it up to you`,
  `kostenlos*, kostenfrei*, gratis, gebühr*, übernehmen _ kosten, kosten übernehmen, überweis*, geld, bezahlen ihnen`,
  `gratuit*, offrons, offert*, offerte, prenons en charge, crédit*, créditer*, virement, argent`,
  `gratis, gratuit*, abon*, abonaremos, dinero, sin coste, sin costo, crédito*, transferiremos`,
  `gratis, gratuit*, omaggio, credito, denaro, senza costi, bonifico`,
  `grátis, gratuit*, crédito*, dinheiro, sem custo*, isent*, transferência`,
  `gratis, kosteloos, krediet, geld, overmaken, kwijtschelden`,
)
const COMMITMENT = phrases(
  `we will, we'll, we are going to, we're going to, we would, we'd, we can, we have, we've, we are giving, we're giving, i am giving, i'm giving, i will, i'll, i have, i've, i can, i would, i'd, let me, you will, you'll, you get, you receive, you are entitled, you're entitled,
   your refund is, has been, have been, is approved, will be, guarantee*, promise*, happy to, glad to, well give you, well refund`,
  `wir werden, wir erstatten, wir geben, wir schenken, wir übernehmen, wir haben, wir können ihnen, wir zahlen, wir überweisen, wir schreiben, ich werde, ich erstatte, ich habe, ich gebe, ich schreibe, sie erhalten, sie bekommen, sie kriegen, du erhältst, du bekommst, wird ihnen, werden ihnen, wurde, garantier*, versprech*, gerne`,
  `nous allons, nous vous, je vous, je vais, vous recevrez, vous allez recevoir, vous bénéficiez, sera, seront, a été, garanti*, promet*`,
  `le vamos, vamos a, le daremos, le ofrec*, te daremos, te ofrec*, voy a, recibirá, recibirás, será, ha sido, garantiz*, promet*, abonaremos, transferiremos`,
  `le daremo, ti daremo, vi daremo, le offr*, ti offr*, provvederemo, riceverà, riceverai, sarà, è stato, garant*, promett*`,
  `vamos, iremos, vou, oferecemos, daremos, receberá, você recebe, será, foi, garant*, promet*`,
  `wij zullen, we zullen, wij geven, we geven, wij betalen, we betalen, ik zal, ik geef, u krijgt, u ontvangt, je krijgt, je ontvangt, wordt, is goedgekeurd, garand*, beloof*, beloven`,
)
/** Speaks about such money and gives none: where to ask, where it is written, that there is none. Only where nothing is committed to. */
const HARMLESS = phrases(
  `refund polic*, refund page, refund form, refund request*, refund status, refunds page, non refundable, returns and refunds, refunds and returns, discount code field, coupon field, coupon code field, promo code field, discount field,
   request a refund, request _ refund, ask for a refund, ask _ for a refund, apply for a refund, asking for a refund, about refunds, about a refund, about your refund, no refund*, no discount*, not offer _ refund*, cannot offer _ discount*, cannot refund,
   enter _ coupon, enter _ coupon code, enter _ discount code, enter _ voucher code, apply a coupon, remove _ coupon, redeem _ voucher, redeem _ coupon, redeem _ gift card*, compensate for, noise compensation, exposure compensation, lens compensation`,
  `rückgabe und erstattung, erstattung beantragen, eine erstattung beantragen, rückerstattung beantragen, eine rückerstattung beantragen, erstattungsantrag, erstattungsrichtlinie*, rückerstattungsrichtlinie*, gutscheincode eingeben, gutschein einlösen, gutscheincode, rabattcode eingeben, keine erstattung, keine rückerstattung, keinen rabatt, gutscheinfeld`,
  `demander un remboursement, politique de remboursement, demande de remboursement, aucun remboursement, pas de remboursement, pas de remise, saisissez _ code promo, saisir _ code promo`,
  `solicitar un reembolso, pedir un reembolso, política de reembolso*, solicitud de reembolso, sin reembolso, no hay reembolso*, introduzca _ cupón, introducir _ cupón, código de descuento`,
  `richiedere un rimborso, chiedere un rimborso, politica di rimborso, richiesta di rimborso, nessun rimborso, inserire _ codice sconto, codice sconto`,
  `solicitar um reembolso, pedir um reembolso, política de reembolso*, pedido de reembolso, nenhum reembolso, sem reembolso, código de desconto, inserir _ cupom`,
  `terugbetaling aanvragen, een terugbetaling aanvragen, retourbeleid, terugbetalingsbeleid, geen terugbetaling, geen korting, kortingscode invullen, kortingscode invoeren`,
)
/** An amount with its currency, either side; amounts of money are a person's to name. */
const AMOUNT =
  /(?:(?:[€£$¥₹₽₺₩¢]|(?<![a-z])(?:eur|usd|gbp|chf|aud|cad|brl|r\$|sek|nok|dkk|pln|inr|jpy))\s{0,2}\d[\d., ']{0,14}\d?|\d[\d.,']{0,14}(?:\s|-){0,2}(?:[€£$¥₹₽₺₩¢]|(?:eur|euros?|usd|dollars?|bucks|gbp|pounds?|quid|chf|franken|francs?|cents?|brl|reais|real|sek|nok|dkk|kronor|pln|zloty|inr|rupees?|jpy|yen|aud|cad|livres?|libras?|dolares|dollari|sterline|pfund|pond)(?![a-z])))/g
const SHARE =
  /\d\s?%\s{0,2}(?:off|less|cheaper|discount|rabatt|nachlass|gunstiger|guenstiger|de (?:remise|reduction|descuento|desconto)|di sconto|korting)(?![a-z])/g
const SPELT_AMOUNT = phrases(
  ['one', 'two', 'three', 'five', 'ten', 'fifteen', 'twenty', 'thirty', 'forty', 'fifty', 'hundred', 'thousand']
    .flatMap((number) => ['euro', 'euros', 'dollars', 'pounds', 'bucks'].map((unit) => `${number} ${unit}`))
    .join(),
  [
    'zehn',
    'zwanzig',
    'dreißig',
    'fünfzig',
    'hundert',
    'tausend',
    'dix',
    'vingt',
    'cinquante',
    'cent',
    'diez',
    'veinte',
    'cincuenta',
    'cien',
    'dieci',
    'venti',
    'cinquanta',
    'cento',
    'dez',
    'vinte',
    'cinquenta',
    'tien',
    'twintig',
    'vijftig',
    'honderd',
  ]
    .map((number) => `${number} euro, ${number} euros`)
    .join(),
)

export type Found = { readonly from: number; readonly length: number }

/** The first words of a sentence that give money away; null: none do. */
export function moneyIn({ text }: Sentence): Found | null {
  const amount = first(AMOUNT, text) ?? first(SHARE, text) ?? first(SPELT_AMOUNT, text)
  if (amount !== null) return amount
  const committed = first(COMMITMENT, text) !== null
  const told = committed ? text : text.replace(HARMLESS, (harmless) => ' '.repeat(harmless.length))
  const giving = first(GIVING, told)
  if (giving !== null) return giving
  return committed ? first(PERHAPS_GIVING, text) : null
}

export function first(pattern: RegExp, text: string): Found | null {
  pattern.lastIndex = 0
  const match = pattern.exec(text)
  return match === null ? null : { from: match.index, length: match[0].length }
}

/**
 * Autonomy: replies of one intent may be approved by the policy instead of a person, once people have graded enough of them
 * and hardly ever found fault, and only until they find one. What it has earned is counted here; nothing is remembered of the
 * texts.
 */
import type { Grades } from './approval.ts'

/** Fewer graded replies prove nothing, whatever their grades. */
export const FEWEST_GRADED = 50
/** Only the newest so many count: what was true last year need not be. */
export const WINDOW = 200
/** A grade for policy as low as this takes autonomy away at once. */
export const DEMOTING_GRADE = 2
/** Grades from here on are good. */
const GOOD_FROM = 4
/** Of the Wilson score: the bound lies below the true share in 97.5 of 100 cases. */
const Z = 1.96

/** What people made of the replies of one intent since autonomy was last lost. */
export type Track = {
  readonly intent: string
  /** `+` good, `-` not, oldest first; the newest `WINDOW`. */
  readonly graded: string
  /** How often it was lost, and when last. */
  readonly demotions: number
  readonly demotedAtMs: number | null
}

export type Judged = {
  readonly grades: Pick<Grades, 'tone' | 'accuracy' | 'policy'>
  /** Whoever approved it wrote it anew, in part or all of it. */
  readonly edited: boolean
  readonly atMs: number
}

export const newTrack = (intent: string): Track => ({ intent, graded: '', demotions: 0, demotedAtMs: null })

/** One more graded reply. Each must be given once. */
export function judged(track: Track, { grades, edited, atMs }: Judged): Track {
  if (grades.policy <= DEMOTING_GRADE) {
    return { ...track, graded: '', demotions: track.demotions + 1, demotedAtMs: Math.max(atMs, track.demotedAtMs ?? 0) }
  }
  const isGood = !edited && Math.min(grades.tone, grades.accuracy, grades.policy) >= GOOD_FROM
  return { ...track, graded: (track.graded + (isGood ? '+' : '-')).slice(-WINDOW) }
}

export type Standing = {
  readonly graded: number
  readonly good: number /** Of the share of good ones. */
  readonly lowerBound: number
}

export function standingOf({ graded }: Pick<Track, 'graded'>): Standing {
  const good = graded.split('+').length - 1
  return { graded: graded.length, good, lowerBound: wilsonLowerBound(good, graded.length) }
}

/** Wilson's score interval: right for shares near 1 and for small numbers, where the plain formula is sure of everything. */
export function wilsonLowerBound(good: number, of: number): number {
  if (of === 0) return 0
  const share = good / of
  const z2 = Z * Z
  const centre = share + z2 / (2 * of)
  const spread = Z * Math.sqrt((share * (1 - share) + z2 / (4 * of)) / of)
  return Math.max(0, (centre - spread) / (1 + z2 / of))
}

/** What a policy document says of one intent. */
export type AutonomyTerms = {
  readonly intent: string
  /** What the lower bound of the share of good replies must be above, 0.8 to 0.99. */
  readonly above: number
}

export type Asks = {
  readonly intent: string | null
  readonly risk: 'low' | 'medium' | 'high'
  readonly blocks: readonly unknown[]
  /** Categories of words that were found in the customer's messages, such as `legal`. */
  readonly flagged: readonly string[]
}

export const WHY_NOT_ALONE = [
  'not_allowed',
  'never_allowed',
  'blocked',
  'risky',
  'flagged',
  'too_few_graded',
  'below_the_bar',
] as const
export type WhyNotAlone = (typeof WHY_NOT_ALONE)[number]

/** Why a policy approved it: what its receipt says. */
export type AutonomyReceipt = AutonomyTerms & Standing & { readonly demotions: number; readonly method: 'wilson_97.5' }

export type Alone =
  | { readonly kind: 'alone'; readonly receipt: AutonomyReceipt }
  | { readonly kind: 'person'; readonly why: WhyNotAlone; readonly standing: Standing | null }

/** Whether the policy may approve this by itself. Everything that is not clear is a person's. */
export function mayActAlone(asks: Asks, terms: readonly AutonomyTerms[], track: Track | undefined): Alone {
  const { intent } = asks
  const term = terms.find((one) => one.intent === intent)
  if (intent === null || term === undefined) return person('not_allowed')
  if (isNeverAlone(intent)) return person('never_allowed')
  if (asks.blocks.length > 0) return person('blocked')
  if (asks.risk !== 'low') return person('risky')
  if (asks.flagged.length > 0) return person('flagged')
  const standing = standingOf(track ?? newTrack(intent))
  if (standing.graded < FEWEST_GRADED) return person('too_few_graded', standing)
  if (!(standing.lowerBound > term.above)) return person('below_the_bar', standing)
  return { kind: 'alone', receipt: { ...term, ...standing, demotions: track?.demotions ?? 0, method: 'wilson_97.5' } }
}

const person = (why: WhyNotAlone, standing: Standing | null = null): Alone => ({ kind: 'person', why, standing })

/** Parts of names of intents that are about money or the law, in the languages we read. No document allows these. */
const MONEY_OR_LAW =
  /refund|reimburs|compensat|discount|voucher|coupon|credit|payment|billing|bill(?![a-z])|invoice|charge|price|pricing|money|debt|dunning|fee(?![a-z])|tax|cancel|terminat|withdraw|chargeback|legal|law(?![a-z])|lawyer|attorney|court|sue(?![a-z])|liab|warrant|gdpr|privacy|complain|contract|erstatt|rabatt|gutschein|zahlung|rechnung|geld|gebuehr|gebühr|mahnung|kuendig|kündig|widerruf|recht|anwalt|gericht|haftung|garantie|gewaehr|gewähr|vertrag|beschwerde|rembours|remise|paiement|facture|argent|juridi|avocat|plainte|resili|résili|reembols|descuento|pago|factura|dinero|abogad|demanda|queja|rimbors|sconto|pagament|fattura|denaro|avvocat|reclamo|desconto|fatura|dinheiro|advogad|terugbetal|korting|betaling|factuur|geld|juridisch|advocaat|klacht/

export const isNeverAlone = (intent: string): boolean => MONEY_OR_LAW.test(intent.normalize('NFKC').toLowerCase())

/** Of autonomous replies, which a person looks at after they were sent: one in so many, told by a digest of the id. */
export const isSampled = (digestHex: string, oneIn: number): boolean =>
  oneIn <= 1 || Number.parseInt(digestHex.slice(0, 8), 16) % oneIn === 0

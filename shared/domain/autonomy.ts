/**
 * Autonomy: replies of one writer about one intent may be approved by the policy instead of a person, once people have graded
 * enough of them and hardly ever found fault, and only until they find one. What was graded: autonomy-track.ts.
 */
import { type Standing, standingOf, type Track, type TrackKey, WINDOW, wilsonLowerBound } from './autonomy-track.ts'

/** Fewer graded replies prove nothing, whatever their grades. */
export const FEWEST_GRADED = 50

/** What a policy document says of one intent. */
export type AutonomyTerms = {
  readonly intent: string
  /** What the lower bound of the share of good replies must be above, 0.8 to 0.99. */
  readonly above: number
}
export type AutonomyRules = {
  /** None: a person approves everything. */
  readonly intents: readonly AutonomyTerms[]
  /** Of what could be sent alone, one in so many is kept for a person: 1 is all of it. */
  readonly sampleOneIn: number
}

export type Asks = {
  readonly intent: string | null
  /** What the conversation is about, whatever the writer says: by the account's classifier, and by its labels. */
  readonly about: readonly string[]
  /** Null: nobody whose drafts are ever sent alone. */
  readonly writer: string | null
  readonly risk: 'low' | 'medium' | 'high'
  readonly blocks: readonly unknown[]
  /** Categories of words that were found in the customer's messages, such as `legal`. */
  readonly flagged: readonly string[]
  /** A person has answered since, be it with one word. */
  readonly answered: boolean
  /** By which the sample is drawn: hexadecimal digits that the writer cannot choose. */
  readonly digestHex: string
}

export const WHY_NOT_ALONE = [
  'not_allowed',
  'never_allowed',
  'blocked',
  'risky',
  'flagged',
  'answered',
  'too_few_graded',
  'below_the_bar',
  'sampled',
] as const
export type WhyNotAlone = (typeof WHY_NOT_ALONE)[number]

/** Why a policy approved it: stands on the approval for good. */
export type AutonomyReceipt = AutonomyTerms &
  Standing & {
    readonly writer: string
    /** The document, as it was in force: `drafts@3`. */
    readonly policy: string
    /** Of the track that was counted. */
    readonly trackRevision: number
    /** When autonomy was lost before; null: never. */
    readonly lostAtMs: number | null
    readonly method: 'wilson_97.5'
  }

export type Alone =
  | { readonly kind: 'alone'; readonly receipt: AutonomyReceipt }
  | { readonly kind: 'person'; readonly why: WhyNotAlone; readonly standing: Standing | null }

/** Whether the policy may approve this by itself. Everything that is not clear is a person's. */
export function mayActAlone(
  asks: Asks,
  { rules, policy }: { readonly rules: AutonomyRules; readonly policy: string },
  track: Track | undefined,
): Alone {
  const { intent, about, writer } = asks
  const term = rules.intents.find((one) => one.intent === intent)
  if (intent === null || term === undefined || writer === null) return person('not_allowed')
  if ([intent, ...about].some(isNeverAlone)) return person('never_allowed')
  if (asks.blocks.length > 0) return person('blocked')
  if (asks.risk !== 'low') return person('risky')
  if (asks.flagged.length > 0) return person('flagged')
  if (asks.answered) return person('answered')
  const standing = standingOf(track)
  const short = whyShort(standing, term)
  if (short !== null) return person(short, standing)
  if (isSampled(asks.digestHex, rules.sampleOneIn)) return person('sampled', standing)
  const { revision = 0, lost = null } = track ?? {}
  const by = { writer, policy, trackRevision: revision, lostAtMs: lost?.atMs ?? null }
  return { kind: 'alone', receipt: { ...term, ...standing, ...by, method: 'wilson_97.5' } }
}

/** Whether what has been graded carries it; null: it does. */
export function whyShort(
  { graded, lowerBound }: Standing,
  { above }: Pick<AutonomyTerms, 'above'>,
): Extract<WhyNotAlone, 'too_few_graded' | 'below_the_bar'> | null {
  if (graded < FEWEST_GRADED) return 'too_few_graded'
  return lowerBound > above ? null : 'below_the_bar'
}

/** Whether the receipt is still true of what has been graded by now: asked right before sending. */
export const stillHolds = (receipt: AutonomyReceipt, track: Track | undefined): boolean =>
  (track?.lost?.atMs ?? null) === receipt.lostAtMs && whyShort(standingOf(track), receipt) === null

const person = (why: WhyNotAlone, standing: Standing | null = null): Alone => ({ kind: 'person', why, standing })

/** Parts of names of intents that are about money or the law, in the languages we read. No document allows these. */
const MONEY_OR_LAW =
  /refund|reimburs|compensat|discount|voucher|coupon|credit|payment|billing|bill(?![a-z])|invoice|charge|price|pricing|money|debt|dunning|fee(?![a-z])|tax|cancel|terminat|withdraw|chargeback|legal|law(?![a-z])|lawyer|attorney|court|sue(?![a-z])|liab|warrant|gdpr|privacy|complain|contract|erstatt|rabatt|gutschein|zahlung|rechnung|geld|gebuehr|gebühr|mahnung|kuendig|kündig|widerruf|recht|anwalt|gericht|haftung|garantie|gewaehr|gewähr|vertrag|beschwerde|rembours|remise|paiement|facture|argent|juridi|avocat|plainte|resili|résili|reembols|descuento|pago|factura|dinero|abogad|demanda|queja|rimbors|sconto|pagament|fattura|denaro|avvocat|reclamo|desconto|fatura|dinheiro|advogad|terugbetal|korting|betaling|factuur|geld|juridisch|advocaat|klacht/

export const isNeverAlone = (intent: string): boolean => MONEY_OR_LAW.test(intent.normalize('NFKC').toLowerCase())

/** One in so many, told by a digest. */
export const isSampled = (digestHex: string, oneIn: number): boolean =>
  oneIn <= 1 || Number.parseInt(digestHex.slice(0, 8), 16) % oneIn === 0

/** How one writer stands with one intent, as people are shown it. */
export type AutonomyStanding = TrackKey &
  Standing & {
    /** Null: the document does not name the intent. */
    readonly above: number | null
    /** The next draft is approved by the policy, if nothing of its own speaks against it. */
    readonly mayActAlone: boolean
    readonly why: Extract<WhyNotAlone, 'not_allowed' | 'never_allowed' | 'too_few_graded' | 'below_the_bar'> | null
    /** Good replies without a bad one after which it would; 0: it does. Null: more than are counted, or never. */
    readonly goodNeeded: number | null
    readonly actsSinceMs: number | null
    /** The newest low grade for policy: which reply, and when. */
    readonly lost: Track['lost']
  }

export function autonomyStanding(track: Track, { intents }: Pick<AutonomyRules, 'intents'>): AutonomyStanding {
  const { intent, writer, lost, actsSinceMs } = track
  const standing = standingOf(track)
  const term = intents.find((one) => one.intent === intent)
  const why = isNeverAlone(intent) ? 'never_allowed' : term === undefined ? 'not_allowed' : whyShort(standing, term)
  return {
    ...{ intent, writer, ...standing, above: term?.above ?? null },
    ...{ mayActAlone: why === null, why, goodNeeded: term === undefined ? null : goodNeeded(standing, term) },
    ...{ actsSinceMs, lost },
  }
}

function goodNeeded({ graded, good, rejected }: Standing, { intent, above }: AutonomyTerms): number | null {
  if (isNeverAlone(intent)) return null
  for (let more = 0; more <= WINDOW; more += 1) {
    const lowerBound = wilsonLowerBound(good + more, graded + rejected + more)
    if (whyShort({ graded: graded + more, good: good + more, rejected, lowerBound }, { above }) === null) return more
  }
  return null
}

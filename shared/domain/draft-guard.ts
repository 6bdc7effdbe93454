/** What keeps a draft from a customer before a person has even looked: it is blocked, with the words it is about. */
import { admissionIn, legalIn } from './guard/law.ts'
import { linkProblems, normalUrl } from './guard/links.ts'
import { type Found, moneyIn } from './guard/money.ts'
import { type Readable, readable, type Sentence, sentencesOf, unmasked } from './guard/readable.ts'
import { emailValue, findReferences, isSameReference, numberValue } from './guard/references.ts'
import { residueIn } from './guard/residue.ts'
import { masked, secretIn } from './guard/secrets.ts'

export { referencesIn } from './guard/references.ts'

/** Why a draft may not go to a customer as it stands. */
export type Block = {
  readonly code: BlockCode
  /** What in the draft it is about, at most `EXCERPT_LENGTH` characters of it; null: something is missing. Never a whole secret. */
  readonly excerpt: string | null
}

export const BLOCK_CODES = [
  'promises_money',
  'legal',
  'admits_liability',
  'other_customers_data',
  'unknown_link',
  'disguised_link',
  'secret',
  'injection_residue',
  'no_evidence',
  'no_rollback',
  'empty',
  'too_long',
] as const
export type BlockCode = (typeof BLOCK_CODES)[number]

export const EXCERPT_LENGTH = 120
/** Longer is no answer to read on a phone; Chatwoot would take 150,000. */
export const DRAFT_LONGEST = 4_000

/** What the guard looks at; a `DraftProposal` has it all, and so has an approval. */
export type Guarded = {
  readonly text: string
  readonly evidence: readonly { readonly kind: string; readonly url: string | null }[]
  readonly rollback: string
}

/** What may stand in an answer to this customer. Whatever is not listed is taken for a stranger's. */
export type Known = {
  /** Addresses of the account's published articles. */
  readonly articleUrls: readonly string[]
  readonly contactEmails: readonly string[]
  readonly contactPhones: readonly string[]
  /** E-mail addresses, telephone and order numbers that this conversation has had already, as `referencesIn` finds them. */
  readonly references: readonly string[]
}

/** Everything that speaks against sending this, in the order of `BLOCK_CODES`, each code once; empty: nothing. */
export function guardDraft(draft: Guarded, known: Known): readonly Block[] {
  // What is longer is blocked anyway; the rest of it is not worth the time.
  const text = draft.text.slice(0, 2 * DRAFT_LONGEST)
  const blocks = [
    ...wordBlocks(text),
    ...referenceBlocks(text, known),
    ...linkBlocks(draft, text, known),
    ...formBlocks(draft),
  ]
  return BLOCK_CODES.flatMap((code) => blocks.find((block) => block.code === code) ?? [])
}

function wordBlocks(text: string): Block[] {
  const plain = readable(text)
  const blocks: Block[] = []
  const add = (code: BlockCode, found: Found | null, { at }: Readable): void => {
    if (found !== null) blocks.push({ code, excerpt: excerptOf(text, at, found) })
  }
  for (const read of [plain, unmasked(plain)]) {
    for (const sentence of sentencesOf(read)) {
      add('promises_money', placed(moneyIn(sentence), sentence), read)
      add('legal', placed(legalIn(sentence), sentence), read)
      add('admits_liability', placed(admissionIn(sentence), sentence), read)
    }
    add('injection_residue', residueIn(read), read)
  }
  const secret = secretIn(text)
  if (secret !== null)
    blocks.push({ code: 'secret', excerpt: masked(text.slice(secret.from, secret.from + secret.length)) })
  return blocks
}

const placed = (found: Found | null, { from }: Sentence): Found | null =>
  found === null ? null : { from: found.from + from, length: found.length }

function referenceBlocks(text: string, known: Known): Block[] {
  const own = [...known.contactEmails.map(emailValue), ...known.contactPhones.map(numberValue), ...known.references]
  const addresses = known.articleUrls.map((url) => url.toLowerCase())
  return findReferences(text)
    .filter(({ value }) => !own.some((one) => isSameReference(value, one)))
    .filter(({ from, length }) => !addresses.some((url) => isWithin(text, { from, length }, url)))
    .map(({ from, length }) => ({
      code: 'other_customers_data',
      excerpt: text.slice(from, from + length).slice(0, EXCERPT_LENGTH),
    }))
}

/** Numbers of an article's address are the article's. */
function isWithin(text: string, { from, length }: Found, url: string): boolean {
  const lower = text.toLowerCase()
  for (let start = lower.indexOf(url); start !== -1; start = lower.indexOf(url, start + 1))
    if (start <= from && from + length <= start + url.length) return true
  return false
}

function linkBlocks(draft: Guarded, text: string, known: Known): Block[] {
  const contacts = new Set([...known.contactEmails, ...known.references].map(emailValue))
  const own = (written: string): boolean => /^mailto:/i.test(written) && contacts.has(emailValue(written.slice(7)))
  const inText = linkProblems(text, known.articleUrls)
    .filter(({ written }) => !own(written))
    .map(({ code, written }): Block => ({ code, excerpt: written.slice(0, EXCERPT_LENGTH) }))
  const articles = new Set(known.articleUrls.map(normalUrl))
  const made = draft.evidence.find(
    ({ kind, url }) => kind === 'article' && url !== null && !articles.has(normalUrl(url)),
  )
  return made === undefined
    ? inText
    : [...inText, { code: 'unknown_link', excerpt: (made.url ?? '').slice(0, EXCERPT_LENGTH) }]
}

function formBlocks({ text, evidence, rollback }: Guarded): Block[] {
  const blocks: Block[] = []
  if (evidence.length === 0) blocks.push({ code: 'no_evidence', excerpt: null })
  if (rollback.trim() === '') blocks.push({ code: 'no_rollback', excerpt: null })
  if (!/[\p{L}\p{N}]/u.test(readable(text).text)) blocks.push({ code: 'empty', excerpt: null })
  if (text.length > DRAFT_LONGEST) blocks.push({ code: 'too_long', excerpt: null })
  return blocks
}

/** The words with a little around them, from the draft as it was written. */
function excerptOf(text: string, at: readonly number[], { from, length }: Found): string {
  const start = at[from] ?? 0
  const end = (at[from + length - 1] ?? start) + 1
  const room = Math.max(0, EXCERPT_LENGTH - (end - start))
  const first = Math.max(0, start - Math.floor(room / 2))
  return text
    .slice(first, first + EXCERPT_LENGTH)
    .replace(/\s+/g, ' ')
    .trim()
}

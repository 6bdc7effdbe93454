/**
 * What people made of the replies of one writer about one intent. The same judgements give the same track in whatever
 * order they come, and one that comes twice counts once; nothing is remembered of the texts.
 */
import type { Approval, Grades } from './approval.ts'
import { compareText } from './canonical.ts'
import type { DraftSource } from './draft-proposal.ts'

/** Only the newest so many count: what was true last year need not be. */
export const WINDOW = 200
/** A grade for policy as low as this takes autonomy away at once. */
export const DEMOTING_GRADE = 2
/** Grades from here on are good. */
const GOOD_FROM = 4
/** Of the Wilson score: the bound lies below the true share in 97.5 of 100 cases. */
const Z = 1.96

/** From what speaks least against a writer to what speaks most. */
export const MARKS = ['good', 'faulty', 'rejected', 'demoting'] as const
export type Mark = (typeof MARKS)[number]

export type Judgement = {
  /** Of the reply that was judged: conversation and approval, `1042/own-5f1c`. */
  readonly id: string
  /** When it was graded or rejected. */
  readonly atMs: number
  readonly mark: Mark
}

export type TrackKey = {
  readonly intent: string
  /** `writerOf` its drafts. */
  readonly writer: string
}
export type Track = TrackKey & {
  /** Oldest first, the newest `WINDOW`. */
  readonly judgements: readonly Judgement[]
  /** The newest low grade for policy. Nothing that was judged until then counts any more. */
  readonly lost: Pick<Judgement, 'id' | 'atMs'> | null
  /** Since when policies approve by it; null: they do not, or not since it was last lost. */
  readonly actsSinceMs: number | null
  /** Counts its writes. */
  readonly revision: number
}

export const newTrack = ({ intent, writer }: TrackKey): Track => ({
  ...{ intent, writer },
  ...{ judgements: [], lost: null, actsSinceMs: null, revision: 0 },
})

/**
 * Whose trust a draft draws on. What another model or another program has earned says nothing of this one. Of our own
 * writers the version is that of their code: what stands behind it is of the article or the document. Null: its drafts are
 * never sent alone.
 */
export function writerOf({ kind, name, version }: DraftSource): string | null {
  const code = /^[^./]*/.exec(version)?.[0] ?? ''
  switch (kind) {
    case 'canned':
    case 'extract':
      return `${kind}@${code}`
    case 'bedrock':
      return `${kind}:${name}@${code}`
    case 'external':
      return `${kind}:${name}@${version}`
    case 'operator':
    case 'seeded':
      return null
  }
}

type Judged = Pick<
  Approval,
  'id' | 'conversationId' | 'source' | 'intent' | 'state' | 'proposedText' | 'text' | 'grades' | 'secondLook'
> &
  Pick<Approval, 'decidedBy' | 'decidedAtMs'>

/**
 * What is to be counted of an approval, and in which track; null: nothing, or not yet. Good is what was sent as it was
 * written and graded 4 or 5 in everything by everybody who graded it. A low grade for policy counts whether it was sent or
 * not. That drafts were rejected counts against their writer: else only those that people like would be counted.
 */
export function judgementOf(approval: Judged): (TrackKey & { readonly judgement: Judgement }) | null {
  const { id, conversationId, intent, state, grades, secondLook, decidedAtMs } = approval
  const writer = writerOf(approval.source)
  if (intent === null || writer === null) return null
  const looks = [
    ...(grades === null || decidedAtMs === null ? [] : [{ grades, atMs: decidedAtMs }]),
    ...(secondLook === null ? [] : [secondLook]),
  ]
  const about = (mark: Mark, atMs: number) => ({
    ...{ intent, writer },
    judgement: { id: `${conversationId}/${id}`, atMs, mark },
  })
  const low = looks.filter((look) => look.grades.policy <= DEMOTING_GRADE)
  if (low.length > 0) return about('demoting', Math.max(...low.map(({ atMs }) => atMs)))
  if (state === 'rejected') return decidedAtMs === null ? null : about('rejected', decidedAtMs)
  const [first] = looks
  if (first === undefined || (state !== 'audited' && state !== 'learned')) return null
  const isGood = approval.text === approval.proposedText && looks.every((look) => isFine(look.grades))
  return about(isGood ? 'good' : 'faulty', first.atMs)
}

const isFine = ({ tone, accuracy, policy }: Grades): boolean => Math.min(tone, accuracy, policy) >= GOOD_FROM

/** The track with one more judgement; a later look at the same reply takes the place of the first where it is worse. */
export function judged(track: Track, judgement: Judgement): Track {
  const known = track.judgements.find(({ id }) => id === judgement.id)
  const others = track.judgements.filter((one) => one !== known)
  const judgements = [...others, worse(known ?? judgement, judgement)].sort(byTime).slice(-WINDOW)
  // of two of the same instant the same one is kept, whichever comes first
  const isLost = judgement.mark === 'demoting' && (track.lost === null || byTime(track.lost, judgement) < 0)
  if (!isLost) return { ...track, judgements }
  return { ...track, judgements, lost: { id: judgement.id, atMs: judgement.atMs }, actsSinceMs: null }
}

function worse(a: Judgement, b: Judgement): Judgement {
  const by = MARKS.indexOf(b.mark) - MARKS.indexOf(a.mark) || b.atMs - a.atMs
  return by > 0 ? b : a
}

type Instant = Pick<Judgement, 'id' | 'atMs'>
const byTime = (a: Instant, b: Instant): number => a.atMs - b.atMs || compareText(a.id, b.id)

export type Standing = {
  readonly graded: number
  readonly good: number
  readonly rejected: number
  /** Of the share of good ones among those that were graded or rejected. */
  readonly lowerBound: number
}

/** By what was judged since autonomy was last lost. */
export function standingOf(track: Pick<Track, 'judgements' | 'lost'> | undefined): Standing {
  const sinceMs = track?.lost?.atMs ?? -1
  const counted = (track?.judgements ?? []).filter(({ atMs, mark }) => atMs > sinceMs && mark !== 'demoting')
  const good = counted.filter(({ mark }) => mark === 'good').length
  const rejected = counted.filter(({ mark }) => mark === 'rejected').length
  return { graded: counted.length - rejected, good, rejected, lowerBound: wilsonLowerBound(good, counted.length) }
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

/** Every track of these approvals: what the store would have counted of them one by one. */
export function tracksFrom(approvals: readonly Judged[]): readonly Track[] {
  const tracks = new Map<string, Track>()
  for (const approval of approvals) {
    const counted = judgementOf(approval)
    if (counted === null) continue
    const name = JSON.stringify([counted.intent, counted.writer])
    tracks.set(name, judged(tracks.get(name) ?? newTrack(counted), counted.judgement))
  }
  return [...tracks.values()]
}

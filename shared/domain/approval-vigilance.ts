/** Whether people still look before they say yes. */
import { type Approval, GRADED, type Grades } from './approval.ts'

/** A yes within this time of first seeing the draft is no look. */
export const HASTY_MS = 3_000
/** One approval in so many is graded by a second reviewer as well. */
const DRAWN_OF = 10

/** Drawn by the hash of its decision, which nobody can choose: the same for everybody who asks, and not known beforehand. */
export const isDrawn = ({ hash, source, grades }: Pick<Approval, 'hash' | 'source' | 'grades'>): boolean =>
  hash !== null && grades !== null && source.kind !== 'seeded' && Number.parseInt(hash.slice(0, 6), 16) % DRAWN_OF === 0

/** Approved within seconds of being seen first, or without having been looked at. Only of what was approved. */
export const isHasty = ({ grades, decidedAtMs, firstSeenAtMs }: Approval): boolean =>
  grades !== null && decidedAtMs !== null && (firstSeenAtMs === null || decidedAtMs - firstSeenAtMs < HASTY_MS)

/** Approved what was seeded as known to be wrong. */
export const isMissed = ({ source, grades }: Approval): boolean => source.kind === 'seeded' && grades !== null

/** How a reviewer decides; counts, from which shares are made. */
export type Vigilance = {
  readonly reviewer: string
  readonly decided: number
  readonly approved: number
  readonly hasty: number
  /** Drafts known to be wrong that came before him, and those of them that he approved. */
  readonly seeded: number
  readonly missed: number
  /** Grades of his that a second reviewer gave as well, and those of them within one point. */
  readonly compared: number
  readonly agreed: number
}

/** Per reviewer, by name. `approvals`: those that were decided in the time asked about. */
export function vigilanceOf(approvals: readonly Approval[]): Vigilance[] {
  const by = new Map<string, Vigilance>()
  for (const approval of approvals) {
    const { decidedBy: reviewer, grades, secondLook, receipt } = approval
    // what a policy has decided is nobody's haste
    if (reviewer === null || receipt !== undefined) continue
    const known = by.get(reviewer) ?? { reviewer, ...NOTHING }
    const { compared, agreed } = agreementOf(grades, secondLook?.grades ?? null)
    by.set(reviewer, {
      reviewer,
      decided: known.decided + 1,
      approved: known.approved + one(grades !== null),
      hasty: known.hasty + one(isHasty(approval)),
      seeded: known.seeded + one(approval.source.kind === 'seeded'),
      missed: known.missed + one(isMissed(approval)),
      compared: known.compared + compared,
      agreed: known.agreed + agreed,
    })
  }
  return [...by.values()].sort((a, b) => (a.reviewer < b.reviewer ? -1 : 1))
}

const NOTHING = { decided: 0, approved: 0, hasty: 0, seeded: 0, missed: 0, compared: 0, agreed: 0 }
const one = (holds: boolean): number => (holds ? 1 : 0)

/** Two people need not give the same grade; more than a point apart, they have not seen the same. */
function agreementOf(first: Grades | null, second: Grades | null): { compared: number; agreed: number } {
  if (first === null || second === null) return { compared: 0, agreed: 0 }
  return { compared: GRADED.length, agreed: GRADED.filter((of) => Math.abs(first[of] - second[of]) <= 1).length }
}

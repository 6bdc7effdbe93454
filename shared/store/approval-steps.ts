/** A step of an approval as it stands at that moment, by one conditional write. */
import type { Approval, ApprovalKey } from '#domain/approval'
import type { Moved, WhyNotMove } from '#domain/approval-commands'
import { fullJitterMs } from '#runtime/retry'
import { type ApprovalWriteDeps, readApproval, type Step, writeStep } from './approval-writes.ts'

export type Decided =
  /** `changed` false: the same person had done so already. */
  | { readonly kind: 'done'; readonly approval: Approval; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly code: WhyNotMove; readonly approval: Approval }
  /** It is not as whoever decides had it before him. */
  | { readonly kind: 'changed'; readonly approval: Approval }
  | { readonly kind: 'gone' }
  /** It kept changing under way; nothing was done. */
  | { readonly kind: 'contended' }

/** What is done to which, and which version whoever does it had before him; null: whatever it is by now. */
export type Wanted = { readonly key: ApprovalKey; readonly version: number | null }

/** What a step makes of an approval, and what has to come about with it. */
export type StepLaw = (approval: Approval) => Promise<{
  readonly moved: Moved
  readonly with?: Omit<Step, 'before' | 'after'>
}>

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }

/** `law` is asked again whenever something else has changed under way. @throws the SDK's errors. */
export async function decideApproval(
  { key, version }: Wanted,
  law: StepLaw,
  deps: ApprovalWriteDeps,
): Promise<Decided> {
  for (let nth = 0; nth < TRIES; nth += 1) {
    const before = await readApproval(key, deps)
    if (before === undefined) return { kind: 'gone' }
    const { moved, with: others = {} } = await law(before)
    if (moved.kind === 'done') return { kind: 'done', approval: moved.approval, changed: false }
    if (version !== null && before.version !== version) return { kind: 'changed', approval: before }
    if (moved.kind === 'refused') return { ...moved, approval: before }
    const written = await writeStep({ before, after: moved.approval, ...others }, deps)
    if (written.kind === 'written') return { kind: 'done', approval: written.approval, changed: true }
    if (written.kind === 'contended') return written
    await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
  }
  return { kind: 'contended' }
}

/** A step that nothing else has to come about with. */
export const stepApproval = (
  wanted: Wanted,
  law: (approval: Approval) => Moved,
  deps: ApprovalWriteDeps,
): Promise<Decided> => decideApproval(wanted, async (approval) => ({ moved: law(approval) }), deps)

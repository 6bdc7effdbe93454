import type { Checkpoint, Finished, Sweep, SweepKind } from '#domain/sweep/checkpoint'
import { progressOf } from '#domain/sweep/progress'
import { instantText } from './policy-words.ts'

const KINDS: Readonly<Record<SweepKind, string>> = {
  changes: 'changes',
  history: 'history',
  round: 'round over all conversations',
}
const BAR = 20

export function statusText(account: string, held: Checkpoint | undefined, nowMs: number): string {
  if (held === undefined)
    return `${account}: never compared. The first sweep begins within a minute of its first webhook.`
  const { sweptToMs, watchedSinceMs, trouble, done } = held
  const lines = [
    `${account}: compared up to ${sweptToMs === null ? 'nothing yet' : instantText(sweptToMs)}`,
    `watched since\t${instantText(watchedSinceMs)}`,
    ...[held.changes, held.long].flatMap((sweep) =>
      sweep === undefined ? [] : [`under way\t${sweepText(sweep, nowMs)}`],
    ),
    ...Object.entries(done).map(([kind, one]) => `last ${KINDS[kind as SweepKind]}\t${finishedText(one)}`),
    ...(trouble === undefined ? [] : [`trouble\t${trouble.code} at ${instantText(trouble.atMs)}; it is tried again`]),
  ]
  return lines.join('\n')
}

const finishedText = ({ startedAtMs, endedAtMs, listed, read, gone, repeated }: Finished): string =>
  [
    instantText(endedAtMs),
    `${Math.round((endedAtMs - startedAtMs) / 1000)} s`,
    `${listed} listed, ${read} read, ${gone} gone, ${repeated} steps repeated`,
  ].join('\t')

/** Of what takes longest. */
export function progressText(held: Checkpoint | undefined, nowMs: number): string {
  const sweep = held?.long ?? held?.changes
  return sweep === undefined ? 'waiting for its turn' : sweepText(sweep, nowMs)
}

function sweepText(sweep: Sweep, nowMs: number): string {
  const { percent, leftMs } = progressOf(sweep, nowMs)
  const filled = Math.round(((percent ?? 0) / 100) * BAR)
  const bar = percent === null ? '' : `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${percent} % `
  const left = leftMs === null ? '' : `, about ${Math.ceil(leftMs / 1000)} s left`
  const { listed, total, read, wanted } = sweep
  const of = total === null ? '' : ` of ${total}`
  return `${KINDS[sweep.kind]} ${bar}${listed}${of} listed, ${read} of ${wanted} read${left}`
}

type Asked = { readonly askedAtMs: number; readonly withHistory: boolean }

/** Whether a sweep has ended that began after it was asked for. */
export const sweptSince = ({ done }: Checkpoint, { askedAtMs, withHistory }: Asked): boolean =>
  [done.changes, ...(withHistory ? [done.history] : [])].every(
    (one) => one !== undefined && one.startedAtMs >= askedAtMs,
  )

/** Whether none of what was asked for is under way. */
export const isAtRest = ({ atOnce, wantedSinceMs, long }: Checkpoint, { withHistory }: Asked): boolean =>
  atOnce === undefined && (!withHistory || (wantedSinceMs === undefined && long?.kind !== 'history'))

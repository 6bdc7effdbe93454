/** Differences, changes and comparisons in lines, for the command line. */
import type { Change, ClockSide } from '#domain/policy-changes'
import type { Difference } from '#policies/diff-policies'
import type { Comparison, Tally } from './compare-replays.ts'

export const instantText = (atMs: number): string => new Date(atMs).toISOString().replace(/\.000Z$/, 'Z')

export const differenceLines = (differences: readonly Difference[]): readonly string[] =>
  differences.map(({ path, before, after }) => {
    if (before === undefined) return `+ ${path}: ${valueText(after)}`
    if (after === undefined) return `- ${path}: ${valueText(before)}`
    return `~ ${path}: ${valueText(before)} -> ${valueText(after)}`
  })

const valueText = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

export function changeLines(changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return ['No open conversation changes.']
  return changes.map(({ conversationId, policyId, clocks, raised, stoodDown }) =>
    [
      `${conversationId}`,
      ...(policyId.before === policyId.after
        ? []
        : [`policy ${policyId.before ?? 'none'} -> ${policyId.after ?? 'none'}`]),
      ...clocks.map(
        ({ clock, before, after, breachesNow }) =>
          `${clock} ${sideText(before)} -> ${sideText(after)}${breachesNow ? ', breached at once' : ''}`,
      ),
      ...raised.map((cause) => `escalates: ${cause}`),
      ...stoodDown.map((cause) => `stands down: ${cause}`),
    ].join('\t'),
  )
}

function sideText(side: ClockSide): string {
  if (side === null) return 'off'
  return side.dueAtMs === null ? 'paused' : instantText(side.dueAtMs)
}

/** Of a whole comparison: figures side by side, then conversations to look at. */
export function comparisonLines(of: Comparison): readonly string[] {
  const { warned, breached, escalated, examples, moved } = of
  const figures: [string, Tally][] = [
    ['warned', warned],
    ['breached', breached],
    ...Object.entries(escalated).map(([rule, tally]): [string, Tally] => [`escalated by ${rule}`, tally]),
  ]
  const width = Math.max(24, ...figures.map(([name]) => name.length)) + 2
  const row = (name: string, ...cells: string[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd()
  return [
    row('', 'in force', 'draft', ''),
    ...figures.map(([name, { active, draft }]) => row(name, String(active), String(draft), signed(draft - active))),
    row('due at another instant', '', String(moved), ''),
    ...(of.beheaded === 0 ? [] : [`${of.beheaded} ledgers have lost their beginning: told from where they begin.`]),
    ...exampleLines('breached only by the draft', examples.newlyBreached),
    ...exampleLines('breached no more', examples.breachedNoMore),
    ...exampleLines('escalated only by the draft', examples.newlyEscalated),
    ...exampleLines('escalated no more', examples.escalatedNoMore),
    ...examples.moved.map(
      ({ conversationId, clock, active, draft }) =>
        `moved: ${conversationId} ${clock} ${instantText(active)} -> ${instantText(draft)}`,
    ),
  ]
}

const signed = (by: number): string => (by > 0 ? `+${by}` : by === 0 ? '' : String(by))

const exampleLines = (what: string, ids: readonly number[]): readonly string[] =>
  ids.length === 0 ? [] : [`${what}: ${ids.join(', ')}`]

/** Reads the cases of tests/fixtures/clocks and lives through them: the README there tells their words. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workingTime } from '#domain/calendar'
import type { Conversation } from '#domain/conversation'
import type { Status } from '#domain/observation'
import type { Activated, ClockName, SlaDocument } from '#domain/sla-policy'
import type { ClockRun } from '#domain/watch'
import type { ConversationEvent } from '#events/conversation-events'
import { observationsOf } from './chatwoot-row.ts'
import { documentOf, type LawText } from './clock-case-law.ts'
import { durationMs, instantMs } from './clock-text.ts'
import { lawOf, type Written, write } from './watch-writes.ts'

/** What is left out of the first group is not looked at; what is left out of the second must not be there. */
export type RunText = {
  readonly startedAt?: string
  readonly endedAt?: string
  readonly target?: string
  readonly policy?: string
} & {
  readonly due?: string
  readonly warned?: Readonly<Record<string, string>>
  readonly breachedAt?: string
  readonly outcome: 'met' | 'breached' | 'cancelled' | 'running' | 'paused'
  readonly counted: string
}
type Expected = { readonly [C in ClockName]?: RunText | readonly RunText[] }

type Line = {
  readonly at: string
  readonly what: string
  /** When we are told of it: without this at once, `never` if the webhook is lost. */
  readonly learnedAt?: string
  /** How the clocks stand after this write. */
  readonly clocks?: Expected
} & Partial<LawText>

export type ClockCase = LawText & {
  readonly file: string
  readonly title: string
  readonly because: string
  readonly zone: string
  readonly begins?: Status
  readonly story: readonly Line[]
  readonly expect: Expected
  /** What the ledger says of the clocks, in its order. */
  readonly tells?: readonly string[]
}

const FOLDER = join(import.meta.dirname, '../fixtures/clocks')

export const clockCases = (): ClockCase[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const clockCase: ClockCase = { ...JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), file }
      for (const expected of [clockCase.expect, ...clockCase.story.map(({ clocks = {} }) => clocks)])
        for (const key of Object.values(expected).flat().flatMap(Object.keys))
          if (!RUN_WORDS.has(key)) throw new Error(`${file}: nothing is known of ${key}`)
      return clockCase
    })

const RUN_WORDS: ReadonlySet<string> = new Set(
  'startedAt endedAt target policy due warned breachedAt outcome counted'.split(' '),
)

export type Lived = {
  readonly documents: readonly Activated<SlaDocument>[]
  readonly writes: readonly Written[]
  /** The writes after which the case says how the clocks stand. */
  readonly checks: readonly { readonly written: Written; readonly clocks: Expected }[]
}

/** One write for each instant at which something is learned. */
export function liveThrough(clockCase: ClockCase): Lived {
  const { zone, story, begins } = clockCase
  const at = (text: string): number => instantMs(text, zone)
  const documents = documentsOf(clockCase, at)
  const deeds = story.filter(({ what }) => what !== 'tick' && what !== 'new document')
  const observations = observationsOf(
    deeds.map((deed) => ({ ...deed, atMs: at(deed.at) })),
    begins,
  )
  const learnedAtMs = ({ at: text, learnedAt = text }: Line): number | undefined =>
    learnedAt === 'never' ? undefined : at(learnedAt)
  const writes: Written[] = []
  const checks: { written: Written; clocks: Expected }[] = []
  let conversation: Conversation | undefined
  for (const nowMs of [...new Set(story.flatMap((line) => learnedAtMs(line) ?? []))].sort((a, b) => a - b)) {
    const sla = inForce(documents, nowMs)
    const formerly = documents.find(({ version }) => version === conversation?.watch?.slaVersion)
    const written = write(conversation, {
      nowMs,
      law: lawOf(sla),
      ...(formerly === undefined ? {} : { formerly }),
      observations: deeds.flatMap((deed, nth) => {
        const observation = observations[nth]
        return observation === undefined || learnedAtMs(deed) !== nowMs ? [] : [{ ...observation, receivedAtMs: nowMs }]
      }),
    })
    writes.push(written)
    for (const line of story)
      if (line.clocks && learnedAtMs(line) === nowMs) checks.push({ written, clocks: line.clocks })
    conversation = written.after
  }
  return { documents, writes, checks }
}

const inForce = (documents: readonly Activated<SlaDocument>[], nowMs: number): Activated<SlaDocument> => {
  const found = documents.findLast(({ activatedAtMs }) => activatedAtMs <= nowMs)
  if (found === undefined) throw new Error('no document in force')
  return found
}

function documentsOf(clockCase: ClockCase, at: (text: string) => number): Activated<SlaDocument>[] {
  const later = clockCase.story.filter(({ what }) => what === 'new document')
  return [clockCase, ...later].map((text, nth) => ({
    version: nth + 1,
    activatedAtMs: nth === 0 ? 0 : at((text as Line).at),
    document: documentOf({ calendar: clockCase.calendar, policy: clockCase.policy, ...text }, clockCase.zone),
  }))
}

/** A run in the words of the cases; `nowMs` and the document tell what a running clock has counted by now. */
export type Stand = { readonly run: ClockRun; readonly document: SlaDocument; readonly nowMs: number }

const instant = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString()

/** What a case says of a run, and what the run is: the same if the law is right. Instants as ISO text, for reading. */
export function compared(text: RunText, { run, document, nowMs }: Stand, zone: string) {
  const given = (one: string | undefined): string | undefined =>
    one === undefined ? undefined : instant(instantMs(one, zone))
  const only = <Value>(asked: unknown, value: Value): Value | undefined => (asked === undefined ? undefined : value)
  const isRunning = run.outcome === undefined && run.pausedFor === undefined
  const calendar = document.calendars[run.calendar]
  const since = calendar && isRunning ? workingTime(calendar).elapsed(run.sinceMs, Math.max(run.sinceMs, nowMs)) : 0
  return {
    expected: {
      startedAt: given(text.startedAt),
      due: given(text.due),
      targetMs: text.target === undefined ? undefined : durationMs(text.target),
      policy: text.policy,
      warned: Object.entries(text.warned ?? {}).map(([percent, at]) => `${percent} ${given(at)}`),
      breachedAt: given(text.breachedAt),
      outcome: text.outcome,
      endedAt: given(text.endedAt),
      countedMs: durationMs(text.counted),
    },
    found: {
      startedAt: only(text.startedAt, instant(run.startedAtMs)),
      due: instant(run.dueAtMs),
      targetMs: only(text.target, run.targetMs),
      policy: only(text.policy, run.policyId),
      warned: (run.warned ?? []).map(([percent, atMs]) => `${percent} ${instant(atMs)}`),
      breachedAt: instant(run.breachedAtMs),
      outcome: run.outcome ?? (run.pausedFor === undefined ? 'running' : 'paused'),
      endedAt: only(text.endedAt, run.outcome === undefined ? undefined : instant(run.sinceMs)),
      countedMs: run.countedMs + since,
    },
  }
}

/** `first_response warned 75`; the second and later runs of a clock say so. Other events tell nothing of clocks. */
export function told(event: ConversationEvent): string[] {
  switch (event.type) {
    case 'sla.warned.v1':
    case 'sla.breached.v1':
    case 'sla.breach_withdrawn.v1':
    case 'sla.met.v1': {
      const { clock, run } = event.data
      const what = event.type.slice('sla.'.length, -'.v1'.length).replace('_', ' ')
      const percent = event.type === 'sla.warned.v1' ? ` ${event.data.percent}` : ''
      const late = 'lateBy' in event.data && event.data.lateBy !== null ? `, late by ${event.data.lateBy}` : ''
      return [`${clock}${run === 1 ? '' : ` ${run}`} ${what}${percent}${late}`]
    }
    default:
      return []
  }
}

/** A report out of what was read for it. The same inputs give the same report, but for the instant it was made at. */

import { addCounts } from '#domain/intake'
import { dateOf, dayOf } from '#domain/local-date'
import { countedBreaches, type Hash, hashTopics, makeFigures, makeSeries, makeTopics } from './make-figures.ts'
import { effectsOf, proposeActions } from './propose-actions.ts'
import { REPORT_LAW, type Report, type ReportFigure } from './report.ts'
import type { ReportInputs } from './report-inputs.ts'

/** Actions are due on the Friday of the week in which the report is read. */
const DUE_DAYS_AFTER = 5

export function makeReport(
  inputs: ReportInputs,
  { hash, nowMs }: { readonly hash: Hash; readonly nowMs: number },
): Report {
  const { account, week, days, timeZone, standing, onCall, knowledge, proposed } = inputs
  const figures = makeFigures(inputs, hash)
  const dueDay = dateOf(dayOf(days.toDay) + DUE_DAYS_AFTER)
  return {
    ...{ account, week, days, timeZone, madeAtMs: nowMs, law: REPORT_LAW },
    ...standing,
    figures,
    series: makeSeries(inputs, hash),
    topics: makeTopics(inputs),
    topicsHash: hashTopics(inputs, hash),
    causes: causesOf(inputs),
    unknown: unknownOf(inputs, figures),
    effects: effectsOf(inputs.proposed, figures),
    actions: proposeActions({ figures, week, dueDay }),
    asRead: { standing, onCall, knowledge, proposed },
  }
}

/** A week without anything would name all numbers there are. */
const MOST_NAMED = 6
const named = (figures: readonly ReportFigure[]): string => {
  const more = figures.length - MOST_NAMED
  const labels = figures.slice(0, MOST_NAMED).map(({ label }) => label)
  return `${labels.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

function causesOf({ intake }: ReportInputs): Report['causes'] {
  const of = (name: 'dead_letters' | 'refused', reasons: Readonly<Record<string, number>>): Report['causes'] =>
    Object.entries(reasons)
      .filter(([, n]) => n > 0)
      .map(([reason, n]) => ({ of: name, reason, n }))
      .toSorted((a, b) => b.n - a.n)
  return [
    ...of('dead_letters', addCounts(...intake.map(({ reasons }) => reasons.deadLettered))),
    ...of('refused', addCounts(...intake.map(({ reasons }) => reasons.refused))),
  ]
}

function unknownOf(inputs: ReportInputs, figures: readonly ReportFigure[]): string[] {
  const { standing, intake, onCall, knowledge, breaches, days } = inputs
  const missing = figures.filter(({ value, section }) => value === null && section !== 'on_call')
  const known = intake.filter(({ day }) => day >= days.fromDay && day <= days.toDay).length
  const counted = countedBreaches(inputs)
  const all: readonly (string | null)[] = [
    standing.asOfMs === null
      ? 'Nothing was ever counted for this account: the numbers of conversations are unknown.'
      : null,
    standing.completeness === null
      ? 'How much is still to be counted could not be said when the report was made.'
      : standing.completeness < 1
        ? `${Math.floor(standing.completeness * 10_000) / 100} % of what is known had been counted; the rest will correct these numbers.`
        : null,
    known < 7 ? `Of ${7 - known} days nothing is known of how webhooks came in.` : null,
    onCall === null ? 'Whether pages arrive could not be read.' : null,
    knowledge === null ? 'No articles are known: what customers find there is not told.' : null,
    counted === breaches.length
      ? null
      : `${breaches.length} broken promises are on record one by one, ${counted} are counted: one of both is late.`,
    breaches.some(({ awaitedApproval }) => awaitedApproval === undefined)
      ? 'Of some broken promises it is not known whether a draft waited for a yes.'
      : null,
    missing.length === 0 ? null : `No data: ${named(missing)}.`,
  ]
  return all.filter((sentence) => sentence !== null)
}

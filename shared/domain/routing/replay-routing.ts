/**
 * What a routing document would have done: the arrivals of many ledgers once more, given to the operators of then. What
 * customers did is taken from the ledgers; who got what, and when he came to answer it, is not. An estimate: everybody
 * answers one after the other, the most urgent first, and each answer takes a third of its channel's minutes. Pure.
 */
import type { Need } from './choice-terms.ts'
import { profilesOf } from './profile.ts'
import {
  begin,
  type Desk,
  finishAnswers,
  type Given,
  give,
  judge,
  live,
  nextAtDesk,
  seat,
  takeBack,
} from './replay-desk.ts'
import type { Moment, RoutingStory } from './replay-moments.ts'
import { type OperatorStory, wasThere } from './replay-operators.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type RoutingReplay = {
  readonly stories: readonly RoutingStory[]
  readonly operators: readonly OperatorStory[]
  /** Whoever it would have suggested is assigned, whatever its mode. */
  readonly document: RoutingDocument
  /** What a conversation takes of people in truth: the same for all documents that are compared. */
  readonly efforts: Pick<RoutingDocument, 'channels' | 'otherChannels'>
  readonly span: { readonly fromMs: number; readonly toMs: number }
}

export type RoutedSpan = {
  /** The first time in the span that it was given to somebody, by conversation. */
  readonly given: ReadonlyMap<number, Given>
  /** Waited in the span and was given to nobody, with what it needed. */
  readonly nobody: ReadonlyMap<number, Need>
  /** Conversations whose first answer was due in the span, and would have come too late or never: ids, rising. */
  readonly breached: readonly number[]
  /** Further answers that were due in the span, and would have come too late or never. */
  readonly furtherLate: number
  /** Of everybody who was there and has any capacity, by id, rising. */
  readonly shares: readonly Share[]
}
export type Share = { readonly operatorId: number; readonly minutes: number; readonly hardCases: number }

type Due = { readonly atMs: number; readonly lived?: { readonly story: RoutingStory; readonly moment: Moment } }

export function replayRouting(task: RoutingReplay): RoutedSpan {
  const { span } = task
  const desk = deskOf(task)
  const agenda = agendaOf(task)
  let next = 0
  for (let nowMs = span.fromMs; nowMs <= span.toMs; ) {
    finishAnswers(desk, nowMs)
    for (let due = agenda[next]; due !== undefined && due.atMs <= nowMs; due = agenda[next]) {
      if (due.lived !== undefined) live(desk, due.lived.story, due.lived.moment)
      next += 1
    }
    takeBack(desk, nowMs)
    give(desk, nowMs)
    begin(desk, nowMs)
    nowMs = Math.min(nextAtDesk(desk, nowMs), agenda[next]?.atMs ?? Number.POSITIVE_INFINITY)
  }
  // the last instant belongs to the span
  for (const one of desk.waits) judge(desk, one, span.toMs + 1)
  return {
    given: desk.given,
    nobody: new Map([...desk.nobody].filter(([id]) => !desk.given.has(id))),
    breached: [...desk.breached].sort((a, b) => a - b),
    furtherLate: desk.furtherLate,
    shares: sharesOf(task, desk),
  }
}

function deskOf({ stories, operators, document, efforts, span }: RoutingReplay): Desk {
  const desk: Desk = {
    operators: new Map(operators.map((story) => [story.operator.operatorId, story])),
    document,
    efforts,
    fromMs: span.fromMs,
    cases: new Map(),
    waits: new Set(),
    answering: new Map(),
    tallies: new Map(),
    given: new Map(),
    nobody: new Map(),
    breached: new Set(),
    furtherLate: 0,
  }
  for (const story of stories) {
    const known = story.moments.findLast(({ atMs }) => atMs < span.fromMs)
    if (known !== undefined) seat(desk, story, known)
  }
  return desk
}

/** What the ledgers tell of the span, and the instants at which somebody came or went. */
function agendaOf({ stories, operators, span: { fromMs, toMs } }: RoutingReplay): readonly Due[] {
  const isWithin = ({ atMs }: { readonly atMs: number }): boolean => fromMs <= atMs && atMs <= toMs
  const moments = stories
    .toSorted((a, b) => a.conversationId - b.conversationId)
    .flatMap((story) =>
      story.moments.filter(isWithin).map((moment): Due => ({ atMs: moment.atMs, lived: { story, moment } })),
    )
  const turns = operators.flatMap((story) => story.turns.filter(isWithin).map(({ atMs }): Due => ({ atMs })))
  return [...moments, ...turns].sort((a, b) => a.atMs - b.atMs)
}

function sharesOf({ operators, document, span }: RoutingReplay, { tallies }: Desk): Share[] {
  const profiles = profilesOf(document)
  return operators
    .filter((story) => wasThere(story, span) && profiles.of(story.operator.operatorId).capacityPoints > 0)
    .map(({ operator: { operatorId } }) => {
      const { minutes = 0, hardCases = 0 } = tallies.get(operatorId) ?? {}
      return { operatorId, minutes, hardCases }
    })
    .sort((a, b) => a.operatorId - b.operatorId)
}

/** 1: all have the same; 1/n: one has everything. Null where there is nothing to share. */
export function jainIndex(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, one) => total + one, 0)
  const squares = shares.reduce((total, one) => total + one * one, 0)
  return squares === 0 ? null : (sum * sum) / (shares.length * squares)
}

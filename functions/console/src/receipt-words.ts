/** Where a conversation's routing stands, and why it went to whom, in plain words. */
import type { ChoiceReceipt, ChosenBy, Considered, Need, Unfit, Waivable } from '#domain/routing/choice-terms'
import type { RoutedFor, Routing } from '#domain/routing/routing-record'
import type { Behind } from '#domain/routing/why-behind'
import { brief, shortTime } from './format.ts'
import { listed, type Names, operatorName } from './ledger-line.ts'
import { plainText } from './names.ts'
import type { Receipt, ToldConsidered } from './routing-shapes.ts'

/** `mark` is its state in a word or two. */
export type Standing = { readonly mark: string; readonly text: string; readonly tone: 'good' | 'warned' | 'plain' }

export function standingOf(routing: Routing | null, names: Names, nowMs: number): Standing {
  if (routing === null) return { mark: 'Not routed', text: 'Routing has not looked at it.', tone: 'plain' }
  const { state, operatorId = null, from, yieldedTo = null } = routing
  const who = operatorName(operatorId, names)
  switch (state) {
    case 'held':
      return heldStanding(routing, who, nowMs)
    case 'asked': {
      const taken = from === undefined ? '' : ` It is taken from ${operatorName(from, names)}.`
      return { mark: 'Asked', text: `${who} was chosen; Chatwoot is being told.${taken}`, tone: 'plain' }
    }
    case 'assigned':
      return { mark: 'Assigned', text: `${who} has it, chosen by routing.`, tone: 'good' }
    case 'yielded': {
      const to = yieldedTo === null ? 'nobody' : operatorName(yieldedTo, names)
      const instead = operatorId === null || operatorId === yieldedTo ? '' : `; routing had chosen ${who}`
      return { mark: 'By hand', text: `A person gave it to ${to}${instead}.`, tone: 'plain' }
    }
    default:
      return { mark: plainText(state satisfies never), text: '', tone: 'plain' }
  }
}

function heldStanding({ why, untilMs, operatorId }: Routing, who: string, nowMs: number): Standing {
  switch (why) {
    case 'greeting': {
      const until = untilMs === undefined ? '' : `, until ${shortTime(untilMs, nowMs)} at most`
      return { mark: 'Held', text: `The customer has not said yet what it is about: it waits${until}.`, tone: 'plain' }
    }
    case 'nobody':
      return {
        mark: 'Held',
        text: 'Nobody could take it now. It is looked at again with every change.',
        tone: 'warned',
      }
    case 'suggested': {
      const whom = operatorId === undefined ? '' : ` It would have been ${who}.`
      return { mark: 'Suggested', text: `The routing policy only suggests: nobody is assigned.${whom}`, tone: 'plain' }
    }
    case 'refused':
      return { mark: 'Held', text: 'Chatwoot refused the assignment.', tone: 'warned' }
    default:
      return { mark: 'Held', text: 'Nobody is asked yet.', tone: 'plain' }
  }
}

/** What is left of earlier tries: nobody is asked twice. */
export function historyWords({ passed = [], takenBack = 0 }: Routing, names: Names): string | null {
  const had = passed.length === 0 ? null : `Not asked again: ${listed(passed.map((id) => operatorName(id, names)))}.`
  const times = takenBack === 0 ? null : `Taken back ${takenBack === 1 ? 'once' : `${takenBack} times`}.`
  return [times, had].filter((words) => words !== null).join(' ') || null
}

const TAKEN_WORDS: Readonly<Record<RoutedFor, string>> = {
  waiting: '',
  offline: ', who went offline',
  away: ', who was away',
  idle: ', who did not answer',
  human: '',
}

export function outcomeWords(receipt: Receipt, names: Names): string {
  const { outcome, why, from, to = null, routedFor, choice, actions } = receipt
  const chosen = operatorName(choice?.chosen ?? null, names)
  switch (outcome) {
    case 'asked': {
      const taken =
        from === null ? '' : `, taken from ${operatorName(from, names)}${TAKEN_WORDS[routedFor ?? 'waiting']}`
      return `${chosen} was chosen${taken}`
    }
    case 'returned': {
      const back = actions.find(({ verb }) => verb === 'assign_operator')?.operatorId ?? null
      return back === null
        ? 'Taken back from routing’s choice: a person wants nobody to have it'
        : `Given back to ${operatorName(back, names)}, whom a person had chosen`
    }
    case 'yielded': {
      const instead = from === null ? '' : ` instead of ${operatorName(from, names)}`
      return to === null
        ? `A person took it from ${operatorName(from, names)}`
        : `A person gave it to ${operatorName(to, names)}${instead}`
    }
    case 'held':
      if (why === 'suggested') return `${chosen} would have been chosen`
      if (why === 'greeting') return 'Nothing to choose by yet'
      return why === 'refused' ? 'Chatwoot refused the choice' : 'Nobody could take it'
    default:
      return plainText(outcome satisfies never)
  }
}

const CHOSEN_WORDS: Readonly<Record<ChosenBy, string>> = {
  sticky: 'Answered this customer last.',
  least_load: 'Has the least work in hand.',
  specialist: 'Others who could take it are kept free for what few can do.',
  fairness: 'Others had their share of hard cases in the last four weeks.',
  longest_idle: 'Has as little in hand as others, and was given nothing for longest.',
  only_one: 'Nobody else could take it.',
}
export const chosenWords = (by: ChosenBy | null): string | null => (by === null ? null : (CHOSEN_WORDS[by] ?? null))

export type Fact = { readonly name: string; readonly text: string }

/** What was needed, and what said so. Teams by id, as far as they were seen. */
export function needFacts(
  choice: Pick<ChoiceReceipt, 'need' | 'waived'>,
  { teams, model }: { readonly teams: Names; readonly model: string | null },
): readonly Fact[] {
  const { teamId, skills, language, by, topic } = choice.need
  const needs = [
    ...(teamId === null ? [] : [`team ${teams.get(teamId) ?? teamId}`]),
    ...(skills.length === 0 ? [] : [`${skills.length === 1 ? 'skill' : 'skills'} ${listed(skills)}`]),
    ...(language === null ? [] : [languageName(language)]),
  ]
  const { waived = [] } = choice
  return [
    { name: 'Needs', text: needs.join(' · ') || 'anybody of the inbox' },
    { name: 'Because of', text: byWords(by) },
    ...(model === null && topic === null ? [] : [{ name: 'Topic', text: topicWords(topic) }]),
    ...(waived.length === 0
      ? []
      : [
          {
            name: 'Given up',
            text: `${waived.map((one) => WAIVED_WORDS[one] ?? named(one)).join(', ')}: nobody else is free in time`,
          },
        ]),
  ]
}

const topicWords = (topic: Need['topic']): string =>
  topic === null ? 'none that is sure enough' : `${named(topic.name)}, ${topic.confidencePercent} % sure`

const WAIVED_WORDS: Readonly<Record<Waivable, string>> = {
  lacks_language: 'the language',
  shift_ends: 'time left in the shift',
  full: 'capacity, before closing',
  passed: 'asking nobody twice',
}

function byWords(by: Need['by']): string {
  if (by.kind === 'rule') return `rule ${plainText(by.ruleId)}`
  if (by.kind === 'triage') return 'triage: no rule and no topic fits'
  return by.unsure === true
    ? `likely topic ${named(by.topic)}: triage had nobody free at once`
    : `topic ${named(by.topic)}`
}

/** Version 0 comes with Backdesk. */
export function decidedBy({ policyVersion, model }: Pick<Receipt, 'policyVersion' | 'model'>): string {
  const policy = policyVersion === 0 ? 'Routing policy as shipped' : `Routing policy version ${policyVersion}`
  return model === null ? `${policy} · no topic model` : `${policy} · topic model ${plainText(model)}`
}

/** Why somebody was not asked; empty for who would have done. */
export const whyNot = ({ unfit, points, capacityPoints }: Considered, { skills, language }: Need): string =>
  unfit.map((reason) => unfitWords(reason, { skills, language, points, capacityPoints })).join(', ')

/** Why somebody who could have taken it was not chosen, beside the chosen one; null: nothing to say. */
export function whyBehind({ behind = null, minutes }: ToldConsidered, chosen: Considered | undefined): string | null {
  if (behind === null) return null
  if (behind !== 'more_in_hand') return BEHIND_WORDS[behind] ?? named(behind)
  const more = Math.round(minutes - (chosen?.minutes ?? minutes))
  return more < 1 ? 'a little more in hand' : `${more} min more in hand`
}

const BEHIND_WORDS: Readonly<Record<Exclude<Behind, 'more_in_hand'>, string>> = {
  answered_less_lately: 'was not the last to answer',
  kept_for_few: 'kept free for what few can do',
  more_hard_cases: 'had more hard cases',
  given_later: 'was given one more recently',
  number_after: 'just as good: the list decided',
}

/** Who came nearest to it first: fewest reasons against. */
export const nearestFirst = <One extends Considered>(considered: readonly One[]): One[] =>
  considered.filter(({ unfit }) => unfit.length > 0).sort((a, b) => a.unfit.length - b.unfit.length)

type Of = Pick<Need, 'skills' | 'language'> & Pick<Considered, 'points' | 'capacityPoints'>

function unfitWords(reason: Unfit, { skills, language, points, capacityPoints }: Of): string {
  switch (reason) {
    case 'not_in_inbox':
      return 'not in the inbox'
    case 'not_in_team':
      return 'not in the team'
    case 'lacks_skill':
      if (skills.length === 0) return 'lacks a skill'
      return skills.length === 1 ? `lacks the skill ${listed(skills)}` : `lacks one of the skills ${listed(skills)}`
    case 'lacks_language':
      return language === null ? 'lacks the language' : `does not speak ${languageName(language)}`
    case 'off_shift':
      return 'off shift'
    case 'shift_ends':
      return 'shift ends soon'
    case 'full':
      return `full: ${tenths(points)} of ${capacityPoints} points`
    case 'busy':
      return 'has others to answer first'
    case 'passed':
      return 'had it before and lost it'
    case 'taken_from':
      return 'has it or had it taken away'
    case 'spared':
      return 'kept for another conversation'
    default:
      // offline and away, and what a newer server may say
      return named(reason)
  }
}

/** What was compared: minutes of work in hand, and what the choice adds for hard cases and rare skills. */
export function scoreWords({ score, minutes }: Considered): { readonly total: string; readonly parts: string | null } {
  const total = Math.round(score ?? minutes)
  const beside = score === null ? 0 : total - Math.round(minutes)
  return { total: `${total} min`, parts: beside > 0 ? `${Math.round(minutes)} + ${beside}` : null }
}

export const pointsWords = ({ points, capacityPoints }: Considered): string => `${tenths(points)}/${capacityPoints}`

export const idleWords = ({ idleSeconds }: Considered): string =>
  idleSeconds === null ? '–' : brief(idleSeconds * 1000)

/** Sums of points such as 0.1 + 0.2 show no rounding errors. */
const tenths = (points: number): number => Math.round(points * 10) / 10

const named = (text: string): string => plainText(text).replaceAll('_', ' ')

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' })
const languageName = (code: string): string =>
  /^[a-z]{2,3}$/.test(code) ? (LANGUAGES.of(code) ?? code) : plainText(code)

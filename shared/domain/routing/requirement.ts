/** Whom a conversation needs, by the document's rules, its topics, or its triage. */
import { workingTime } from '#domain/calendar'
import { holds } from '#domain/condition'
import type { ConversationState } from '#domain/conversation'
import { own } from '#domain/own'
import { type Situation, situationOf } from '#domain/situation'
import { languageSaid, likeliestTopic, type Topic } from '#domain/topic'
import type { Need } from './choice-terms.ts'
import { profilesOf } from './profile.ts'
import type { Destination, RoutingCondition, RoutingDocument } from './routing-policy.ts'

export type RoutingSubject = {
  readonly situation: Situation
  /** The classifier's best topic, however sure; null: none. */
  readonly topic: Topic | null
  /** ISO 639-1 of what the customer writes; null: unknown. */
  readonly language: string | null
  /** Word lists of which its newest remarkable message has a word. */
  readonly words: readonly string[]
  readonly nowMs: number
}

/**
 * The first rule that holds; else the topic's destination, if the classifier is sure enough and the document knows it;
 * else triage. A team the conversation already has is kept, unless a rule names another: then the skills that a topic or
 * triage would ask of its own team are not asked of that one. Languages count where at least one operator lists any.
 */
export function requirementOf(subject: RoutingSubject, document: RoutingDocument): Need {
  const { situation, language } = subject
  const topic = sureTopic(subject.topic, document)
  const { to, by } = destinationOf({ ...subject, topic }, document)
  const moved = by.kind !== 'rule' && situation.teamId !== null && to.teamId !== undefined
  const elsewhere = moved && to.teamId !== situation.teamId
  return {
    teamId: (moved ? situation.teamId : to.teamId) ?? situation.teamId,
    skills: elsewhere ? [] : (to.skills ?? []),
    language: profilesOf(document).asksLanguages ? language : null,
    priority: to.priority ?? null,
    labels: to.labels ?? [],
    by,
    topic: subject.topic,
  }
}

/** Likelier than not. */
const LIKELY_PERCENT = 50

/**
 * Where it would go by its likeliest topic, which is not sure enough for the document. Null: it does not go to triage, or no
 * topic is likely. What says more than where it goes (labels, priority) stays triage's.
 */
export function likelyNeed(need: Need, { topics, triage, classifier }: RoutingDocument): Need | null {
  const { by, topic, teamId } = need
  if (classifier === null || by.kind !== 'triage' || teamId !== (triage.teamId ?? null)) return null
  if (topic === null || topic.confidencePercent < LIKELY_PERCENT) return null
  const to = own(topics, topic.name)
  if (to === undefined) return null
  return {
    ...need,
    teamId: to.teamId ?? null,
    skills: to.skills ?? [],
    by: { kind: 'topic', topic: topic.name, unsure: true },
  }
}

/** Whom a conversation needs as it stands. */
export const needOf = (state: ConversationState, document: RoutingDocument, nowMs: number): Need =>
  requirementOf(
    {
      situation: situationOf(state),
      topic: likeliestTopic(state.said),
      language: languageSaid(state.said),
      words: state.flagged?.categories ?? [],
      nowMs,
    },
    document,
  )

const MINUTE_MS = 60_000

function holdsFor(
  when: RoutingCondition,
  { situation, topic, language, words: found, nowMs }: RoutingSubject,
  { calendars }: RoutingDocument,
): boolean {
  const { topics, languages, words, hours, answered, waitedMinutes } = when
  if (words !== undefined && !words.some((list) => found.includes(list))) return false
  if (answered !== undefined && answered !== situation.answeredBefore) return false
  const { waitingSinceMs } = situation
  if (waitedMinutes !== undefined && (waitingSinceMs === null || nowMs - waitingSinceMs < waitedMinutes * MINUTE_MS))
    return false
  const calendar = hours === undefined ? undefined : own(calendars, hours.calendar)
  if (hours !== undefined && (calendar === undefined || workingTime(calendar).isOpen(nowMs) !== hours.open))
    return false
  if (topics !== undefined && (topic === null || !topics.includes(topic.name))) return false
  if (languages !== undefined && (language === null || !languages.includes(language))) return false
  return holds(when, situation)
}

function destinationOf(
  subject: RoutingSubject,
  document: RoutingDocument,
): { readonly to: Destination; readonly by: Need['by'] } {
  const { rules, topics, triage } = document
  const rule = rules.find(({ when }) => holdsFor(when, subject, document))
  if (rule !== undefined) return { to: rule.to, by: { kind: 'rule', ruleId: rule.id } }
  const topic = subject.topic?.name
  const to = topic === undefined ? undefined : own(topics, topic)
  if (topic === undefined || to === undefined) return { to: triage, by: { kind: 'triage' } }
  return { to, by: { kind: 'topic', topic } }
}

const sureTopic = (topic: Topic | null, { classifier }: RoutingDocument): Topic | null =>
  topic !== null && classifier !== null && topic.confidencePercent >= classifier.atLeastPercent ? topic : null

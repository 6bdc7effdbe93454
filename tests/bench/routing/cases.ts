/** Everything of a conversation that no policy changes: drawn once, the same for all of them. */
import type { Topic } from '#domain/topic'
import { type Arrival, SKILLS } from './arrivals.ts'
import { pick, type Random, randomOf } from './random.ts'

export type Case = {
  readonly id: number
  readonly atMs: number
  /** What it is about, and thus who can answer it. */
  readonly skill: number
  /** What the classifier says. */
  readonly topic: Topic
  /** Minutes of work of each answer, done alone and undisturbed. */
  readonly workMinutes: readonly number[]
  /** How long the customer takes to answer each of them but the last. */
  readonly thinkMinutes: readonly number[]
  /** Until somebody who cannot answer it has seen that. */
  readonly lookMinutes: number
  readonly urgent: boolean
  readonly hard: boolean
  /** The earlier case of the same customer, within a week. */
  readonly follows: number | null
}

/** The classifier's best topic is right for so many. */
const ACCURACY = 0.85
/** Exponents on a uniform number: how sure it is where it is right, and where it is wrong. */
const SURE = { right: 0.2, wrong: 1.6 }
const URGENT = 0.1
const HARD = 0.08
const HARD_WORK = 1.5
const LOOK_MINUTES = 0.5
/** Minutes of an answer relative to those of the others, by skill. */
const TOPIC_WORK = [0.85, 1, 1.1, 1.2]
/** Of the logarithm of an answer's work. */
const SPREAD = 0.45
const GOES_ON = 0.85
const MOST_ANSWERS = 12
/** So many come back about the same thing; it is one of the last few cases of its skill. */
const RETURNS = 0.15
const LAST_FEW = 200

/** `answerMinutes`: the mean of one answer's work. */
export const casesOf = (arrivals: readonly Arrival[], seed: number, answerMinutes: number): Case[] => {
  const earlier = new Map<number, number[]>()
  return arrivals.map((arrival, index) => {
    const random = randomOf(seed, 31, index)
    const known = earlier.get(arrival.skill) ?? []
    earlier.set(arrival.skill, [...known, index + 1].slice(-LAST_FEW))
    // the last few minutes' customers are still there
    const back = known.slice(0, -20)
    const follows = random.next() < RETURNS && back.length > 0 ? pick(random, back) : null
    return { ...caseOf(arrival, index + 1, { random, answerMinutes }), follows }
  })
}

type Drawing = { readonly random: Random; readonly answerMinutes: number }

function caseOf({ atMs, skill }: Arrival, id: number, by: Drawing): Omit<Case, 'follows'> {
  const { random } = by
  const urgent = random.next() < URGENT
  const hard = random.next() < HARD
  const mean = by.answerMinutes * (TOPIC_WORK[skill] ?? 1) * (hard ? HARD_WORK : 1)
  const workMinutes = [random.lognormal(mean, SPREAD)]
  while (random.next() < GOES_ON && workMinutes.length < MOST_ANSWERS) workMinutes.push(random.lognormal(mean, SPREAD))
  const topic = topicOf(skill, random)
  // some come back at once, some after their lunch
  const thinkMinutes = workMinutes.slice(1).map(() => random.lognormal(random.next() < 0.15 ? 40 : 2, 0.8))
  return {
    id,
    atMs,
    skill,
    topic,
    workMinutes,
    thinkMinutes,
    lookMinutes: random.lognormal(LOOK_MINUTES, 0.5),
    urgent,
    hard,
  }
}

function topicOf(skill: number, random: Random): Topic {
  const right = random.next() < ACCURACY
  const others = SKILLS.map((_, other) => other).filter((other) => other !== skill)
  const said = right ? skill : pick(random, others)
  const confidence = random.next() ** (right ? SURE.right : SURE.wrong)
  return { name: SKILLS[said] ?? 'none', confidencePercent: Math.round(confidence * 100) }
}

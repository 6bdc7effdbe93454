/** The form of a routing document. What it means: shared/domain/routing/routing-policy.ts. */
import * as z from 'zod/mini'
import { PRIORITIES } from '#domain/observation'
import {
  type Destination,
  type Effort,
  type OperatorCost,
  type OperatorProfile,
  ROUTING_MODES,
  type RoutingDocument,
} from '#domain/routing/routing-policy'
import { calendarSchema, date } from './calendar-schema.ts'
import { A_CONDITION, CONDITION_PARTS, label, some } from './condition-schema.ts'
import {
  distinct,
  exact,
  flag,
  list,
  mustBe,
  named,
  oneOf,
  slug,
  text,
  textThat,
  vendorId,
  whole,
  wholeOrNull,
} from './plain-schemas.ts'
import { shown } from './problem.ts'
import { channelNameProblem, languageProblem, modelProblem, operatorIdProblem, topicProblem } from './routing-names.ts'

const DAY_S = 86_400
const HOURS_MIN = 480
const WEEK_MIN = 10_080
/** Of operators named in one document. */
export const MOST_OPERATORS = 500
/** Of topics that one document sends somewhere. */
export const MOST_TOPICS = 200

const topic = () => textThat('a topic such as `refund`', topicProblem)
const language = () => textThat('a language such as `de`', languageProblem)
const skills = z.exactOptional(distinct(slug('a skill', 'billing'), 'skills', { max: 50 }))

const destination = exact(
  {
    teamId: z.exactOptional(vendorId()),
    skills,
    priority: z.exactOptional(oneOf(PRIORITIES)),
    labels: z.exactOptional(distinct(label(), 'labels', { max: 20 })),
  },
  'a destination: an object with `teamId`, `skills`, `priority` or `labels`, {} for anybody',
) satisfies z.ZodMiniType<Destination>

const hours = exact(
  { calendar: slug('the name of a calendar', 'office'), open: flag() },
  'an object with `calendar` and `open`, such as {"calendar": "office", "open": false}',
)

const rule = exact(
  {
    id: slug('an id', 'refunds'),
    name: text(),
    when: exact(
      {
        ...CONDITION_PARTS,
        topics: some(topic(), 'topics'),
        languages: some(language(), 'languages'),
        words: some(slug('a word list', 'legal'), 'word lists'),
        hours: z.exactOptional(hours),
        answered: z.exactOptional(flag()),
        waitedMinutes: z.exactOptional(whole(1, WEEK_MIN, 'minutes')),
      },
      A_CONDITION,
    ),
    to: destination,
  },
  'a rule: an object with `id`, `name`, `when` and `to`',
)

const profile = exact(
  {
    skills,
    languages: some(language(), 'languages'),
    capacityPoints: z.exactOptional(whole(0, 1_000, 'points')),
    shift: z.exactOptional(slug('the name of a calendar', 'early-shift')),
    daysOff: z.exactOptional(distinct(date, 'dates', { max: 400 })),
  },
  'a profile: an object with `skills`, `languages`, `capacityPoints`, `shift` or `daysOff`',
) satisfies z.ZodMiniType<OperatorProfile>

const effort = exact(
  { points: whole(1, 100, 'points'), minutes: whole(1, HOURS_MIN, 'minutes') },
  'an effort: an object with `points` and `minutes`',
) satisfies z.ZodMiniType<Effort>

const cost = exact(
  {
    currency: textThat('a currency such as `EUR`', (given) =>
      /^[A-Z]{3}$/.test(given) ? undefined : `must be three capital letters (ISO 4217), not ${shown(given)}`,
    ),
    operatorCentsPerHour: whole(1, 10_000_000, 'hundredths of the currency'),
    conversationsAtOnce: whole(1, 50, 'conversations'),
    minutesPerEscalation: whole(0, HOURS_MIN, 'minutes'),
  },
  'an object with `currency`, `operatorCentsPerHour`, `conversationsAtOnce` and `minutesPerEscalation`',
) satisfies z.ZodMiniType<OperatorCost>

const percent = wholeOrNull(1, 99, 'percent')

export const routingSchema = exact(
  {
    kind: z.literal('routing', mustBe('`routing`')),
    description: z.exactOptional(text(500)),
    mode: oneOf(ROUTING_MODES),
    besideAutoAssignmentSeconds: wholeOrNull(1, DAY_S, 'seconds'),
    rules: list(rule, 'rules', { max: 200 }),
    topics: named(destination, 'destinations', { max: MOST_TOPICS, nameProblem: topicProblem }),
    classifier: z.nullable(
      exact(
        {
          model: textThat('the name of a model such as `shop-2`', modelProblem),
          atLeastPercent: whole(1, 99, 'percent'),
        },
        'an object with `model` and `atLeastPercent`, or null',
      ),
    ),
    triage: destination,
    substanceWaitSeconds: whole(0, DAY_S, 'seconds'),
    calendars: named(calendarSchema, 'calendars'),
    operators: named(profile, 'operators', { max: MOST_OPERATORS, nameProblem: operatorIdProblem }),
    capacityPoints: whole(1, 1_000, 'points'),
    channels: named(effort, 'efforts', { nameProblem: channelNameProblem }),
    otherChannels: effort,
    choice: exact(
      {
        stickyDays: whole(0, 365, 'days'),
        drainMinutes: whole(0, HOURS_MIN, 'minutes'),
        hardCaseMinutes: whole(0, HOURS_MIN, 'minutes'),
        closingMinutes: z.exactOptional(whole(1, HOURS_MIN, 'minutes')),
      },
      'an object with `stickyDays`, `drainMinutes`, `hardCaseMinutes` and, if wanted, `closingMinutes`',
    ),
    takeBack: exact(
      {
        offlinePercent: percent,
        awayPercent: percent,
        idlePercent: percent,
        withoutDeadlineSeconds: whole(1, DAY_S, 'seconds'),
        most: whole(0, 10, 'times'),
      },
      'an object with `offlinePercent`, `awayPercent`, `idlePercent`, `withoutDeadlineSeconds` and `most`',
    ),
    handOverMinutes: wholeOrNull(1, HOURS_MIN, 'minutes'),
    cost: z.exactOptional(cost),
  },
  'a routing document',
) satisfies z.ZodMiniType<RoutingDocument>

/** The form of a drafts document. What it means: shared/domain/drafts-policy.ts. */
import * as z from 'zod/mini'
import { type AutonomyTerms, isNeverAlone } from '#domain/autonomy'
import { type DraftsDocument, WRITERS } from '#domain/drafts-policy'
import {
  distinct,
  exact,
  flag,
  list,
  mustBe,
  named,
  ofEveryObject,
  oneOf,
  text,
  textThat,
  whole,
} from './plain-schemas.ts'
import { type Problem, shown } from './problem.ts'
import { languageProblem, topicProblem } from './routing-names.ts'

const wording = exact(
  {
    greeting: textThat('a greeting such as `Hello {name},`', greetingProblem),
    greetingWithoutName: text(100),
    readMore: text(100),
    closing: text(200),
  },
  'the words of a language: an object with `greeting`, `greetingWithoutName`, `readMore` and `closing`',
)

function greetingProblem(given: string): string | undefined {
  if (given.trim() === '' || given.length > 100) return `must have 1 to 100 characters, not ${given.length}`
  const places = given.match(/\{[^{}]*\}/g) ?? []
  return places.length === 1 && places[0] === '{name}'
    ? undefined
    : `must have one place \`{name}\`, not ${shown(given)}`
}

const A_BAR = mustBe('a share from 0.8 to 0.99, which the lower bound of good replies must be above')
const terms = exact(
  {
    intent: textThat('an intent such as `router_reset`', intentProblem),
    above: z.number(A_BAR).check(z.gte(0.8, A_BAR), z.lte(0.99, A_BAR)),
  },
  'an object with `intent` and `above`',
) satisfies z.ZodMiniType<AutonomyTerms>

function intentProblem(given: string): string | undefined {
  if (isNeverAlone(given)) return `is about money or the law, which a person always decides on: ${shown(given)}`
  return topicProblem(given) ?? ofEveryObject(given)
}

export const draftsSchema = exact(
  {
    kind: z.literal('drafts', mustBe('`drafts`')),
    description: z.exactOptional(text(500)),
    writers: distinct(oneOf(WRITERS), 'writers', { max: WRITERS.length, min: 0 }),
    atLeastPercent: whole(30, 99, 'percent'),
    languages: named(wording, 'languages', { max: 30, nameProblem: languageProblem }),
    suggestionNotes: z.exactOptional(flag()),
    autonomy: exact(
      {
        intents: list(terms, 'intents', { max: 50 }),
        sampleOneIn: whole(1, 20),
      },
      'an object with `intents` and `sampleOneIn`',
    ),
  },
  'a drafts document: an object with `kind`, `writers`, `atLeastPercent`, `languages` and `autonomy`',
) satisfies z.ZodMiniType<DraftsDocument>

/** What may be meant, but often is not. */
export function draftsNotes({ writers, languages, autonomy }: DraftsDocument): Problem[] {
  const notes: Problem[] = []
  if (writers.length > 0 && Object.keys(languages).length === 0)
    notes.push({ path: 'languages', message: 'is empty: drafts begin and end without a word' })
  if (autonomy.intents.length > 0)
    notes.push({
      path: 'autonomy.intents',
      message:
        autonomy.sampleOneIn === 1
          ? 'is tried out alone: with `sampleOneIn` 1 a person decides on every draft'
          : 'are sent without a person wherever that has been earned: GET /v1/autonomy tells where',
    })
  return notes
}

/**
 * Of which kind an edit is, by rules that can be read: each looks at the words that changed, the first that holds decides,
 * and all that hold are named. No model: a person who doubts a class finds the rule that gave it.
 */
import type { WordEdit } from './word-edit.ts'

export const EDIT_CLASSES = [
  'tone_improvement',
  'factual_correction',
  'policy_clarification',
  'template_refinement',
  'new_pattern',
] as const
export type EditClass = (typeof EDIT_CLASSES)[number]

export type EditVerdict = { readonly class: EditClass | null; readonly why: readonly string[] }

/** What else is known of the proposal. */
export type EditOf = {
  readonly hadEvidence: boolean
  /** From a canned response: what is changed of it says something of the template. */
  readonly isTemplate: boolean
}

/** So much changed that the proposal was no help: what was sent is a new way to answer. */
const REWRITTEN_FROM = 0.6
/** Up to here the answer is the same one, said otherwise. */
const TOUCHED_UP_TO = 0.3

/** Word beginnings in the languages of the product: en, de, es, fr, it, pt, nl, pl, sv, da. */
const POLICY = new RegExp(
  `^(?:${[
    ...['polic', 'terms', 'condition', 'eligib', 'refund', 'warrant', 'guarante', 'deadline', 'within', 'entitle'],
    ...['richtlini', 'bedingung', 'frist', 'garantie', 'erstatt', 'widerruf', 'gewähr', 'anspruch', 'innerhalb'],
    ...['polític', 'condicion', 'plazo', 'garant', 'reembols', 'devoluc', 'derecho', 'conditions', 'délai'],
    ...['rembours', 'rétract', 'politique', 'condizion', 'termin', 'rimbors', 'garanz', 'recesso', 'condiç', 'prazo'],
    ...['voorwaard', 'termijn', 'terugbetal', 'warunk', 'gwaranc', 'zwrot', 'regulamin', 'villkor', 'garanti'],
    ...['ångerrätt', 'återbetal', 'vilkår', 'fortryd', 'refusion', 'must', 'muss', 'müssen', 'doit', 'debe', 'deve'],
  ].join('|')})`,
  'iu',
)
const TONE = new RegExp(
  `^(?:${[
    ...['sorry', 'apolog', 'please', 'thank', 'kind', 'happy', 'glad', 'unfortunat', 'appreciat', 'understand'],
    ...['entschuld', 'bitte', 'dank', 'gern', 'freund', 'leider', 'verständ', 'hallo', 'herzlich', 'siento'],
    ...['disculp', 'perdón', 'favor', 'graci', 'gust', 'lament', 'désol', 'excus', 'merci', 'plaisir', 'volont'],
    ...['malheureus', 'scus', 'grazie', 'piacere', 'purtroppo', 'dispiac', 'obrigad', 'descul', 'prazer', 'infeliz'],
    ...['helaas', 'graag', 'bedankt', 'vriendelijk', 'przepr', 'prosz', 'dzięk', 'niestety', 'tyvärr', 'tack'],
    ...['vänlig', 'gärna', 'desværre', 'tak$', 'venlig', 'gerne', 'hi$', 'hello', 'dear', 'hey$', 'hola', 'bonjour'],
  ].join('|')})`,
  'iu',
)
/** Figures, dates, amounts, addresses, versions: what is right or wrong. */
const FACT = /\p{N}|@|^(?:https?|www)\b/u
const NEGATION = /^(?:not|no|never|none|nicht|kein\p{L}*|nie|nunca|pas|jamais|non|mai|não|niet|geen|nie|inte|ikke)$/iu
/** Marks and capitals alone, or emoji. */
const MARK = /^[^\p{L}\p{N}]+$/u

type Rule = {
  readonly class: EditClass
  readonly code: string
  readonly holds: (edit: WordEdit, of: EditOf) => boolean
}

const some = (words: readonly string[], by: RegExp): boolean => words.some((word) => by.test(word))
const changedBy = (edit: WordEdit, by: RegExp): boolean => some(edit.removed, by) || some(edit.added, by)

const RULES: readonly Rule[] = [
  {
    class: 'new_pattern',
    code: 'rewritten',
    holds: ({ ratio }) => ratio >= REWRITTEN_FROM,
  },
  {
    class: 'factual_correction',
    code: 'figure_replaced',
    holds: ({ changes }) => changes.some(({ removed, added }) => some(removed, FACT) && some(added, FACT)),
  },
  {
    class: 'factual_correction',
    code: 'negation_changed',
    holds: ({ removed, added }) => some(removed, NEGATION) !== some(added, NEGATION),
  },
  {
    class: 'policy_clarification',
    code: 'policy_word',
    holds: (edit) => changedBy(edit, POLICY),
  },
  {
    class: 'factual_correction',
    code: 'figure_added_or_removed',
    holds: (edit) => changedBy(edit, FACT),
  },
  {
    class: 'tone_improvement',
    code: 'polite_word',
    holds: (edit) => changedBy(edit, TONE),
  },
  {
    class: 'tone_improvement',
    code: 'marks_only',
    holds: ({ removed, added }) => [...removed, ...added].every((word) => MARK.test(word)),
  },
  {
    class: 'template_refinement',
    code: 'template_touched',
    holds: ({ ratio }, { isTemplate }) => isTemplate && ratio < TOUCHED_UP_TO,
  },
  {
    class: 'new_pattern',
    code: 'nothing_to_rest_on',
    holds: ({ ratio }, { hadEvidence }) => !hadEvidence && ratio >= TOUCHED_UP_TO,
  },
]

export function classifyEdit(edit: WordEdit, of: EditOf): EditVerdict {
  if (edit.changes.length === 0) return { class: null, why: [] }
  const held = RULES.filter(({ holds }) => holds(edit, of))
  const first = held[0]
  // What says neither a fact, nor a policy, nor is politer, is worded otherwise.
  if (first === undefined) return { class: 'template_refinement', why: ['worded_otherwise'] }
  return { class: first.class, why: held.map(({ code }) => code) }
}

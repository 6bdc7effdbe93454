import { describe, expect, it } from 'vitest'
import { aucOf } from '#tests/bench/quality-eval/rank-figures'
import { assertProperty, fc } from '#tests/support/property'
import { DEFAULT_QUALITY_MODEL } from '#text/quality/default-model'
import { fitLogistic, oddsOf, type Sample } from '#text/quality/logistic-regression'
import { exampleOf, learnQuality, reactionTo, readQuality } from '#text/quality/quality-model'
import { readTurns } from '#text/quality/read-turns'
import type { QualityThread } from '#text/quality/thread'

const HOUR_MS = 3_600_000
/** Turns an hour apart: "c:" the customer's, "a:" and "b:" two operators'. */
const thread = (...lines: string[]): QualityThread =>
  lines.map((line, at) => ({
    role: line.startsWith('c:') ? 'customer' : 'operator',
    speaker: line.slice(0, 1),
    atMs: at * HOUR_MS,
    text: line.slice(2).trim(),
  }))

const ASKED = 'c: My order shows as paid, but the download page stays empty. How do I get the file?'
const ANSWERED = 'a: Open Account > Downloads, click "Refresh list" and sign in again with the address of the order.'
const read = (...lines: string[]) => readQuality(thread(...lines), DEFAULT_QUALITY_MODEL)

describe('the outcome of a conversation', () => {
  const solved = read(ASKED, ANSWERED, 'c: That worked, thank you so much!')
  const silent = read(ASKED, ANSWERED)
  const unsolved = read(ASKED, ANSWERED, 'c: It still does not work. Any other ideas? What now?')

  it('is better where the customer says that it worked than where nobody says anything, or that it did not', () => {
    expect(solved.outcome).toBeGreaterThan(0.8)
    expect(silent.outcome).toBeLessThan(0.5)
    expect(unsolved.outcome).toBeLessThan(solved.outcome - 0.3)
  })

  it('says what moved it', () => {
    expect(solved.why.length).toBeGreaterThan(0)
    expect(solved.why[0]?.by).toBeGreaterThan(0)
    const known = Object.keys(DEFAULT_QUALITY_MODEL.outcome.features)
    for (const { feature } of solved.why) expect(known).toContain(feature)
  })

  it('is not moved by what the customer only quotes', () => {
    const quoted = `c: ${ANSWERED.slice(3)}\nNo, that page is empty.`
    const [, , reply] = readTurns(thread(ASKED, ANSWERED, quoted))
    expect(reply?.words).toBe(5)
    expect(reply?.operator.steps).toBe(0)
  })
})

describe('the answer that helped', () => {
  it('outranks a question back and a farewell', () => {
    const { answers } = read(
      ASKED,
      'a: Which version is this?',
      'c: It is version 12.',
      ANSWERED,
      'c: Thanks, that worked!',
      "a: You're welcome.",
    )
    const [, asked, , answered, , farewell] = answers
    expect(answered).toBeGreaterThan(asked ?? 0)
    expect(answered).toBeGreaterThan(farewell ?? 0)
    expect([answers[0], answers[2], answers[4]]).toEqual([null, null, null])
  })
})

describe('the reaction of a customer', () => {
  it.each([
    ['en', 'Great, that fixed it. Thanks!', 'That did not help, I still have the same problem.'],
    ['de', 'Vielen Dank, jetzt hat es geklappt!', 'Leider funktioniert es immer noch nicht.'],
    ['fr', 'Merci, ça marche !', 'Malheureusement ça ne marche pas, toujours pas.'],
    ['es', '¡Gracias, ya funciona!', 'Todavía no, no funciona.'],
    ['it', 'Grazie, ora funziona!', 'Purtroppo non funziona, ancora non.'],
    ['pt', 'Obrigada, deu certo!', 'Infelizmente ainda não, não funciona.'],
    ['nl', 'Bedankt, het werkt!', 'Helaas werkt niet, nog steeds hetzelfde.'],
  ])('is told in %s', (_, good, bad) => {
    expect(reactionTo(good, DEFAULT_QUALITY_MODEL)).toBeGreaterThan(30)
    expect(reactionTo(bad, DEFAULT_QUALITY_MODEL)).toBeLessThan(0)
  })
})

describe('any conversation', () => {
  it('is read: each turn by its role, all scores finite', () => {
    const turns = fc.array(
      fc.record({
        role: fc.constantFrom('customer' as const, 'operator' as const),
        speaker: fc.constantFrom('a', 'b', 'c'),
        atMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
        text: fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('\n \n > | '.repeat(9))),
      }),
      { maxLength: 3 },
    )
    assertProperty(
      fc.property(turns, (any) => {
        const { outcome, answers, reactions } = readQuality(any, DEFAULT_QUALITY_MODEL)
        expect(outcome).toBeGreaterThanOrEqual(0)
        expect(outcome).toBeLessThanOrEqual(1)
        any.forEach(({ role }, at) => {
          expect(Number.isFinite(answers[at])).toBe(role === 'operator')
          expect(Number.isFinite(reactions[at])).toBe(role === 'customer')
        })
      }),
    )
  })
})

describe('learning', () => {
  it('finds what parts the solved from the others, and the same again from the same', () => {
    const examples = Array.from({ length: 40 }, (_, at) => {
      const solved = at % 2 === 0
      const last = solved ? 'c: Works now, thanks' : 'c: No change'
      return exampleOf(thread(ASKED, `a: Try ${at}`, ANSWERED, last), { solved, solution: solved ? 2 : null })
    })
    const model = learnQuality(examples, 'made up')
    expect(learnQuality(examples, 'made up')).toEqual(model)
    const scored = examples.map(({ texts, solved }) => ({ score: readQuality(texts, model).outcome, isYes: solved }))
    expect(aucOf(scored)).toBe(1)
    expect(model).toMatchObject({ threads: 40, trainedOn: 'made up' })
  })

  it('does not depend on the order of samples, and leaves out what tells nothing', () => {
    const samples = Array.from({ length: 60 }, (_, at): Sample => ({ values: [at % 7, 1], isYes: at % 7 > 3 }))
    const fitted = fitLogistic(samples, 1)
    const turned = fitLogistic(samples.toReversed(), 1)
    expect(fitted.weights[0]).toBeCloseTo(turned.weights[0] ?? 0, 6)
    expect(fitted.weights[1]).toBeCloseTo(0, 6)
    expect(oddsOf(fitted, [6, 1])).toBeGreaterThan(0)
    expect(oddsOf(fitted, [0, 1])).toBeLessThan(0)
  })

  it('ranks as counting all pairs does', () => {
    const scored = fc.array(fc.record({ score: fc.integer({ min: 0, max: 5 }), isYes: fc.boolean() }), {
      maxLength: 30,
    })
    assertProperty(
      fc.property(scored, (list) => {
        const [yes, no] = [list.filter(({ isYes }) => isYes), list.filter(({ isYes }) => !isYes)]
        const won = yes.flatMap((a) => no.map((b): number => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)))
        const share = won.length === 0 ? null : won.reduce((a, b) => a + b, 0) / won.length
        const auc = aucOf(list)
        if (share === null) expect(auc).toBeNull()
        else expect(auc).toBeCloseTo(share, 9)
      }),
    )
  })
})

it('ships figures by name, and no text', () => {
  const { outcome, answer, reaction } = DEFAULT_QUALITY_MODEL
  for (const { features } of [outcome, answer, reaction])
    for (const [name, figures] of Object.entries(features)) {
      expect(name).toMatch(/^[a-zA-Z]+$/)
      expect(figures.every(Number.isFinite)).toBe(true)
    }
})

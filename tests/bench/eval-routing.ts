/**
 * `npm run eval:routing`: the topic classifier beside the obvious ways to do it, on the labelled sets in `../shared/data`.
 * With `--train FILE --test FILE [--label NAME]` on files of your own: JSON lines with `text`, or `title` and `body`, or
 * `turns`. The figures are the same at every run; times are not.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { languageDetector } from '#text/language'
import { plainText } from '#text/plain-text'
import { ANCHORS } from './routing-eval/anchors.ts'
import { chatFigures, chatFiguresOf } from './routing-eval/chats.ts'
import { curveOf, type Figures, figuresOf, type Judged } from './routing-eval/figures.ts'
import { labelled, OUT_OF_SCOPE, type Row, rowsOf, textIn, turnsIn } from './routing-eval/labelled-sets.ts'
import { guessOf, trainedOurs } from './routing-eval/ours.ts'
import { type Part, type Scenario, scenariosIn } from './routing-eval/scenarios.ts'

const percent = (share: number | null): string => (share === null ? '-' : (100 * share).toFixed(1))
const rightOf = (topic: string): string | null => (OUT_OF_SCOPE.has(topic) ? null : topic)

function tableRow(method: string, figures: Figures) {
  return {
    method,
    'accuracy %': percent(figures.accuracy),
    'macro-F1 %': percent(figures.macroF1),
    'AUC in/out': figures.auc === null ? '-' : figures.auc.toFixed(3),
    'refused % at 90 % kept': percent(figures.refusedAt90),
  }
}

function runScenario({ name, parts }: Scenario) {
  const ours: Judged[] = []
  const costs = parts.map(({ taught, tried }) => {
    const { classifier, ...cost } = trainedOurs(taught)
    const startMs = performance.now()
    for (const { text, topic } of tried) ours.push({ ...guessOf(classifier, text), right: rightOf(topic) })
    return {
      ...cost,
      predictMs: (performance.now() - startMs) / Math.max(1, tried.length),
      topics: classifier.topics.length,
    }
  })
  const anchors = Object.entries(ANCHORS).map(([method, learn]) => {
    const judged = parts.flatMap(({ taught, tried }: Part): Judged[] => {
      const guess = learn(taught)
      return tried.map(({ text, topic }) => ({ ...guess(text), right: rightOf(topic) }))
    })
    return { method, figures: figuresOf(judged) }
  })
  return { name, ours: figuresOf(ours), anchors, curve: curveOf(ours), costs }
}

function printScenario({ name, ours, anchors, curve, costs }: ReturnType<typeof runScenario>): void {
  console.log(`\n${name} (${ours.count} tried)`)
  console.table([...anchors.map(({ method, figures }) => tableRow(method, figures)), tableRow('Backdesk', ours)])
  const points = curve.map(
    ({ atLeastPercent, answered, right }) => `${atLeastPercent}: ${percent(answered)}/${percent(right)}`,
  )
  console.log(`  abstention, at least: answered %/right %   ${points.join('   ')}`)
  for (const { topics, kilobytes, trainSeconds, loadMs, predictMs } of costs)
    console.log(
      `  model of ${topics} topics: ${kilobytes.toFixed(0)} KB, trained in ${trainSeconds.toFixed(1)} s, loaded in ${loadMs.toFixed(0)} ms, ${predictMs.toFixed(2)} ms a text`,
    )
}

async function languageFigures(data: string) {
  const rows = rowsOf(data, 'sumo-topics', 'language.jsonl')
  if (rows === undefined) return undefined
  const languageOf = await languageDetector()
  return [10_000, 80, 30].map((characters) => {
    const told = rows.map((row) => languageOf(plainText(textIn(row)).slice(0, characters)))
    const right = rows.filter((row, at) => String(row.locale).slice(0, 2) === told[at]).length
    const silent = told.filter((one) => one === null).length
    return { characters, told: 1 - silent / rows.length, right: right / (rows.length - silent) }
  })
}

function ownFiles(train: string, test: string, label: string | undefined) {
  const [taught = [], tried = []] = [rowsOf(train), rowsOf(test)]
  const name =
    label ?? ['topic', 'label', 'intent', 'team', 'domain'].find((one) => taught[0]?.[one] !== undefined) ?? 'topic'
  const chat = (row: Row) => ({ turns: turnsIn(row), topic: String(row[name]) })
  if (taught.some((row) => row.turns !== undefined))
    return { chats: chatFiguresOf({ taught: taught.map(chat), tried: tried.map(chat) }) }
  const bots = [...new Set(taught.map(({ bot }) => bot))]
  const of = (rows: readonly Row[], bot: unknown) =>
    labelled(
      rows.filter((row) => row.bot === bot),
      name,
    )
  const parts = bots.map((bot) => ({
    taught: of(taught, bot).filter(({ topic }) => !OUT_OF_SCOPE.has(topic)),
    tried: of(tried, bot),
  }))
  return { scenarios: [runScenario({ name: `${test}, ${name}`, parts })] }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: join('..', 'shared', 'data') },
      json: { type: 'boolean', default: false },
      train: { type: 'string' },
      test: { type: 'string' },
      label: { type: 'string' },
    },
  })
  const { data, json, train, test, label } = values
  const own = train !== undefined && test !== undefined ? ownFiles(train, test, label) : undefined
  if (own === undefined && !existsSync(data)) {
    console.log(`There is no ${data}: nothing to learn from. --data DIR says where the labelled sets are.`)
    return
  }
  const scenarios = own === undefined ? [] : (own.scenarios ?? [])
  const show = (done: ReturnType<typeof runScenario>): void => (json ? undefined : printScenario(done))
  scenarios.forEach(show)
  for (const scenario of own === undefined ? scenariosIn(data) : []) {
    const done = runScenario(scenario)
    scenarios.push(done)
    show(done)
  }
  const chats = own === undefined ? chatFigures(data) : own.chats
  const languages = own === undefined ? await languageFigures(data) : undefined
  if (json) {
    console.log(JSON.stringify({ scenarios, chats, languages }))
    return
  }
  if (chats !== undefined) {
    console.log(`\nmultidogo, the domain of a chat (model ${chats.kilobytes.toFixed(0)} KB)`)
    console.table(
      chats.rows.map(({ after, judged, accuracy, anchor }) => ({
        after,
        'can be judged %': percent(judged),
        'right % of all': percent(accuracy),
        'TF-IDF, logistic': percent(anchor),
      })),
    )
  }
  if (languages !== undefined) {
    console.log('\nsumo-topics, language (one in ten is labelled by its forum and written in English)')
    console.table(
      languages.map(({ characters, told, right }) => ({
        'first characters': characters,
        'told %': percent(told),
        'right % of these': percent(right),
      })),
    )
  }
}

await main()

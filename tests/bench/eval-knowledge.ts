/**
 * `npm run eval:knowledge`: suggestions of articles beside what each of their sources gives alone, on the set `sumo-kb` in
 * `../shared/data`. Taught by the questions before a day, tried on those from it on; and by four fifths, tried on the last.
 * With `--train FILE --queries FILE [--negatives FILE] [--run FILE]` on files of your own, of the same form: `--data` says where
 * `corpus.jsonl` is. `--run` writes each question's ranking, `{id, ranked: [{id, score}]}`, for a scorer elsewhere.
 * The figures are the same at every run; times are not.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answersIn, type HelpCenter, helpCenter } from './knowledge-eval/help-center.ts'
import { built, type Cost, costOf, METHODS, type Rank, ranker } from './knowledge-eval/methods.ts'
import { abstentionFigures, retrievalFigures, type Tried } from './knowledge-eval/retrieval-figures.ts'
import { type Row, rowsOf } from './routing-eval/labelled-sets.ts'

const USAGE = `npm run eval:knowledge -- [--data DIR] [--until DAY] [--json]
  --data DIR        where corpus.jsonl, queries.jsonl and negatives.jsonl are; ../shared/data/sumo-kb
  --until DAY       taught by the questions before, tried on those from then on; 2025-01-01
  --train FILE      taught by these instead, all of them; rows without \`rel\` are questions that no article answers
  --queries FILE    tried on these instead
  --negatives FILE  questions that no article answers, to be told from the others
  --run FILE        write the rankings there`
const PARTS = 5

type Set = {
  readonly center: HelpCenter
  readonly taught: readonly Row[]
  readonly tried: readonly Row[]
  readonly strange: readonly Row[]
}

const triedBy = (rank: Rank, rows: readonly Row[]): Tried[] =>
  rows.map((row) => ({ id: String(row.id), answers: answersIn(row), ranking: rank(row) }))

function tableRow(method: string, tried: readonly Tried[], strange: readonly Tried[]) {
  const found = retrievalFigures(tried)
  const told = abstentionFigures(
    tried.map(({ ranking }) => ranking),
    strange.map(({ ranking }) => ranking),
  )
  const figures = strange.length === 0 ? found : { ...found, ...told }
  return {
    method,
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(4))])),
  }
}

function printCost(cost: Cost): void {
  console.log(
    `  index ${cost.kilobytes.toFixed(0)} KB (${cost.zippedKilobytes.toFixed(0)} KB zipped), built in ${cost.buildSeconds.toFixed(1)} s, ` +
      `loaded in ${cost.loadMs.toFixed(0)} ms, a suggestion in ${cost.suggestMsP50.toFixed(1)} ms (p95 ${cost.suggestMsP95.toFixed(1)} ms)`,
  )
}

/** Every question is tried once, by an index that was taught the others. */
function crossValidated({ center }: Set, rows: readonly Row[]) {
  const tried: Tried[] = []
  for (let part = 0; part < PARTS; part++) {
    const { stored } = built(
      center,
      rows.filter((_, at) => at % PARTS !== part),
    )
    const rank = ranker(center, stored)
    tried.push(
      ...triedBy(
        rank,
        rows.filter((_, at) => at % PARTS === part),
      ),
    )
  }
  return tableRow('Backdesk', tried, [])
}

/** Half of the strange questions are known to have had no article, as a desk in use knows it of its own. */
function taughtStrange({ center, taught, tried, strange }: Set) {
  const { stored } = built(center, [...taught, ...strange.filter((_, at) => at % 2 === 0)])
  const rank = ranker(center, stored)
  return tableRow(
    'Backdesk',
    triedBy(rank, tried),
    triedBy(
      rank,
      strange.filter((_, at) => at % 2 === 1),
    ),
  )
}

function main(): void {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: join('..', 'shared', 'data', 'sumo-kb') },
      until: { type: 'string', default: '2025-01-01' },
      train: { type: 'string' },
      queries: { type: 'string' },
      negatives: { type: 'string' },
      run: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { data, until, json } = values
  if (values.help) {
    console.log(USAGE)
    return
  }
  const corpus = rowsOf(data, 'corpus.jsonl')
  if (corpus === undefined) {
    console.log(`There is no ${join(data, 'corpus.jsonl')}: no articles to search. --data DIR says where they are.`)
    return
  }
  const mustBe = (file: string): Row[] => {
    if (!existsSync(file)) throw new Error(`There is no file ${file}`)
    return rowsOf(file) ?? []
  }
  const isOwn = values.train !== undefined || values.queries !== undefined
  const all = mustBe(values.queries ?? join(data, 'queries.jsonl'))
  const before = all.filter(({ created }) => String(created) < until)
  const set: Set = {
    center: helpCenter(corpus),
    taught: values.train === undefined ? before : mustBe(values.train),
    tried: isOwn ? all : all.filter(({ created }) => String(created) >= until),
    strange:
      values.negatives === undefined
        ? isOwn
          ? []
          : (rowsOf(data, 'negatives.jsonl') ?? [])
        : mustBe(values.negatives),
  }
  const made = built(set.center, set.taught)
  const rows = Object.entries(METHODS).map(([method, change]) => {
    const rank = ranker(set.center, change(made.stored))
    const [tried, strange] = [triedBy(rank, set.tried), triedBy(rank, set.strange)]
    if (values.run !== undefined && method === 'Backdesk')
      writeFileSync(
        values.run,
        [...tried, ...strange].map(({ id, ranking }) => `${JSON.stringify({ id, ranked: ranking })}\n`).join(''),
      )
    return tableRow(method, tried, strange)
  })
  const cost = costOf(made, set.tried)
  if (!json) {
    console.log(
      `\n${set.center.articles.length} articles, taught by ${set.taught.length} questions, tried on ${set.tried.length} later ones`,
    )
    console.table(rows)
    printCost(cost)
  }
  const strange = isOwn || set.strange.length === 0 ? undefined : taughtStrange(set)
  const crossed = isOwn ? undefined : crossValidated(set, all)
  if (json) {
    console.log(JSON.stringify({ later: rows, taughtStrange: strange, crossValidated: crossed, cost }))
    return
  }
  if (strange !== undefined) {
    console.log(
      '\nThe same, where half of the questions without an article were known as such; told from the other half',
    )
    console.table([strange])
  }
  if (crossed !== undefined) {
    console.log(
      `\nIn no order of time: taught by ${PARTS - 1} of ${PARTS} parts, tried on the last; all ${all.length} questions`,
    )
    console.table([crossed])
  }
}

main()

/**
 * `npm run eval:quality`: how well the quality score tells conversations that helped from those that did not, on the
 * conversations in `../shared/data/sumo-threads`. The figures are the same at every run.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isLabelled, type Labelled, type Thread, threadsIn } from './quality-eval/labelled-threads.ts'
import { crossValidated, later, learntFrom, type Read, readBy, TAUGHT_SHARE } from './quality-eval/protocols.ts'
import {
  type AucRow,
  anchorRows,
  outcomeRow,
  pairFigures,
  toneRows,
  voteFigures,
} from './quality-eval/quality-figures.ts'
import { writeDefaultModel } from './quality-eval/write-default-model.ts'

const HELP = `npm run eval:quality -- [--data DIR] [--train DIR] [--run OUT.jsonl] [--json] [--write-default]

  --data DIR       conversations to judge: DIR/threads.jsonl, and DIR/labels.jsonl where the outcome is known
                   (or the same in DIR/sumo-threads; as shipped ../shared/data)
  --train DIR      learn from these and judge --data by that alone; without it --data is judged by cross-validation
  --run OUT.jsonl  write {"id", "score", "turns": [null | score]} for each conversation
  --json           figures as one line of JSON
  --write-default  learn from all of --data and write shared/text/quality/default-model.ts

Exit code 0: judged, or nothing to judge by default; 1: a folder that was named holds no threads; 2: usage.`

const SEEDS = [1, 2, 3, 4, 5]
const fixed = (value: number | null): string => (value === null ? '-' : value.toFixed(3))
const shown = ({ by, auc, spread, n }: AucRow) => ({ by, AUC: fixed(auc), '± (95 %)': fixed(spread), n })

function figuresOf(read: readonly Read[], name: string) {
  return {
    name,
    outcome: outcomeRow('Backdesk', read),
    pairs: pairFigures(read),
    tone: toneRows(read),
    votes: voteFigures(read),
  }
}
type Protocol = ReturnType<typeof figuresOf>

function printProtocol({ name, outcome, pairs, tone, votes }: Protocol, anchors: readonly AucRow[]): void {
  console.log(`\n${name}: solved or not`)
  console.table([...anchors, outcome].map(shown))
  console.log('  the answer that was marked as the solution against the other answers of its conversation')
  console.table(
    pairs.map(({ by, ...one }) => ({
      by,
      'pairs in order %': (100 * one.inOrder).toFixed(1),
      pairs: one.pairs,
      'first of all %': (100 * one.first).toFixed(1),
      conversations: one.conversations,
    })),
  )
  console.log("  the customer's last reply: does it tell the outcome? (No set here has labels of tone itself.)")
  console.table(tone.map(shown))
  console.log(
    `  score of an answer and readers' votes, which were not trained on: rank correlation ${votes.rankCorrelation.toFixed(3)} (${votes.answers} answers)`,
  )
}

function writeRun(file: string, read: readonly Read<Thread>[]): void {
  const lines = read.map(({ thread, reading }) =>
    JSON.stringify({ id: thread.id, score: reading.outcome, turns: reading.answers }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  console.error(`${lines.length} conversations written to ${file}`)
}

function onOwn(threads: readonly Labelled[]): { protocols: Protocol[]; read: Read[]; anchors: AucRow[][] } {
  const folded = SEEDS.map((seed) => crossValidated(threads, seed))
  const [read = []] = folded
  const first = figuresOf(read, '10-fold cross-validation')
  const aucs = folded.map((one) => outcomeRow('', one).auc ?? 0.5)
  const mean = aucs.reduce((a, b) => a + b, 0) / aucs.length
  const outcome = { ...first.outcome, by: `Backdesk (mean of ${SEEDS.length} shufflings)`, auc: mean }
  const from = Math.floor(threads.length * TAUGHT_SHARE)
  return {
    protocols: [
      { ...first, outcome },
      figuresOf(later(threads), 'Learnt from the first 70 % by date, judged the rest'),
    ],
    read,
    anchors: [anchorRows(threads), anchorRows(threads.slice(from))],
  }
}

function main(): number {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      train: { type: 'string' },
      run: { type: 'string' },
      json: { type: 'boolean', default: false },
      'write-default': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const data = values.data ?? join('..', 'shared', 'data')
  const threads = threadsIn(data)
  const taught = values.train === undefined ? undefined : threadsIn(values.train)?.filter(isLabelled)
  if (threads === undefined) {
    console.log(`There are no threads in ${data}: nothing to judge. --data DIR says where they are.`)
    return values.data === undefined ? 0 : 1
  }
  if (values.train !== undefined && (taught === undefined || taught.length === 0)) {
    console.error(`There are no labelled threads in ${values.train}: nothing to learn from.`)
    return 1
  }
  const labelled = threads.filter(isLabelled)
  if (values['write-default']) {
    writeDefaultModel(
      learntFrom(labelled, 'support.mozilla.org questions on a mail program, English, 2024-02 to 2025-06'),
    )
    return 0
  }
  if (taught === undefined && labelled.length === 0) {
    console.error(`No thread in ${data} has a label: --train DIR says what to learn from.`)
    return 1
  }
  if (taught !== undefined) {
    const read = readBy(threads, learntFrom(taught, values.train ?? ''))
    const judged = read.flatMap(({ thread, reading }) => (isLabelled(thread) ? [{ thread, reading }] : []))
    if (values.run !== undefined) writeRun(values.run, read)
    if (judged.length === 0) return 0
    const name = `Learnt from ${taught.length} in ${values.train}, judged ${judged.length} in ${data}`
    report([figuresOf(judged, name)], [anchorRows(judged.map(({ thread }) => thread))], values.json)
    return 0
  }
  const { protocols, read, anchors } = onOwn(labelled)
  if (values.run !== undefined) writeRun(values.run, read)
  report(protocols, anchors, values.json)
  return 0
}

function report(protocols: readonly Protocol[], anchors: readonly (readonly AucRow[])[], json: boolean): void {
  if (json) console.log(JSON.stringify({ protocols, anchors }))
  else for (const [at, one] of protocols.entries()) printProtocol(one, anchors[at] ?? [])
}

try {
  process.exitCode = main()
} catch (fault) {
  if (!(fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS'))) throw fault
  console.error(`${fault.message}\n\n${HELP}`)
  process.exitCode = 2
}

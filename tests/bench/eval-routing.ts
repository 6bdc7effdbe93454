/**
 * `npm run eval:routing`: the topic classifier beside the obvious ways to do it, on the labelled sets in `../shared/data`, or
 * on files of your own. The figures are the same at every run; times are not.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chatFigures, chatFiguresOf } from './routing-eval/chats.ts'
import { languageFigures } from './routing-eval/languages.ts'
import { EvalFault, ownFiles } from './routing-eval/own-files.ts'
import { printChats, printLanguages, printScenario } from './routing-eval/print.ts'
import { behindIn, type Done, runScenario } from './routing-eval/run-scenario.ts'
import { SETS, scenariosIn } from './routing-eval/scenarios.ts'

const USAGE = `npm run eval:routing -- [--data DIR] [--only SET] [--json]
npm run eval:routing -- --train FILE --test FILE [--label FIELD] [--run FILE] [--json]
  --data DIR    where the labelled sets are; ../shared/data. Those that are not there are left out, and named
  --only SET    one of ${SETS.join(', ')}
  --train FILE  taught by all of it: JSON lines with \`text\`, \`title\` and \`body\`, or \`turns\`, and a label.
                Rows labelled \`oos\` or NO_NODES_DETECTED belong to no topic and are not taught;
                of rows with a \`bot\`, each bot has a classifier of its own
  --test FILE   tried on all of it
  --label FIELD the label: \`topic\`, \`label\`, \`intent\`, \`team\` or \`domain\`, the first that is there
  --run FILE    writes what ours says of each text there, {id, label, score}, for a scorer elsewhere
  --json        figures as JSON
Exit codes: 0 done; 1 a simpler method does better on one of the sets; 2 something is missing or ill-formed.`

function optionsGiven() {
  try {
    return parseArgs({
      options: {
        data: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        train: { type: 'string' },
        test: { type: 'string' },
        label: { type: 'string' },
        run: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new EvalFault(error instanceof Error ? error.message : String(error))
  }
}
type Options = ReturnType<typeof optionsGiven>

function onOwnFiles({ train, test, label, run, json }: Options): void {
  if (train === undefined || test === undefined) throw new EvalFault('--train and --test go together')
  const own = ownFiles(train, test, label)
  if (own.kind === 'chats') {
    if (run !== undefined) throw new EvalFault('--run is for texts, and these are chats with `turns`')
    const chats = chatFiguresOf(own)
    if (json) console.log(JSON.stringify({ chats }))
    else printChats(test, chats)
    return
  }
  const { guesses, ...done } = runScenario(own.scenario)
  if (run !== undefined) {
    const told = guesses.map(({ topic, sure }, at) => JSON.stringify({ id: own.ids[at], label: topic, score: sure }))
    writeFileSync(run, `${told.join('\n')}\n`)
  }
  if (json) console.log(JSON.stringify({ scenarios: [done] }))
  else printScenario({ ...done, guesses })
}

async function onSharedSets({ data: given, only, json, label, run }: Options): Promise<void> {
  if (label !== undefined || run !== undefined) throw new EvalFault('--label and --run go with --train and --test')
  if (only !== undefined && !SETS.includes(only)) throw new EvalFault(`--only is one of ${SETS.join(', ')}`)
  const data = given ?? join('..', 'shared', 'data')
  const wanted = SETS.filter((set) => only === undefined || set === only)
  const absent = wanted.filter((set) => !existsSync(join(data, set)))
  if (absent.length === wanted.length) {
    const message = `There is nothing to learn from in ${data} (${absent.join(', ')}). --data DIR says where the labelled sets are, --train and --test name files of your own.`
    if (given !== undefined) throw new EvalFault(message)
    console.log(message)
    return
  }
  const scenarios: Omit<Done, 'guesses'>[] = []
  for (const { set, make } of scenariosIn(data)) {
    if (!wanted.includes(set)) continue
    for (const scenario of make()) {
      const { guesses, ...done } = runScenario(scenario)
      scenarios.push(done)
      if (!json) printScenario({ ...done, guesses })
    }
  }
  const chats = wanted.includes('multidogo') ? chatFigures(data) : undefined
  const languages = wanted.includes('sumo-topics') ? await languageFigures(data) : undefined
  const behind = scenarios.flatMap(behindIn)
  if (behind.length > 0) process.exitCode = 1
  if (json) {
    console.log(JSON.stringify({ scenarios, chats, languages, absent, behind }))
    return
  }
  if (chats !== undefined) printChats('multidogo, the domain of a chat', chats)
  if (languages !== undefined) printLanguages(languages)
  console.log('')
  if (absent.length > 0) console.log(`Not there: ${absent.join(', ')}.`)
  if (behind.length === 0) console.log(`Ahead of every simpler method in all of ${scenarios.length} comparisons.`)
  for (const one of behind) console.log(`Behind in ${one}`)
}

try {
  const options = optionsGiven()
  if (options.help) console.log(USAGE)
  else if (options.train !== undefined || options.test !== undefined) onOwnFiles(options)
  else await onSharedSets(options)
} catch (error) {
  if (!(error instanceof EvalFault)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}

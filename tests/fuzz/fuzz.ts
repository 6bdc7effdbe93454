/** `npm run fuzz`: spoiled webhooks at ingest and process, spoiled messages at the other queues. See docs/proof.md. */
import { parseArgs } from 'node:util'
import { type Counterexample, type FuzzResult, TARGETS, type Target } from './fuzz-run.ts'

const USAGE = `npm run fuzz [-- options]

  --runs N       cases of each target (default 100000)
  --seed N       default: by the clock; printed, and repeats the run
  --target NAME  ${Object.keys(TARGETS).join(' or ')}; default: all
  --path P       plays the one case of a printed path; with --seed and --target
  --json         figures as one line of JSON
  --help         this text

Exit code 1: something did not hold; its smallest case is printed. 2: the options are wrong.`

type Options = {
  readonly runs: number
  readonly seed: number
  readonly targets: readonly Target[]
  readonly path?: string
  readonly json: boolean
}

const isTarget = (name: string): name is Target => Object.hasOwn(TARGETS, name)

/** @throws Error in words for whoever typed them. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      target: { type: 'string' },
      path: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number above 0')
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number')
  if (values.target !== undefined && !isTarget(values.target))
    throw new Error(`--target must be one of ${Object.keys(TARGETS).join(', ')}`)
  if (values.path !== undefined && values.target === undefined) throw new Error('--path needs --target and --seed')
  const targets = values.target === undefined ? (Object.keys(TARGETS) as Target[]) : [values.target]
  return { runs, seed, targets, json: values.json, ...(values.path === undefined ? {} : { path: values.path }) }
}

const inWords = (n: number): string => Math.round(n).toLocaleString('en')

function printFigures(target: Target, { played, outcomes, tookMs }: FuzzResult): void {
  console.log(
    `\n${target}: ${inWords(played)} cases in ${(tookMs / 1000).toFixed(1)} s, ${inWords((played / tookMs) * 1000)} a second`,
  )
  for (const [outcome, times] of [...outcomes].sort((a, b) => b[1] - a[1]))
    console.log(`  ${inWords(times).padStart(9)}  ${outcome}`)
}

function printFailure(target: Target, seed: number, failure: Counterexample): void {
  console.error(`\n${target}: this does not hold.\n${failure.error}\n\nThe smallest case found:`)
  console.error(JSON.stringify(failure.shrunk, null, 2))
  console.error(`Its body: ${failure.body}`)
  console.error(`Again: npm run fuzz -- --target ${target} --seed ${seed} --path ${failure.path}`)
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options === undefined) {
    console.log(USAGE)
    return 0
  }
  const { runs, seed, targets, path, json } = options
  if (!json) console.log(`seed ${seed}, ${inWords(runs)} cases of each target`)
  const figures: Record<string, unknown> = {}
  let failures = 0
  for (const target of targets) {
    const onProgress = (played: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${target}: ${inWords(played)} of ${inWords(runs)} `)
    }
    const result = await TARGETS[target]({ seed, runs, onProgress, ...(path === undefined ? {} : { path }) })
    if (!json) printFigures(target, result)
    figures[target] = {
      played: result.played,
      tookMs: Math.round(result.tookMs),
      outcomes: Object.fromEntries(result.outcomes),
    }
    if (result.failure === undefined) continue
    failures++
    printFailure(target, seed, result.failure)
  }
  if (json) console.log(JSON.stringify({ seed, held: failures === 0, ...figures }))
  else if (failures === 0)
    console.log(
      '\nEverything was refused with a reason, or kept whole. No crash, no 5xx but while both stores were down.',
    )
  return failures === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 2
}

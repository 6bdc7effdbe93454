/** `npm run chaos`: nothing lost, nothing twice, whatever goes wrong. See docs/proof.md. */
import { parseArgs } from 'node:util'
import { type ChaosReport, runChaos } from './chaos-run.ts'

const USAGE = `npm run chaos [-- options]

  --webhooks N   that Chatwoot sends (default 20000)
  --minutes N    ends the storm after so long, with what was sent by then (default: as long as it takes)
  --seed N       default: by the clock; printed, and repeats the story and what goes wrong in it
  --json         the figures as JSON
  --help         this text

Exit code 1: something was lost, done twice, or cannot be explained. 2: the options are wrong.`

type Options = {
  readonly webhooks: number
  readonly minutes?: number
  readonly seed: number
  readonly json: boolean
}

/** @throws Error in words for whoever typed them. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      webhooks: { type: 'string', default: '20000' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const number = (name: 'webhooks' | 'minutes' | 'seed', least: number, most: number): number => {
    const value = Number(values[name])
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new Error(`--${name} must be a whole number from ${least} to ${most}`)
  }
  const webhooks = number('webhooks', 50, 200_000)
  const bounded = values.minutes === undefined ? {} : { minutes: number('minutes', 1, 1_440) }
  return { webhooks, ...bounded, seed: number('seed', 0, 2 ** 32), json: values.json }
}

const inWords = (n: number): string => n.toLocaleString('en')
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${inWords(count)}`)
    .join(', ') || 'none'
const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

/** Beyond these, the rest is only counted. */
const SHOWN = 12

function print(report: ChaosReport): void {
  const { verdict, lagMs, tookS } = report
  const row = (name: string, words: string): void => console.log(`  ${name.padEnd(22)}${words}`)
  console.log(`\nchaos, seed ${report.seed}`)
  row('Chatwoot sent', listed(report.sender))
  row('not taken (no 2xx)', listed(report.refused))
  row('strangers sent', listed(report.strangers))
  row('Chatwoot’s clock', `${report.skewS[0]} s to +${report.skewS[1]} s beside ours`)
  row('invocations cut off', `${inWords(sumOf(report.kills))}: ${listed(report.kills)}`)
  row('AWS went wrong', `${inWords(sumOf(report.engineFaults))}: ${listed(report.engineFaults)}`)
  row('Chatwoot’s API', `${inWords(sumOf(report.apiFaults))}: ${listed(report.apiFaults)}`)
  row(
    'in the end',
    `${inWords(report.conversations)} conversations, ${inWords(report.deleted)} deleted, ${inWords(report.events)} events, ${inWords(report.ownMessages)} notes of ours in Chatwoot`,
  )
  row('receipt to bus, ms', listed(lagMs))
  row(
    'missed by webhooks',
    `${inWords(report.missedByWebhooks)} conversations, and ${inWords(report.ghosts.before)} deletions`,
  )
  row('one reconcile cycle', listed(report.reconciled))
  row('round a day later', listed(report.round))
  row(
    'deletions not noticed',
    `${inWords(report.ghosts.afterCycle)} after the cycle, ${inWords(report.ghosts.afterRound)} after the round`,
  )
  row('dead letters', listed(report.deadLetters))
  row('seconds', listed(tookS))
  console.log('')
  const findings = [
    [
      'lost',
      verdict.lost.map(
        (one) =>
          `conversation ${one.conversationId}: ${one.field} is ${JSON.stringify(one.known)}, in truth ${JSON.stringify(one.truth)}`,
      ),
    ],
    ['applied twice', verdict.twice],
    ['dead letters unexplained', verdict.unexplained],
    ['ledger not as published', verdict.unpublished],
  ] as const
  for (const [name, found] of findings) {
    console.log(`${found.length === 0 ? 'ok    ' : 'BROKEN'} ${name}: ${inWords(found.length)}`)
    for (const one of found.slice(0, SHOWN)) console.log(`         ${one}`)
    if (found.length > SHOWN) console.log(`         and ${inWords(found.length - SHOWN)} more`)
  }
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options === undefined) {
    console.log(USAGE)
    return 0
  }
  const { json, ...plan } = options
  process.env.CDK_VALIDATION ??= 'false'
  let toldAt = 0
  let toldPhase = ''
  const onProgress = (phase: string, enqueued: number): void => {
    if (phase === toldPhase && performance.now() - toldAt < 5_000) return
    toldAt = performance.now()
    toldPhase = phase
    console.error(`${phase}: ${inWords(enqueued)} of ${inWords(plan.webhooks)} webhooks`)
  }
  const report = await runChaos({ ...plan, onProgress })
  if (json) console.log(JSON.stringify(report))
  else print(report)
  if (!report.held) console.error(`\nAgain: npm run chaos -- --webhooks ${plan.webhooks} --seed ${plan.seed}`)
  return report.held ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n${USAGE}`)
  process.exitCode = 2
}

/**
 * `npm run bench`: what intake costs, side by side in one run on this machine.
 *  1. bundle size, load time and time to the first answer of ingest, a bare handler, and a typical build of the same job;
 *  2. webhooks per second through the whole local path, against the engine's own SendMessage rate.
 * Rounds are interleaved and medians printed: the machine may be noisy, so read the ratios.
 */
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { build } from 'esbuild'
import { BUNDLING } from '#infra/bundle'
import { realClock } from '#infra/local/clock'
import { startEngines } from '#infra/local/engines/engines'
import { measureThroughput } from './ingest/throughput.ts'

const USAGE = `npm run bench [-- options]

  --starts N     cold starts of each build (default 15)
  --rounds N     rounds of the throughput comparison (default 5)
  --webhooks N   webhooks in each round (default 1500)
  --help         this text`

const BUILDS = {
  bare: 'tests/bench/ingest/bare-handler.ts',
  ingest: 'functions/ingest/handler.ts',
  typical: 'tests/bench/ingest/typical-handler.ts',
} as const
type Build = keyof typeof BUILDS
const NAMES: readonly Build[] = ['bare', 'ingest', 'typical']

type Start = { readonly loadMs: number; readonly readyMs: number }

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function compareStarts(starts: number): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'backdesk-bench-'))
  const engines = await startEngines({ clock: realClock({ speed: 1 }) })
  try {
    const client = {
      endpoint: engines.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'x' },
    }
    const accountKey = 'bench-account-key-0123456789'
    const secret = 'bench-signing-secret'
    const accounts = { [accountKey]: { account: 'shop', chatwootAccountId: 1, secrets: [secret], unsigned: false } }
    const { QueueUrl } = await new SQSClient(client).send(new CreateQueueCommand({ QueueName: 'bench' }))
    const { ARN } = await new SecretsManagerClient(client).send(
      new CreateSecretCommand({ Name: 'bench', SecretString: JSON.stringify(accounts) }),
    )
    await new S3Client(client).send(new CreateBucketCommand({ Bucket: 'bench' }))
    await build({
      ...BUNDLING,
      entryPoints: NAMES.map((name) => ({ in: BUILDS[name], out: name })),
      outdir: dir,
      outExtension: { '.js': '.cjs' },
      sourcemap: false,
    })
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: engines.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      INBOUND_QUEUE_URL: QueueUrl,
      ACCOUNTS_SECRET_ARN: ARN,
      BODIES_BUCKET: 'bench',
      MAX_BODY_BYTES: '5000000',
      ENVIRONMENT: 'bench',
    }
    const times: Record<Build, Start[]> = { bare: [], ingest: [], typical: [] }
    for (let round = 0; round < starts; round++)
      for (const name of NAMES) {
        const { stdout } = await promisify(execFile)(
          process.execPath,
          ['tests/bench/ingest/measure.cjs', join(dir, `${name}.cjs`), JSON.stringify(signedEvent(accountKey, secret))],
          { env },
        )
        const answer = JSON.parse(stdout.slice(stdout.indexOf('#') + 1)) as Start & { status: number }
        if (answer.status !== 202) throw new Error(`${name} answered ${answer.status}`)
        times[name].push(answer)
      }
    console.log(`Cold start, medians of ${starts} interleaved processes`)
    const bare = median(times.bare.map((t) => t.readyMs))
    console.table(
      Object.fromEntries(
        await Promise.all(
          NAMES.map(async (name) => {
            const loadMs = median(times[name].map((t) => t.loadMs))
            const readyMs = median(times[name].map((t) => t.readyMs))
            const bytes = (await stat(join(dir, `${name}.cjs`))).size
            return [
              name,
              {
                'bundle KB': Math.round(bytes / 1024),
                'load ms': Number(loadMs.toFixed(1)),
                'first answer ms': Number(readyMs.toFixed(1)),
                'over bare ms': Number((readyMs - bare).toFixed(1)),
              },
            ]
          }),
        ),
      ),
    )
  } finally {
    await engines.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** An API Gateway event as ingest gets it, signed for now. */
function signedEvent(accountKey: string, secret: string): object {
  const body = JSON.stringify({ event: 'conversation_typing_on', id: 1 })
  const sentAtS = Math.floor(Date.now() / 1000).toString()
  return {
    version: '2.0',
    routeKey: 'ANY /webhooks/chatwoot/{accountKey}',
    rawPath: `/webhooks/chatwoot/${accountKey}`,
    headers: {
      'content-type': 'application/json',
      'x-chatwoot-delivery': '00000000-0000-4000-8000-000000000000',
      'x-chatwoot-timestamp': sentAtS,
      'x-chatwoot-signature': `sha256=${createHmac('sha256', secret).update(`${sentAtS}.${body}`).digest('hex')}`,
    },
    pathParameters: { accountKey },
    requestContext: {
      http: { method: 'POST', path: `/webhooks/chatwoot/${accountKey}` },
      requestId: 'bench',
      timeEpoch: Date.now(),
    },
    body,
    isBase64Encoded: false,
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      starts: { type: 'string', default: '15' },
      rounds: { type: 'string', default: '5' },
      webhooks: { type: 'string', default: '1500' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  await compareStarts(Number(values.starts))
  const rounds = await measureThroughput({ rounds: Number(values.rounds), webhooks: Number(values.webhooks) })
  console.log(`Throughput, medians of ${values.rounds} interleaved rounds of ${values.webhooks}, 16 at a time`)
  const raw = median(rounds.map((r) => r.sendMessagePerSecond))
  const accepted = median(rounds.map((r) => r.acceptedPerSecond))
  const applied = median(rounds.map((r) => r.appliedPerSecond))
  const row = (perSecond: number) => ({
    'per second': Math.round(perSecond),
    'share of SendMessage': Number((perSecond / raw).toFixed(2)),
  })
  console.table({
    'SendMessage to the engine': row(raw),
    'webhooks answered 202': row(accepted),
    'webhooks applied, events published': row(applied),
  })
}

await main()

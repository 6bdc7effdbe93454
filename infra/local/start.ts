/** `npm start`: Backdesk on this machine. See docs/local-runner.md, or `npm start -- --help`. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { AssemblyError } from './assembly.ts'
import { type Chatwoot, startChatwoot } from './chatwoot/server.ts'
import { startStory } from './chatwoot/story.ts'
import { realClock } from './clock.ts'
import { type Connection, connectChatwoot, LOCAL_ACCOUNT } from './connect-chatwoot.ts'
import { type Runner, startRunner } from './runner.ts'
import { DEFAULT_PORT, HELP, readOptions, type StartOptions, UsageError } from './start-options.ts'
import { type StoryClock, storyClock } from './story-clock.ts'
import { type Synthesis, synthesize } from './synthesize.ts'
import { type Terminal, terminal } from './terminal.ts'

/** Ports to try from the default one on. */
const PORTS = 50

type Running = {
  runner: Runner
  chatwoot: Chatwoot | undefined
  story: { stop(): void } | undefined
  connection: Connection
}

const main = async (): Promise<void> => {
  // functions read the time zone of the process, and Lambda's is UTC
  process.env.TZ = 'UTC'
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === undefined) {
    process.stdout.write(HELP)
    return
  }
  const screen = terminal(options.json ? process.stderr : process.stdout, {
    verbose: options.verbose,
    // of the process, the loader's work included
    now: () => process.uptime() * 1000,
  })
  screen.step('bundling the functions and starting the engines')
  const synthesis = await synthesize((step) =>
    screen.step(step === 'bundled' ? 'functions bundled' : 'template synthesized'),
  )
  process.once('exit', synthesis.clear)
  const stopping = stopSignal(screen)
  try {
    const started = start(options, { synthesis, screen })
    const running = await Promise.race([started, stopping])
    if (running === undefined) return
    announce(options, running, screen)
    await stopping
    await stop(options, running)
    screen.step('stopped')
  } finally {
    synthesis.clear()
  }
}

const start = async (
  options: StartOptions,
  { synthesis, screen }: { synthesis: Synthesis; screen: Terminal },
): Promise<Running> => {
  const clock = storyClock(realClock({ speed: options.speed }), options.speed)
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true })
  const standIn = options.chatwoot === undefined ? startStandIn(clock, screen) : undefined
  const runner = await startRunner({
    assemblyDir: synthesis.done,
    clock,
    ports: { http: options.port ?? DEFAULT_PORT },
    httpPortAttempts: options.port === undefined ? PORTS : 1,
    account: LOCAL_ACCOUNT,
    report: screen.report,
    quiet: options.quiet,
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  screen.step(`${runner.pool.all().length} functions wired to engines, routes and queues`)
  const chatwoot = await standIn
  const access = options.chatwoot ?? accessOf(chatwoot)
  const connection = await connectChatwoot(runner, access)
  screen.step(`webhook registered at ${access.url}`)
  const speed = options.speed
  const story = chatwoot !== undefined && !options.quiet ? startStory(chatwoot, { clock, speed }) : undefined
  runner.engines.control.set('chatwoot', () => ({
    body: { url: access.url, accountId: access.accountId, token: chatwoot?.adminToken ?? null },
  }))
  return { runner, chatwoot, story, connection }
}

const startStandIn = (clock: StoryClock, screen: Terminal): Promise<Chatwoot> =>
  startChatwoot({
    clock,
    log: ({ code, ...fields }) =>
      screen.report({ level: 'warning', source: 'chatwoot', text: `${code} ${JSON.stringify(fields)}` }),
  })

const accessOf = (chatwoot: Chatwoot | undefined) => {
  if (chatwoot === undefined) throw new Error('there is neither a stand-in nor a Chatwoot address')
  return { url: chatwoot.url, token: chatwoot.adminToken, accountId: chatwoot.accountId }
}

const announce = (options: StartOptions, running: Running, screen: Terminal): void => {
  const { runner, chatwoot, connection } = running
  const chatwootUrl = options.chatwoot?.url ?? chatwoot?.url ?? ''
  const { api, engines, token } = runner.urls
  screen.step('ready')
  if (options.port === undefined && new URL(api).port !== String(DEFAULT_PORT)) {
    screen.print(`Port ${DEFAULT_PORT} is taken, so this one uses ${new URL(api).port}.`)
  }
  if (options.json) {
    const line = {
      consoleUrl: `${api}/`,
      apiUrl: api,
      webhookUrl: connection.webhookUrl,
      accountKey: connection.accountKey,
      webhookSecret: connection.webhookSecret,
      tokenUrl: token,
      engineUrl: engines,
      chatwootUrl,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
    return
  }
  const traffic = running.story === undefined ? '' : ', with customers writing'
  screen.print(`
  Console    ${api}/
  Webhook    ${connection.webhookUrl}
  Chatwoot   ${chatwootUrl}${chatwoot === undefined ? '' : ` (a stand-in shop${traffic})`}
  Engines    ${engines} (SQS, DynamoDB, EventBridge, S3, Secrets Manager, SNS)

  Open the console and choose a role: no password is needed here. Conversations appear within seconds.
  A token for scripts:  curl -s -d grant_type=client_credentials -d role=viewer ${token}
  Stop with Ctrl-C; --help lists the options${options.dataDir === undefined ? ', --data DIR keeps the state over restarts' : ''}.
`)
}

const stop = async (options: StartOptions, running: Running): Promise<void> => {
  running.story?.stop()
  // a real server outlives this run and would go on calling a closed port
  if (options.chatwoot !== undefined) await running.connection.disconnect()
  await running.runner.stop()
  await running.chatwoot?.close()
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
const stopSignal = (screen: Terminal): Promise<undefined> =>
  new Promise((resolveStop) => {
    let asked = false
    const onSignal = (): void => {
      if (asked) process.exit(130)
      asked = true
      screen.step('finishing work in hand (again: stop at once)')
      resolveStop(undefined)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })

const explain = (error: unknown): string => {
  if (error instanceof AssemblyError || error instanceof UsageError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The port is taken by another program. Leave --port out, or use --port 0.`
  }
  return error instanceof Error ? error.message : String(error)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\n${explain(error)}\n`)
    if (error instanceof UsageError) process.stderr.write('Try npm start -- --help\n')
    process.exit(error instanceof UsageError ? 2 : 1)
  },
)

/**
 * `npm start`: Backdesk on this machine. See docs/local-runner.md, or `npm start -- --help`.
 * Only what is needed to start the synthesis is imported here; the rest loads while that runs.
 */

import type { Session } from './session.ts'
import { DEFAULT_PORT, HELP, readOptions, type StartOptions, UsageError } from './start-options.ts'
import { synthesize } from './synthesize.ts'
import { type Terminal, terminal } from './terminal.ts'

const PARENT_LOOK_MS = 200

const main = async (): Promise<void> => {
  // functions read the time zone of the process, and Lambda's is UTC
  process.env.TZ = 'UTC'
  // the deployed runtime is newer than the Node that this repository asks for
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === undefined) {
    process.stdout.write(HELP)
    return
  }
  const screen = terminal(options.json ? process.stderr : process.stdout, {
    verbose: options.verbose,
    now: () => process.uptime() * 1000,
  })
  const stopping = stopSignal(screen)
  screen.step('bundling the functions, loading the engines')
  const synthesis = synthesize((step) => screen.step(step === 'bundled' ? 'functions bundled' : 'template synthesized'))
  process.once('exit', synthesis.clear)
  const { startSession } = await import('./session.ts')
  const session = await Promise.race([startSession(options, synthesis.done, screen), stopping])
  // stopped before it was ready: the process ends, and with it everything that was coming up
  if (session === undefined) return
  announce(options, session, screen)
  await stopping
  await session.stop()
  screen.step('stopped')
}

const announce = (options: StartOptions, session: Session, screen: Terminal): void => {
  const { api, engines, token } = session.urls
  const { accountKey, webhookUrl, webhookSecret } = session.connection
  screen.step('ready')
  if (options.json) {
    const line = {
      consoleUrl: `${api}/`,
      apiUrl: api,
      webhookUrl,
      accountKey,
      webhookSecret,
      tokenUrl: token,
      engineUrl: engines,
      chatwootUrl: session.chatwootUrl,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
    return
  }
  if (options.port === undefined && new URL(api).port !== String(DEFAULT_PORT)) {
    screen.print(`\n  Port ${DEFAULT_PORT} is taken, so this one uses ${new URL(api).port}.`)
  }
  const shop = {
    none: '',
    quiet: ' (a stand-in shop, nobody writes)',
    'with traffic': ' (a stand-in shop, customers are writing)',
  }
  screen.print(`
  Console    ${api}/
  Webhook    ${webhookUrl}
  Chatwoot   ${session.chatwootUrl}${shop[session.shop]}
  Engines    ${engines} (SQS, DynamoDB, EventBridge, S3, Secrets Manager, SNS)

  Open the console and choose a role: no password is needed here. Conversations appear within seconds.
  A token for scripts:  curl -s -d grant_type=client_credentials -d role=viewer ${token}
  Stop with Ctrl-C; --help lists the options${options.dataDir === undefined ? ', --data DIR keeps the state over restarts' : ''}.
`)
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
const stopSignal = (screen: Terminal): Promise<undefined> =>
  new Promise((resolveStop) => {
    let asked = false
    const ask = (): void => {
      if (!asked) screen.step('finishing work in hand (again: stop at once)')
      asked = true
      resolveStop(undefined)
    }
    const onSignal = (): void => {
      if (asked) process.exit(130)
      ask()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(ask)
  })

/** `npm start` puts a shell in between that dies of a signal without passing it on; its death is taken for the signal. */
const whenOrphaned = (fn: () => void): void => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    fn()
  }, PARENT_LOOK_MS)
  timer.unref()
}

const explain = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken by another program. Leave --port out, or use --port 0.'
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

import { parseArgs } from 'node:util'

/** What the person at the terminal asked for. */
export type StartOptions = {
  /** HTTP port; undefined: 4400 or the next free one. 0: any. */
  port: number | undefined
  dataDir: string | undefined
  /** No traffic story, and only faults in the terminal. */
  quiet: boolean
  /** Every line that functions print. */
  verbose: boolean
  speed: number
  chatwoot: { url: string; token: string; accountId: number } | undefined
  json: boolean
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const DEFAULT_PORT = 4400

export const HELP = `Backdesk on this machine: the deployed bundles, run by the CloudFormation template, on local engines.

  npm start -- [options]

  --port N           HTTP port (default ${DEFAULT_PORT}, or the next free one; 0 picks any)
  --data DIR         keep the state in DIR over restarts (default: forget it)
  --quiet            no traffic in the stand-in shop, only faults in the terminal
  --verbose          show every line that functions print
  --speed N          let time run N times as fast (60: a day in 24 minutes)
  --chatwoot-url URL use a real Chatwoot instead of the stand-in (it must reach this machine)
  --chatwoot-token T access token of an administrator there (or the variable CHATWOOT_TOKEN)
  --chatwoot-account N  account number there (default 1)
  --json             print one line of JSON when ready; everything else goes to stderr
  --help             this text

Stop with Ctrl-C: work in hand is finished first.
`

/**
 * Reads the command line; undefined when help was asked for.
 * @throws UsageError on unknown or contradictory options.
 */
export const readOptions = (args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | undefined => {
  const { values } = parsed(args)
  if (values.help === true) return undefined
  const speed = numberFrom(values.speed ?? '1', '--speed')
  if (!(speed >= 0.01 && speed <= 3600)) throw new UsageError('--speed is between 0.01 and 3600')
  const port = values.port === undefined ? undefined : numberFrom(values.port, '--port')
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError('--port is a port number, or 0 for any free one')
  }
  const chatwoot = chatwootFrom(values, env)
  if (chatwoot !== undefined && speed !== 1)
    throw new UsageError('--speed works with the stand-in only: a real Chatwoot lives in real time')
  return {
    port,
    dataDir: values.data,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
    speed,
    chatwoot,
    json: values.json === true,
  }
}

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        quiet: { type: 'boolean' },
        verbose: { type: 'boolean' },
        speed: { type: 'string' },
        'chatwoot-url': { type: 'string' },
        'chatwoot-token': { type: 'string' },
        'chatwoot-account': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof parsed>['values']

const chatwootFrom = (values: Values, env: NodeJS.ProcessEnv): StartOptions['chatwoot'] => {
  const url = values['chatwoot-url']
  const token = values['chatwoot-token'] ?? env.CHATWOOT_TOKEN
  if (url === undefined) {
    if (values['chatwoot-token'] !== undefined) throw new UsageError('--chatwoot-token needs --chatwoot-url')
    return undefined
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('--chatwoot-url is not an http(s) address')
  if (token === undefined || token === '')
    throw new UsageError('--chatwoot-url needs --chatwoot-token (or the variable CHATWOOT_TOKEN)')
  const accountId = numberFrom(values['chatwoot-account'] ?? '1', '--chatwoot-account')
  return { url: url.replace(/\/+$/, ''), token, accountId }
}

const numberFrom = (text: string, option: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw new UsageError(`${option} needs a number, not ${text}`)
  return value
}

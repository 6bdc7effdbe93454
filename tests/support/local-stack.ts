import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What `npm start -- --json` prints when it is ready. */
export type LocalStack = {
  readonly consoleUrl: string
  readonly apiUrl: string
  readonly webhookUrl: string
  readonly accountKey: string
  readonly webhookSecret: string
  readonly tokenUrl: string
  readonly engineUrl: string
  readonly chatwootUrl: string
}

export type RunningStack = LocalStack & {
  readonly process: ChildProcess
  /** Everything the runner has said so far, for messages of failed tests. */
  said(): string
  /** Moves the stack's time forward, and waits until what came due by that is done, for a few seconds. */
  pass(ms: number): Promise<void>
  /** Sends SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

const READY_LIMIT_MS = 120_000

/** Starts the local runner in a process of its own, as a person would, and waits until it is ready. */
export function startStack(...flags: string[]): Promise<RunningStack> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'infra/local/start.ts', '--json', '--port', '0', ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-50_000)
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM')
    return ended
  }
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the local runner was not ready within ${READY_LIMIT_MS / 1000} s:\n${said}`))
    }, READY_LIMIT_MS)
    void ended.then((code) => reject(new Error(`the local runner ended with ${code}:\n${said}`)))
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(limit)
      const stack = JSON.parse(line) as LocalStack
      const pass = (ms: number): Promise<void> => passTime(stack, ms)
      resolve({ ...stack, process: child, said: () => said, pass, stop })
    })
  })
}

const REST_LIMIT_MS = 10_000

async function passTime({ engineUrl }: LocalStack, ms: number): Promise<void> {
  const ask = (what: string, body: object): Promise<Response> =>
    fetch(`${engineUrl}/_backdesk/${what}`, { method: 'POST', body: JSON.stringify(body) })
  const moved = await ask('clock', { skipMs: ms })
  if (!moved.ok) throw new Error(`the clock was not moved: ${await moved.text()}`)
  await ask('drain', { limitMs: REST_LIMIT_MS, movesTime: true })
}

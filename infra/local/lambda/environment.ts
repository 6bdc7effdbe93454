import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { compiledCode } from './compiled-code.ts'
import { type OriginalPositions, originalPositions } from './original-positions.ts'
import { lineSplitter } from './output-lines.ts'
import type { TimeCell } from './time-cell.ts'

/** An error that a function threw or that its execution environment died of, as Lambda reports it. */
export class FunctionError extends Error {
  override name = 'FunctionError'
  constructor(
    readonly errorType: string,
    message: string,
    readonly trace: readonly string[] = [],
  ) {
    super(message)
  }
}

export type EnvironmentOptions = {
  codeDir: string
  handler: string
  functionArn: string
  memoryMb: number
  timeoutMs: number
  env: Readonly<Record<string, string>>
  time: TimeCell
  onLine: (line: string) => void
}

type Reported = { errorType: string; errorMessage: string; trace: string[] }
type Message =
  | { kind: 'ready' }
  | { kind: 'failed to start'; error: Reported }
  | { kind: 'result'; id: string; result: string }
  | { kind: 'error'; id: string; error: Reported }
  | { kind: 'compiled'; code: Uint8Array }

type Waiting = { id: string; resolve: (result: string) => void; reject: (error: FunctionError) => void }

const COMPILED = compiledCode()
/** By folder: what was read of its maps serves all environments. */
const ORIGINALS = new Map<string, OriginalPositions>()

function originalIn(codeDir: string): OriginalPositions {
  const known = ORIGINALS.get(codeDir) ?? originalPositions(codeDir)
  ORIGINALS.set(codeDir, known)
  return known
}

/** A long start is a fault of the bundle; Lambda gives the init phase 10 s. */
const INIT_LIMIT_MS = 10_000

/**
 * One execution environment: a worker thread that loads the bundle once and then runs one invocation at a time.
 * A time-out, a crash or `kill` ends it; it is then `dead` and must be thrown away.
 */
export class Environment {
  readonly #worker: Worker
  readonly #options: EnvironmentOptions
  readonly #started: Promise<void>
  readonly #path: string | undefined
  readonly #original: OriginalPositions
  #waiting: Waiting | undefined
  #dead: FunctionError | undefined
  idleSinceMs = 0

  constructor(options: EnvironmentOptions) {
    this.#options = options
    const { codeDir, handler } = options
    const path = moduleOf(codeDir, handler)
    this.#path = path
    this.#original = originalIn(codeDir)
    this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: { codeDir, path, handler, time: options.time.shared, compiled: path && COMPILED.find(path) },
      env: { ...options.env },
      stdout: true,
      stderr: true,
      // not the parent's: it may carry a TypeScript loader that bundles do not need
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    })
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      const lines = lineSplitter((line) => options.onLine(this.#original(line)))
      stream.on('data', lines.push).on('end', lines.end)
    }
    this.#started = new Promise((resolve, reject) => {
      const slow = setTimeout(
        () => this.#die(new FunctionError('Sandbox.Timedout', `Init phase timed out after ${INIT_LIMIT_MS} ms`)),
        INIT_LIMIT_MS,
      )
      const settle = (error?: FunctionError) => {
        clearTimeout(slow)
        if (error) reject(error)
        else resolve()
      }
      this.#worker.on('message', (message: Message) => this.#onMessage(message, settle))
      this.#worker.on('error', (error: NodeJS.ErrnoException) => {
        const dead = new FunctionError(error.code ?? error.name, error.message)
        settle(dead)
        this.#die(dead)
      })
      this.#worker.on('exit', () => {
        const dead = this.#dead ?? new FunctionError('Runtime.ExitError', 'Runtime exited before the invocation ended')
        settle(dead)
        this.#die(dead)
      })
    })
    // whoever invokes sees the failure; a start that nobody waits for must not end the runner
    this.#started.catch(() => undefined)
  }

  /** In the middle of an invocation. */
  get busy(): boolean {
    return this.#waiting !== undefined
  }

  get dead(): boolean {
    return this.#dead !== undefined
  }

  /**
   * Runs one invocation and gives the result as JSON text.
   * @throws FunctionError when the function throws, times out, or its environment ends.
   */
  async invoke(event: string): Promise<string> {
    await this.#started
    if (this.#dead) throw this.#dead
    const id = randomUUID()
    const { timeoutMs, functionArn } = this.#options
    this.#options.time.sync()
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#waiting = { id, resolve, reject }
        timer = setTimeout(() => {
          const seconds = (timeoutMs / 1000).toFixed(2)
          this.#die(
            new FunctionError('Sandbox.Timedout', `RequestId: ${id} Error: Task timed out after ${seconds} seconds`),
          )
        }, timeoutMs)
        this.#worker.postMessage({ id, event, deadlineMs: Date.now() + timeoutMs, functionArn, traceId: traceId() })
      })
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  /** Ends the environment at once, mid-invocation if need be; the running invocation fails. */
  async kill(reason: string): Promise<void> {
    this.#die(new FunctionError('Runtime.ExitError', reason))
    await this.#worker.terminate()
  }

  #onMessage(message: Message, settle: (error?: FunctionError) => void): void {
    if (message.kind === 'ready') settle()
    else if (message.kind === 'compiled') {
      if (this.#path !== undefined) COMPILED.keep(this.#path, message.code)
    } else if (message.kind === 'failed to start') {
      const error = this.#reported(message.error)
      settle(error)
      this.#die(error)
    } else if (this.#waiting?.id === message.id) {
      if (message.kind === 'result') this.#waiting.resolve(message.result)
      else this.#waiting.reject(this.#reported(message.error))
    }
  }

  #reported({ errorType, errorMessage, trace }: Reported): FunctionError {
    return new FunctionError(errorType, errorMessage, trace.map(this.#original))
  }

  #die(error: FunctionError): void {
    if (this.#dead === undefined) {
      this.#dead = error
      void this.#worker.terminate()
    }
    this.#waiting?.reject(this.#dead)
  }
}

/** As Lambda looks for it. */
const moduleOf = (codeDir: string, handler: string): string | undefined => {
  const file = join(codeDir, handler.slice(0, handler.lastIndexOf('.')))
  return ['.js', '.mjs', '.cjs'].map((extension) => file + extension).find(existsSync)
}

const traceId = (): string => {
  const start = Math.floor(Date.now() / 1000).toString(16)
  return `Root=1-${start}-${randomUUID().replaceAll('-', '').slice(0, 24)};Sampled=0`
}

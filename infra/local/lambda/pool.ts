import { type Json, parseJson } from '../json.ts'
import { Environment, type EnvironmentOptions, FunctionError } from './environment.ts'
import { type Version, Versions } from './versions.ts'

/** The function's reserved concurrency is used up; Lambda answers 429. */
export class Throttled extends Error {
  override name = 'TooManyRequestsException'
  constructor(functionName: string) {
    super(`Rate Exceeded: ${functionName} runs at its reserved concurrency`)
  }
}

/** One finished invocation, for metrics and the terminal. */
export type Invocation = {
  functionName: string
  /** Which version ran. */
  version: string
  durationMs: number
  /** Undefined when the function returned. */
  error: FunctionError | Throttled | undefined
}

export type FunctionOptions = Omit<EnvironmentOptions, 'onLine' | 'functionArn'> & {
  name: string
  logicalId: string
  arn: string
  /** `ReservedConcurrentExecutions`; 0 switches the function off. */
  reserved: number | undefined
  /** Execution environments at once; more invocations wait. */
  maxWorkers: number
  /** Name of the alias that the template has for it. */
  alias?: string | undefined
  /** Now, for the moment of a publication. */
  now?: () => number
  onLine: (line: string) => void
  onInvoked: (invocation: Invocation) => void
}

/** What event sources need of a function. */
export type Invocable = Pick<LocalFunction, 'name' | 'arn' | 'concurrency' | 'invoke'>

export type PoolStats = { invocations: number; errors: number; coldStarts: number; running: number; workers: number }

/** Idle environments are ended after this many real milliseconds; each holds about 60 MB. */
const IDLE_LIMIT_MS = 60_000

/** A Lambda function: its execution environments and the queue of invocations before them. */
export class LocalFunction {
  readonly name: string
  readonly logicalId: string
  readonly arn: string
  readonly timeoutMs: number
  /** Invocations that can run at once. */
  readonly concurrency: number
  readonly versions: Versions
  readonly #options: FunctionOptions
  /** With the version each one runs. */
  readonly #environments = new Map<Environment, Version>()
  readonly #idle: Environment[] = []
  readonly #queue: (() => void)[] = []
  #stats = { invocations: 0, errors: 0, coldStarts: 0, running: 0 }
  #stopped = false

  constructor(options: FunctionOptions) {
    this.name = options.name
    this.logicalId = options.logicalId
    this.arn = options.arn
    this.timeoutMs = options.timeoutMs
    this.concurrency = Math.min(options.reserved ?? options.maxWorkers, options.maxWorkers)
    this.#options = options
    this.versions = new Versions({ codeDir: options.codeDir, alias: options.alias, nowMs: this.#now() })
  }

  get stats(): PoolStats {
    return { ...this.#stats, workers: this.#environments.size }
  }

  /** Whether an invocation is under way in one that has started. */
  get busy(): boolean {
    return [...this.#environments.keys()].some((environment) => environment.busy)
  }

  /**
   * Runs the function, waiting for a free environment.
   * @throws FunctionError as Lambda reports it; Throttled when the template reserves no concurrency at all.
   */
  async invoke(event: Json): Promise<Json> {
    const text = JSON.stringify(event)
    if (this.concurrency === 0) {
      const error = new Throttled(this.name)
      this.#options.onInvoked({ functionName: this.name, version: this.versions.current.version, durationMs: 0, error })
      throw error
    }
    const environment = await this.#acquire()
    const { version } = this.#environments.get(environment) ?? this.versions.current
    const startedAt = performance.now()
    this.#stats.invocations++
    this.#stats.running++
    let error: FunctionError | undefined
    try {
      return parseJson(await environment.invoke(text))
    } catch (thrown) {
      error = thrown instanceof FunctionError ? thrown : new FunctionError('Error', String(thrown))
      this.#stats.errors++
      throw error
    } finally {
      this.#stats.running--
      this.#release(environment)
      const durationMs = performance.now() - startedAt
      this.#options.onInvoked({ functionName: this.name, version, durationMs, error })
    }
  }

  /**
   * Publishes a folder's code as a new version and points the alias at it: what a deployment ends with. What runs ends
   * as the version it began as; whatever begins afterwards is the new one. @throws Error without an alias.
   */
  release(codeDir: string): Version {
    const published = this.versions.publish(codeDir, this.#now())
    this.point(published.version)
    return published
  }

  /** Points the alias at a version. Gives false when there is no such version. */
  point(version: string): boolean {
    if (!this.versions.point(version)) return false
    for (const environment of this.#idle.splice(0)) this.#drop(environment)
    return true
  }

  /** Ends every environment, mid-invocation if need be. Gives how many were running. */
  async kill(): Promise<number> {
    const running = this.#stats.running
    const all = [...this.#environments.keys()]
    await Promise.all(all.map((environment) => environment.kill('Runtime exited: killed on purpose')))
    return running
  }

  /** Ends one environment in the middle of what it does, as a machine that fails; the others go on. */
  async cutOff(): Promise<void> {
    const busy = [...this.#environments.keys()].find((environment) => environment.busy)
    await busy?.kill('Runtime exited: cut off on purpose')
  }

  /** Ends environments that have been idle for long. */
  reap(nowMs: number): void {
    const old = this.#idle.filter((environment) => nowMs - environment.idleSinceMs >= IDLE_LIMIT_MS)
    for (const environment of old) {
      this.#idle.splice(this.#idle.indexOf(environment), 1)
      this.#drop(environment)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([...this.#environments.keys()].map((environment) => environment.kill('The runner stops')))
  }

  async #acquire(): Promise<Environment> {
    for (;;) {
      if (this.#stopped) throw new FunctionError('Runtime.ExitError', 'The runner stops')
      const idle = this.#idle.pop()
      if (idle !== undefined && !idle.dead) return idle
      if (idle !== undefined) this.#environments.delete(idle)
      else if (this.#environments.size < this.concurrency) return this.#start()
      else await new Promise<void>((resolve) => this.#queue.push(resolve))
    }
  }

  #start(): Environment {
    const { onLine, arn, env } = this.#options
    const { current } = this.versions
    this.#stats.coldStarts++
    const environment = new Environment({
      ...this.#options,
      functionArn: arn,
      onLine,
      codeDir: current.codeDir,
      env: { ...env, AWS_LAMBDA_FUNCTION_VERSION: current.version, LAMBDA_TASK_ROOT: current.codeDir },
    })
    this.#environments.set(environment, current)
    return environment
  }

  #drop(environment: Environment): void {
    this.#environments.delete(environment)
    void environment.kill('Idle')
  }

  readonly #now = (): number => (this.#options.now ?? Date.now)()

  #release(environment: Environment): void {
    if (environment.dead) this.#environments.delete(environment)
    else if (this.#environments.get(environment) !== this.versions.current) this.#drop(environment)
    else {
      environment.idleSinceMs = performance.now()
      this.#idle.push(environment)
    }
    this.#queue.shift()?.()
  }
}

/** What an API Gateway invocation calls; any other reference stays as it is. */
export const invokedArn = (reference: string): string =>
  /functions\/(arn:aws:lambda:[^/]+)\/invocations/.exec(reference)?.[1] ?? reference

/** All functions of the template. */
export class Pool {
  readonly #byArn = new Map<string, LocalFunction>()
  readonly #reaper: NodeJS.Timeout

  constructor() {
    this.#reaper = setInterval(() => {
      for (const fn of this.#byArn.values()) fn.reap(performance.now())
    }, IDLE_LIMIT_MS / 4)
    this.#reaper.unref()
  }

  add(options: FunctionOptions): LocalFunction {
    const fn = new LocalFunction(options)
    this.#byArn.set(options.arn, fn)
    return fn
  }

  all(): readonly LocalFunction[] {
    return [...this.#byArn.values()]
  }

  /** By ARN, physical name, with or without its alias, by logical id, or by the ARN of an API Gateway invocation. */
  find(reference: string): LocalFunction | undefined {
    const invoked = invokedArn(reference)
    return this.#found(invoked) ?? this.#found(invoked.replace(/:[^:]+$/, ''))
  }

  /**
   * Publishes a folder's code as a new version of a function and points its alias there.
   * @throws Error when no function has that name, or it has no alias.
   */
  release(reference: string, codeDir: string): Version {
    return this.#named(reference).release(codeDir)
  }

  #found(reference: string): LocalFunction | undefined {
    return this.#byArn.get(reference) ?? this.all().find((fn) => fn.name === reference || fn.logicalId === reference)
  }

  #named(reference: string): LocalFunction {
    const fn = this.find(reference)
    if (fn === undefined) throw new Error(`no function is called ${reference}`)
    return fn
  }

  /**
   * Ends a function's environments in the middle of what they do, for chaos tests. Gives how many invocations died.
   * @throws Error when no function has that name.
   */
  async kill(reference: string): Promise<number> {
    return this.#named(reference).kill()
  }

  running(): number {
    return this.all().reduce((sum, fn) => sum + fn.stats.running, 0)
  }

  async stop(): Promise<void> {
    clearInterval(this.#reaper)
    await Promise.all(this.all().map((fn) => fn.stop()))
  }
}

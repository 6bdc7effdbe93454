import { Activity } from './activity.ts'
import { type Assembly, AssemblyError, readAssembly } from './assembly.ts'
import { JwtVerifier } from './authorizer.ts'
import type { Clock } from './clock.ts'
import { addControls } from './control.ts'
import { DevIssuer } from './dev-issuer.ts'
import { type Drainable, type DrainLimits, drain } from './drain.ts'
import { secretArn } from './engines/arn.ts'
import { type Engines, startEngines } from './engines/engines.ts'
import { Iam } from './iam.ts'
import { LAMBDA_PATH, lambdaRest } from './lambda/api.ts'
import { addFunctions } from './lambda/functions.ts'
import { Pool } from './lambda/pool.ts'
import { type TimeCell, timeCell } from './lambda/time-cell.ts'
import { MetricStore } from './metrics.ts'
import { provisionData, provisionSecrets } from './provision.ts'
import { Resources } from './resources.ts'
import type { Report, Surroundings } from './surroundings.ts'
import { AccessLog } from './wiring/access-log.ts'
import { Alarms } from './wiring/alarms.ts'
import type { SqsEventSource } from './wiring/event-source-sqs.ts'
import { EventSources } from './wiring/event-sources.ts'
import { HttpApi } from './wiring/http-api.ts'
import { HttpDoor } from './wiring/http-door.ts'
import { AsyncInvoker } from './wiring/invoke-async.ts'
import { sendObjectEvents } from './wiring/object-events.ts'
import { Rules } from './wiring/rules.ts'
import { Schedules } from './wiring/schedules.ts'
import { showTopics } from './wiring/topics.ts'

export type RunnerOptions = {
  /** Folder of the synthesized app; a promise lets ports and engines come up meanwhile. */
  assemblyDir: string | Promise<string>
  clock: Clock
  /** Each defaults to any free one. */
  ports?: { http?: number; engines?: number; issuer?: number }
  /** Ports to try for HTTP, counting up, when the first is taken; default 1. */
  httpPortAttempts?: number
  /** State outlives the process in this folder. */
  dataDir?: string
  /** Hides what functions print; faults are reported all the same. */
  quiet?: boolean
  report?: (report: Report) => void
  /** Workers a function at once; default 2. */
  maxWorkers?: number
  /** Account that tokens are for unless they say otherwise. */
  account?: string
  /** Values of template parameters without a default. */
  parameters?: Readonly<Record<string, string>>
}

export type Runner = {
  urls: { api: string; engines: string; issuer: string; token: string }
  clock: Clock
  engines: Engines
  resources: Resources
  pool: Pool
  issuer: DevIssuer
  metrics: MetricStore
  alarms: Alarms
  /** Event sources of queues, which can be disabled by hand. */
  queueSources: readonly SqsEventSource[]
  /** Resolves when nothing is going on; see `drain.ts`. Default limit: 60 real seconds. */
  drain(options?: Partial<DrainLimits>): Promise<void>
  /** Runs a schedule now, by rule name or logical id. */
  fire(schedule: string): void
  stop(): Promise<void>
}

const DRAIN_LIMIT_MS = 60_000
/** How long a stop waits for work in hand. */
const STOP_LIMIT_MS = 10_000

/** What listens; up before the template is known, because its URLs hold the ports. */
type Services = { engines: Engines; door: HttpDoor; apiUrl: string; issuer: DevIssuer }

/**
 * Runs a synthesized CDK app on this machine.
 * @throws AssemblyError listing everything in the template that cannot be honoured.
 */
export const startRunner = async (options: RunnerOptions): Promise<Runner> => {
  const services = await startServices(options)
  const time = timeCell(options.clock)
  const pool = new Pool()
  try {
    const assembly = readAssembly(await options.assemblyDir)
    return await run(options, { services, time, pool, assembly })
  } catch (error) {
    time.stop()
    await pool.stop()
    await stopServices(services)
    throw error
  }
}

const startServices = async (options: RunnerOptions): Promise<Services> => {
  const { clock, dataDir, ports = {} } = options
  const report = options.report ?? (() => undefined)
  const door = new HttpDoor()
  const apiUrl = await door.listen(ports.http ?? 0, options.httpPortAttempts)
  const [engines, issuer] = await Promise.all([
    startEngines({
      clock,
      port: ports.engines ?? 0,
      ...(dataDir === undefined ? {} : { dataDir }),
      log: (code, fields) => report({ level: 'warning', source: 'engines', text: `${code} ${JSON.stringify(fields)}` }),
    }),
    DevIssuer.start({ clock, account: options.account ?? 'shop', port: ports.issuer ?? 0 }),
  ])
  return { engines, door, apiUrl, issuer }
}

const stopServices = async ({ engines, door, issuer }: Services): Promise<void> => {
  await Promise.all([door.close(), issuer.stop()])
  await engines.stop()
}

type Parts = { services: Services; time: TimeCell; pool: Pool; assembly: Assembly }

const run = async (options: RunnerOptions, { services, time, pool, assembly }: Parts): Promise<Runner> => {
  const { engines, apiUrl, issuer } = services
  const { clock } = options
  const addresses = {
    engineUrl: engines.url,
    apiUrl,
    // before its creation a secret has no ARN yet; nothing can use the provisional one
    secretArn: (name: string) => engines.secrets.arn(name) ?? secretArn(name, 'local0'),
  }
  const resources = new Resources(assembly, {
    addresses,
    ...(options.parameters && { parameters: options.parameters }),
  })
  provisionSecrets(engines, resources)
  resources.check()
  await provisionData(engines, resources)

  const around: Surroundings = {
    clock,
    engines,
    resources,
    pool,
    iam: new Iam(resources),
    activity: new Activity(),
    metrics: new MetricStore(),
    report: options.report ?? (() => undefined),
  }
  addFunctions(around, {
    assembly,
    time,
    maxWorkers: options.maxWorkers ?? 2,
    engineUrl: engines.url,
    localUrl: urlRewriter(resources, { issuerUrl: issuer.url, apiUrl }),
    showOutput: options.quiet !== true,
  })
  impersonate(issuer, resources)

  const invoker = new AsyncInvoker(around)
  const rules = new Rules(around, invoker)
  const schedules = new Schedules(around, rules)
  const sources = new EventSources(around)
  const accessLog = new AccessLog(around)
  const api = httpApi(around, { verifier: new JwtVerifier(issuer.keys), accessLog })
  const alarms = new Alarms(around)
  const problems = [
    ...rules.problems,
    ...sources.problems,
    ...accessLog.problems,
    ...invoker.problems(),
    ...around.iam.deliveryProblems(resources),
    ...(api?.problems ?? []),
  ]
  if (problems.length > 0) throw new AssemblyError(problems)

  engines.setAuthorize(around.iam.authorize)
  const unsubscribe = [sendObjectEvents(around), showTopics(around)]
  if (api !== undefined) services.door.serve(api.handle)
  sources.start()
  schedules.start()
  alarms.start()

  const drainable: Drainable = { clock, activity: around.activity, pool, sources }
  const runner: Runner = {
    urls: { api: apiUrl, engines: engines.url, issuer: issuer.url, token: issuer.tokenUrl },
    clock,
    engines,
    resources,
    pool,
    issuer,
    metrics: around.metrics,
    alarms,
    queueSources: sources.queues,
    drain: (options = {}) => drain(drainable, { limitMs: DRAIN_LIMIT_MS, ...options }),
    fire: (schedule) => schedules.fire(schedule),
    stop: async () => {
      schedules.stop()
      alarms.stop()
      await services.door.close()
      const left = await drain(drainable, { limitMs: STOP_LIMIT_MS }).catch((error: unknown) => error)
      if (left instanceof Error)
        around.report({ level: 'warning', source: 'runner', text: `stopping anyway. ${left.message}` })
      const stopped = sources.stop()
      await pool.stop()
      await stopped
      rules.stop()
      for (const end of unsubscribe) end()
      time.stop()
      await issuer.stop()
      await engines.stop()
    },
  }
  addControls(runner)
  engines.rest.set(LAMBDA_PATH, lambdaRest(pool))
  return runner
}

const httpApi = (
  around: Surroundings,
  options: { verifier: JwtVerifier; accessLog: AccessLog },
): HttpApi | undefined => {
  const [api, ...others] = around.resources.of('AWS::ApiGatewayV2::Api')
  if (others.length > 0) throw new AssemblyError(['the template has several HTTP APIs; the local runner serves one'])
  return api === undefined ? undefined : new HttpApi(around, api, options)
}

/** The dev issuer signs in the name of the template's issuer, for the template's clients. */
const impersonate = (issuer: DevIssuer, resources: Resources): void => {
  const configurations = resources
    .of('AWS::ApiGatewayV2::Authorizer')
    .map(({ properties }) => properties.JwtConfiguration)
  const [first] = configurations
  if (first === undefined) return
  const rolesClaim = resources
    .of('AWS::Lambda::Function')
    .map(({ properties }) => properties.Environment?.Variables?.ROLES_CLAIM)
    .find((claim) => claim !== undefined)
  issuer.impersonate({
    issuer: first.Issuer,
    clientIds: configurations.flatMap((configuration) => configuration.Audience),
    rolesClaim: rolesClaim ?? 'cognito:groups',
  })
}

/** Sign-in pages and the API's own address exist on AWS only; functions get the local ones. */
const urlRewriter = (resources: Resources, urls: { issuerUrl: string; apiUrl: string }): ((text: string) => string) => {
  const apis = resources.of('AWS::ApiGatewayV2::Api').map((api) => api.name)
  return (text) =>
    apis
      .reduce((rest, id) => rest.replaceAll(`https://${id}.execute-api.eu-west-1.amazonaws.com`, urls.apiUrl), text)
      .replace(/https:\/\/[\w.-]+\.amazoncognito\.com/g, urls.issuerUrl)
}

import { type Assembly, AssemblyError } from '../assembly.ts'
import { functionArn, lastPart, REGION } from '../aws-names.ts'
import { putEmbeddedMetrics } from '../metrics.ts'
import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Invocation } from './pool.ts'
import { Throttled } from './pool.ts'
import type { TimeCell } from './time-cell.ts'

export type FunctionSetup = {
  assembly: Assembly
  time: TimeCell
  /** Workers a function, at most. */
  maxWorkers: number
  engineUrl: string
  /** Rewrites addresses that exist on AWS only. */
  localUrl: (text: string) => string
  /** Function output that is not a metric is shown. */
  showOutput: boolean
}

type Declared = Resource<'AWS::Lambda::Function'>

/**
 * Puts every function of the template into the pool.
 * @throws AssemblyError when a function's code is not in the assembly.
 */
export const addFunctions = (around: Surroundings, setup: FunctionSetup): void => {
  const missing: string[] = []
  const aliases = new Map(
    around.resources
      .of('AWS::Lambda::Alias')
      .map(({ properties }) => [arnIn(properties.FunctionName), properties.Name]),
  )
  for (const fn of around.resources.of('AWS::Lambda::Function')) {
    const codeDir = setup.assembly.assets.get(fn.properties.Code.S3Key)
    if (codeDir === undefined) {
      missing.push(`${fn.stack}/${fn.logicalId}: its code ${fn.properties.Code.S3Key} is not an asset of the assembly`)
      continue
    }
    around.pool.add({
      name: fn.name,
      logicalId: fn.logicalId,
      arn: fn.arn,
      codeDir,
      handler: fn.properties.Handler,
      timeoutMs: fn.properties.Timeout * 1000,
      memoryMb: fn.properties.MemorySize,
      reserved: fn.properties.ReservedConcurrentExecutions,
      maxWorkers: setup.maxWorkers,
      env: environmentOf(fn, setup),
      alias: aliases.get(fn.arn),
      now: around.clock.now,
      time: setup.time,
      onLine: (line) => {
        if (putEmbeddedMetrics(around.metrics, line, around.clock.now()) || !setup.showOutput) return
        around.report({ level: 'info', source: fn.name, text: line })
      },
      onInvoked: (invocation) => measure(around, invocation),
    })
  }
  if (missing.length > 0) throw new AssemblyError(missing)
}

const arnIn = (nameOrArn: string): string => functionArn(lastPart(nameOrArn))

/** Only what Lambda gives: nothing of the developer's shell reaches a function, least of all credentials. */
const environmentOf = (fn: Declared, setup: FunctionSetup): Record<string, string> => {
  const variables = Object.entries(fn.properties.Environment?.Variables ?? {})
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...Object.fromEntries(variables.map(([name, value]) => [name, setup.localUrl(value)])),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    // names the caller, so that the template's permissions can be enforced
    AWS_ACCESS_KEY_ID: fn.logicalId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: setup.engineUrl,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.properties.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.properties.MemorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // the deployed runtime is newer than the Node that this repository asks for
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

const measure = (around: Surroundings, invocation: Invocation): void => {
  const throttled = invocation.error instanceof Throttled
  const { functionName, version } = invocation
  const alias = around.pool.find(functionName)?.versions.alias
  const series = [
    { FunctionName: functionName },
    ...(alias === undefined
      ? []
      : [{ FunctionName: functionName, Resource: `${functionName}:${alias}`, ExecutedVersion: version }]),
  ]
  const put = (name: string, value: number) => {
    for (const dimensions of series)
      around.metrics.put({ namespace: 'AWS/Lambda', name, dimensions }, value, around.clock.now())
  }
  put('Throttles', throttled ? 1 : 0)
  if (throttled) return
  put('Invocations', 1)
  put('Errors', invocation.error === undefined ? 0 : 1)
  put('Duration', invocation.durationMs)
}

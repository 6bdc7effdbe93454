import type { Answer } from '../engines/answers.ts'
import type { RestCall, RestRequest } from '../engines/http-server.ts'
import type { LocalFunction, Pool } from './pool.ts'

/** The date with which every path of Lambda's API begins. */
export const LAMBDA_PATH = '2015-03-31'

const ROUTE = /^\/2015-03-31\/functions\/([^/]+)\/(versions|aliases)(?:\/([^/]+))?\/?$/

/**
 * What of Lambda's API has a meaning here: the versions of a function, and where its alias leads. An alias leads to one
 * version at a time: weights are refused, because nothing shifts traffic locally.
 */
export const lambdaRest =
  (pool: Pool) =>
  (request: RestRequest): RestCall => {
    const [, name = '', kind = '', alias = ''] = ROUTE.exec(request.path) ?? []
    const fn = pool.find(decodeURIComponent(name))
    const operation = operationOf(request.method, kind)
    return {
      service: 'lambda',
      operation: operation ?? 'Unknown',
      input: { FunctionName: name },
      accessKeyId: request.accessKeyId,
      permissions: () =>
        operation === undefined || fn === undefined ? [] : [{ action: operation, resources: [fn.arn] }],
      run: () => {
        if (operation === undefined)
          return failed(501, 'NotImplemented', `${request.method} ${request.path} is not served locally`)
        if (fn === undefined) return failed(404, 'ResourceNotFoundException', `Function not found: ${name}`)
        if (operation === 'ListVersionsByFunction')
          return succeeded({ Versions: fn.versions.list().map(versionOf(fn)) })
        if (fn.versions.alias !== alias)
          return failed(404, 'ResourceNotFoundException', `Cannot find alias arn: ${fn.arn}:${alias}`)
        return operation === 'GetAlias' ? succeeded(aliasOf(fn)) : pointed(fn, request.body)
      },
    }
  }

const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['GET versions', 'ListVersionsByFunction'],
  ['GET aliases', 'GetAlias'],
  ['PUT aliases', 'UpdateAlias'],
])
const operationOf = (method: string, kind: string): string | undefined => OPERATIONS.get(`${method} ${kind}`)

function pointed(fn: LocalFunction, body: Buffer): Answer {
  const { FunctionVersion: version, RoutingConfig: routing } = JSON.parse(body.toString() || '{}') as {
    FunctionVersion?: string
    RoutingConfig?: { AdditionalVersionWeights?: object }
  }
  if (Object.keys(routing?.AdditionalVersionWeights ?? {}).length > 0)
    return failed(
      400,
      'InvalidParameterValueException',
      'Locally an alias leads to one version: weights are not applied',
    )
  if (version !== undefined && !fn.point(version))
    return failed(404, 'ResourceNotFoundException', `Function not found: ${fn.arn}:${version}`)
  return succeeded(aliasOf(fn))
}

const aliasOf = ({ arn, versions: { alias, current } }: LocalFunction) => ({
  AliasArn: `${arn}:${alias}`,
  Name: alias,
  FunctionVersion: current.version,
})

const versionOf =
  (fn: LocalFunction) =>
  ({ version, publishedAtMs }: { version: string; publishedAtMs: number }) => ({
    FunctionName: fn.name,
    FunctionArn: `${fn.arn}:${version}`,
    Version: version,
    LastModified: new Date(publishedAtMs).toISOString(),
  })

const succeeded = (body: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const failed = (status: number, type: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify({ Type: 'User', Message: message }),
})

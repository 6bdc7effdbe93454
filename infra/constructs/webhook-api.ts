import { Aws, Duration, Fn } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { METRIC_NAMESPACE } from '#runtime/metric-names'
import type { EnvironmentConfig, Throttle } from '../config.ts'
import { LETTER_ROUTES, PRIVATE_ROUTES, type PrivateRoute, routeKeyOf } from './private-routes.ts'
import { removalOf } from './removal.ts'
import type { Issuer } from './sign-in.ts'

export const WEBHOOK_PATH = '/webhooks/chatwoot/{accountKey}'
export const WEBHOOK_ROUTE = `ANY ${WEBHOOK_PATH}`
/** The same to a metric filter, whose language says nothing about braces within a text. */
const WEBHOOK_ROUTES = WEBHOOK_ROUTE.replace(/\{.*\}$/, '*')
/** The console's own files, "I am here", and the tile for those who bring a token of their own (functions/api/embed.ts). */
export const PUBLIC_PATHS = ['/', '/health', '/console/{proxy+}', '/embed/tile', '/embed/tile.json'] as const
/** Of each route that writes. People press buttons and scripts store documents: more than this is a fault of somebody. */
export const WRITE_THROTTLE: Throttle = { requestsPerSecond: 10, burst: 20 }

/**
 * What an access log line says. No path (the account key is part of it), no query, no headers, no bodies: enough to
 * see who was answered what, and why not. No `integrationErrorMessage` either: it repeats the message of what a function
 * threw, which may quote a body, and whose quotation marks would end the JSON and hide the line from the metric filters.
 */
const ACCESS_LOG_TEXTS = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  functionLatencyMs: '$context.integrationLatency',
  /** What Lambda said: 200 when it ran the function, however that ended. */
  lambdaStatus: '$context.integrationStatus',
  /** What the function said; `-` when it crashed, ran out of time or did not run. */
  functionStatus: '$context.integration.status',
  authorizerError: '$context.authorizer.error',
  sourceIp: '$context.identity.sourceIp',
  bytes: '$context.responseLength',
}
/** Always there, and compared as numbers by the metric filters below, so written without quotes. */
const ACCESS_LOG_NUMBERS = { status: '$context.status', latencyMs: '$context.responseLatency' }
const ACCESS_LOG = `{${[
  ...Object.entries(ACCESS_LOG_TEXTS).map(([name, value]) => `"${name}":"${value}"`),
  ...Object.entries(ACCESS_LOG_NUMBERS).map(([name, value]) => `"${name}":${value}`),
].join(',')}}`

/** What Chatwoot got to see, the API's own refusals and cold starts included; each as a metric of the webhook route. */
export type WebhookMetrics = {
  readonly serverErrors: Metric
  /** Refused by the API's throttle before ingest was called. */
  readonly throttled: Metric
  /** Milliseconds from request to response. */
  readonly latency: Metric
}

/** One HTTP API: webhooks in, console and JSON out. Routes are named one by one, so that nothing is public by accident. */
export class WebhookApi extends Construct {
  /** Without a trailing slash. */
  readonly url: string
  readonly stage: HttpStage
  readonly webhookMetrics: WebhookMetrics
  readonly accessLogs: LogGroup
  private readonly api: HttpApi
  private readonly config: EnvironmentConfig

  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    super(scope, id)
    this.config = config
    this.api = new HttpApi(this, 'Api', {
      apiName: `backdesk-${config.name}`,
      description: `Backdesk ${config.name}: Chatwoot webhooks, console and API`,
      createDefaultStage: false,
    })
    this.url = this.api.apiEndpoint
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      // API Gateway writes here by a policy of the region that lists every log group it writes to, up to its length:
      // an account with many APIs is refused one more, but for names that begin like this. The stack's own id follows,
      // because a log group that was kept would still hold a fixed name.
      logGroupName: `/aws/vendedlogs/backdesk-${config.name}/${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
      retention: config.logDays,
      removalPolicy: removalOf(config),
    })
    const { requestsPerSecond, burst } = config.throttles.everyRoute
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    })
    this.webhookMetrics = {
      serverErrors: this.webhookMetric('WebhookServerErrors', { pattern: '$.status >= 500' }),
      throttled: this.webhookMetric('WebhookThrottled', { pattern: '$.status = 429' }),
      latency: this.webhookMetric('WebhookLatency', { pattern: '$.latencyMs >= 0', value: '$.latencyMs' }),
    }
  }

  /** Any method: ingest itself answers 405, and GET with a health word for uptime checks. */
  receiveWebhooks(ingest: IFunction): void {
    const [route] = this.api.addRoutes({
      path: WEBHOOK_PATH,
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Ingest', ingest),
    })
    if (route === undefined) throw new Error('The webhook route is missing')
    this.throttle(route, WEBHOOK_ROUTE, this.config.throttles.webhook)
  }

  /** @param redrive answers for dead letters */
  serveConsole({ api, redrive }: { readonly api: IFunction; readonly redrive: IFunction }, issuer: Issuer): void {
    const console = integrationOf('Console', api)
    const authorizer = new HttpJwtAuthorizer('Tokens', issuer.issuer, { jwtAudience: [issuer.audience] })
    this.answerPrivately(PRIVATE_ROUTES, { integration: console, authorizer })
    this.answerPrivately(LETTER_ROUTES, { integration: integrationOf('Letters', redrive), authorizer })
    for (const path of PUBLIC_PATHS) {
      this.api.addRoutes({ path, methods: [HttpMethod.GET], integration: console })
    }
  }

  private answerPrivately(
    privateRoutes: readonly PrivateRoute[],
    by: { readonly integration: HttpLambdaIntegration; readonly authorizer: IHttpRouteAuthorizer },
  ): void {
    for (const { method, path } of privateRoutes) {
      const routes = this.api.addRoutes({ path, methods: [HttpMethod[method]], ...by })
      if (method === 'GET') continue
      for (const route of routes) this.throttle(route, routeKeyOf({ method, path }), WRITE_THROTTLE)
    }
  }

  /**
   * From the access log rather than from API Gateway's own metrics: those mix all routes, or cost by the route. A metric
   * filter has no dimensions of its own, hence the environment in the namespace.
   */
  private webhookMetric(metricName: string, { pattern, value = '1' }: { pattern: string; value?: string }): Metric {
    return new MetricFilter(this, metricName, {
      logGroup: this.accessLogs,
      filterPattern: FilterPattern.literal(`{ ($.route = "${WEBHOOK_ROUTES}") && (${pattern}) }`),
      metricNamespace: `${METRIC_NAMESPACE}/${this.config.name}`,
      metricName,
      metricValue: value,
    }).metric({ statistic: 'Sum', period: Duration.minutes(1) })
  }

  /** A share of its own: operators refreshing the console can never use up what webhooks need. */
  private throttle(route: HttpRoute, routeKey: string, { requestsPerSecond, burst }: Throttle): void {
    const stage = this.stage.node.defaultChild
    if (!(stage instanceof CfnStage)) throw new Error('The stage has no CfnStage')
    stage.routeSettings = {
      ...stage.routeSettings,
      [routeKey]: { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst },
    }
    // A stage cannot have settings for a route that is not there yet.
    stage.node.addDependency(route)
  }
}

/** One permission for the whole API: a function's policy may have 20 KB, which a statement for each route fills. */
const integrationOf = (id: string, fn: IFunction): HttpLambdaIntegration =>
  new HttpLambdaIntegration(id, fn, { scopePermissionToRoute: false })

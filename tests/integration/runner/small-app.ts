import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import {
  Function as CdkFunction,
  Code,
  EventSourceMapping,
  FilterCriteria,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { type HandlerName, writeHandler } from './handlers.ts'

export type SmallAppOptions = {
  /** Leaves out the grant that lets the API's function send to the queue. */
  withoutSendGrant?: boolean
  /** Last word before synthesis. */
  change?: (stacks: { data: Stack; app: Stack }) => void
}

export const VISIBILITY_S = 30
export const ISSUER = 'https://issuer.example.com'

/**
 * An order's way: HTTP, queue, function, table, stream, function, bus, rule, queue, function, table. Two stacks, so that
 * references cross them. Gives the assembly's folder.
 */
export const synthesizeSmallApp = (options: SmallAppOptions = {}): string => {
  const dir = mkdtempSync(join(tmpdir(), 'backdesk-runner-'))
  const cdk = new App({ outdir: join(dir, 'cdk.out'), analyticsReporting: false })
  const data = new Stack(cdk, 'Small-Data')
  const app = new Stack(cdk, 'Small-App')
  const table = new Table(data, 'Orders', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
  })
  const fn = (name: HandlerName, environment: Record<string, string> = {}): CdkFunction =>
    new CdkFunction(app, name, {
      code: Code.fromAsset(writeHandler(join(dir, 'functions'), name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(20),
      environment,
    })

  const dead = new Queue(app, 'Dead')
  const inbound = new Queue(app, 'Inbound', {
    visibilityTimeout: Duration.seconds(VISIBILITY_S),
    deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
  })
  const front = fn('front', { QUEUE_URL: inbound.queueUrl })
  if (options.withoutSendGrant !== true) inbound.grantSendMessages(front)

  const store = fn('store', { TABLE_NAME: table.tableName })
  table.grantWriteData(store)
  store.addEventSource(new SqsEventSource(inbound, { batchSize: 10, reportBatchItemFailures: true }))

  const bus = new EventBus(app, 'Bus')
  const announce = fn('announce', { BUS_NAME: bus.eventBusName })
  bus.grantPutEventsTo(announce)
  const lost = new Queue(app, 'Lost')
  table.grantStreamRead(announce)
  new EventSourceMapping(app, 'FromStream', {
    target: announce,
    eventSourceArn: table.tableStreamArn ?? '',
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 10,
    bisectBatchOnError: true,
    retryAttempts: 1,
    onFailure: new SqsDlq(lost),
    filters: [FilterCriteria.filter({ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['ORDER'] } } } })],
  })

  const reactions = new Queue(app, 'Reactions', { visibilityTimeout: Duration.seconds(VISIBILITY_S) })
  const react = fn('react', { TABLE_NAME: table.tableName })
  table.grantWriteData(react)
  react.addEventSource(new SqsEventSource(reactions))
  new Rule(app, 'OnStored', {
    eventBus: bus,
    eventPattern: { source: ['shop'], detailType: ['order.stored'], detail: { id: [{ 'anything-but': 'ignored' }] } },
    targets: [new SqsQueue(reactions)],
  })

  const failures = new Queue(app, 'Failures')
  const tick = fn('tick')
  tick.configureAsyncInvoke({ retryAttempts: 1, onFailure: new SqsDestination(failures) })
  new Rule(app, 'EveryHour', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(tick)] })
  new Rule(app, 'OnFail', { eventBus: bus, eventPattern: { source: ['trouble'] }, targets: [new LambdaFunction(tick)] })

  const api = new HttpApi(app, 'Api')
  const integration = new HttpLambdaIntegration('Front', front)
  api.addRoutes({ path: '/orders', methods: [HttpMethod.POST], integration })
  api.addRoutes({ path: '/echo/{proxy+}', methods: [HttpMethod.ANY], integration })
  const authorizer = new HttpJwtAuthorizer('Tokens', ISSUER, { jwtAudience: ['console'] })
  api.addRoutes({ path: '/private', methods: [HttpMethod.GET], integration, authorizer })

  const topic = new Topic(app, 'OnCall')
  const metric = new Metric({ namespace: 'Shop', metricName: 'Ticks', statistic: 'Sum', period: Duration.minutes(1) })
  new Alarm(app, 'Ticking', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(topic))

  options.change?.({ data, app })
  return cdk.synth().directory
}

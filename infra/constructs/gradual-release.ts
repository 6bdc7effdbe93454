import { Aws, Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, RELEASE_DIMENSIONS, RELEASE_METRICS } from '#runtime/metric-names'
import type { EnvironmentConfig, ReleasePace } from '../config.ts'
import type { FunctionName } from '../functions.ts'
import type { Alarms } from './alarms.ts'
import { PUBLISHED, type ServiceFunction } from './service-function.ts'

/** Those whose new versions take the place of the old ones by and by. */
export const GRADUAL = ['ingest', 'process', 'act'] as const satisfies readonly FunctionName[]
export type GradualName = (typeof GRADUAL)[number]

const PACE: Readonly<Record<ReleasePace, ILambdaDeploymentConfig>> = {
  canary: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  'at-once': LambdaDeploymentConfig.ALL_AT_ONCE,
}

/** Refusals and repetitions happen without a fault of the version; so many in a minute of its canary do not. */
const BORNE_A_MINUTE = 4
const CRASHED = BORNE_A_MINUTE + 1

export type GradualReleaseProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly functions: Readonly<Record<GradualName, ServiceFunction<Readonly<Record<string, string>>>>>
}

/**
 * CodeDeploy moves each alias to its new version: a tenth of the calls for five minutes, then all of them. What rolls it
 * back is told by the new version alone: an alarm about the function as a whole would ring while the old version is
 * broken, and refuse the very deployment that mends it.
 */
export class GradualRelease extends Construct {
  constructor(scope: Construct, id: string, { config, alarms, functions }: GradualReleaseProps) {
    super(scope, id)
    const application = new LambdaApplication(this, 'Application', { applicationName: `backdesk-${config.name}` })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: `What CodeDeploy may do to release functions of Backdesk ${config.name}`,
    })
    const names = GRADUAL.map((name) => functions[name])
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: names.flatMap((fn) => [fn.functionArn, `${fn.functionArn}:${PUBLISHED}`]),
      }),
    )
    // It reads names and states of alarms, in lists: there is nothing narrower that its polling is known to bear.
    role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }))
    for (const name of GRADUAL) {
      const fn = functions[name]
      const alarm = alarms.raise({
        name: `release-${name}`,
        severity: 'warning',
        says: `A new version of ${name} crashes, refuses or repeats, and is taken back`,
        errorImpact: IMPACT[name],
        metric: troubleOf(fn, { name, environment: config.name }),
        above: BORNE_A_MINUTE,
        // One minute rings, and goes on ringing for as long as a canary is watched.
        periods: { above: 1, of: 5 },
      })
      const group = new LambdaDeploymentGroup(this, name, {
        application,
        deploymentGroupName: `backdesk-${config.name}-${name}`,
        alias: fn.published(),
        deploymentConfig: PACE[config.release],
        alarms: [alarm],
        // An alarm that cannot be asked says nothing about the version: then it does not go on.
        ignorePollAlarmsFailure: false,
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        // The managed policy that the library adds lets CodeDeploy move every alias of the account.
        role: role.withoutPolicyUpdates(),
      })
      group.node.addDependency(role)
    }
  }
}

const IMPACT: Readonly<Record<GradualName, string>> = {
  ingest: 'A tenth of the webhooks met it: those it refused are lost until reconciliation finds what they said.',
  process: 'Nothing is lost: messages it returned come again. Those it put among the dead letters need a redrive.',
  act: 'Actions it returned come again; those it put among the dead letters are not done until they are redriven.',
}

/** By the minute, of the version that is being released: crashes and dead letters count for more than is borne. */
function troubleOf(
  fn: ServiceFunction<Readonly<Record<string, string>>>,
  { name, environment }: { name: GradualName; environment: string },
): IMetric {
  const { version } = fn.currentVersion
  const minute = { statistic: 'Sum', period: Duration.minutes(1) }
  const crashes = new Metric({
    ...minute,
    namespace: 'AWS/Lambda',
    metricName: 'Errors',
    dimensionsMap: {
      FunctionName: fn.functionName,
      Resource: `${fn.functionName}:${PUBLISHED}`,
      ExecutedVersion: version,
    },
  })
  const told = Object.entries(RELEASE_METRICS[name]).map(([metric, weighs]): [string, Metric, number] => [
    `told${metric}`,
    new Metric({
      ...minute,
      namespace: METRIC_NAMESPACE,
      metricName: METRICS[metric as keyof typeof METRICS],
      dimensionsMap: {
        [METRIC_DIMENSION]: environment,
        [RELEASE_DIMENSIONS.functionName]: fn.functionName,
        [RELEASE_DIMENSIONS.version]: version,
      },
    }),
    weighs === 'fault' ? CRASHED : 1,
  ])
  const parts: readonly (readonly [string, IMetric, number])[] = [['crashes', crashes, CRASHED], ...told]
  return new MathExpression({
    label: `trouble of the new version of ${name}`,
    expression: parts.map(([id, , weight]) => `${weight} * FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(parts.map(([id, metric]) => [id, metric])),
    period: Duration.minutes(1),
  })
}

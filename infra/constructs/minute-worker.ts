import { Duration } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts'

export type MinuteWorkerProps<Env> = ServiceFunctionProps<Env> & {
  readonly alarms: Alarms
  /** Counts the runs that got through. */
  readonly runs: Metric
  /** What it means when it stands still. */
  readonly errorImpact: string
}

/**
 * A function that runs every minute, and the alarm that rings when it does not. A run that fails is not repeated: the
 * next one does its work too, and two at once would only do it twice.
 */
export class MinuteWorker<Env extends Readonly<Record<string, string>>> extends Construct {
  readonly worker: ServiceFunction<Env>

  constructor(scope: Construct, id: string, props: MinuteWorkerProps<Env>) {
    super(scope, id)
    const { alarms, errorImpact, name, runs } = props
    this.worker = new ServiceFunction<Env>(this, 'Function', props)
    new Rule(this, 'Rule', {
      description: `Runs ${name} every minute`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.worker, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    })
    this.worker.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    alarms.raise({
      name: `${name}-silent`,
      severity: 'critical',
      says: `${name} has not run for five minutes`,
      errorImpact,
      metric: runs,
      below: 1,
      periods: { above: 5, of: 5 },
    })
  }
}

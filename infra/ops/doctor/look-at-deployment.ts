import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import { DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetBucketLifecycleConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns'
import { environmentConfig } from '../../config.ts'
import { clientConfig } from '../aws-access.ts'
import { type Check, type Looked, note, ok, unknown, warning, wrong } from './finding.ts'
import { type Subject, stackOf } from './subject.ts'

/** What the command line and the doctor ask of a stack. Others come with later releases, and are asked for where they are used. */
export const NEEDED_OUTPUTS = [
  'WebhookUrl',
  'TableName',
  'BodiesBucketName',
  'OnCallTopicArn',
  'AccountsSecretArn',
  'TargetsSecretArn',
  'ChatwootSecretArn',
  'InboundQueueUrl',
  'InboundDeadLettersUrl',
  'DeadlinesQueueUrl',
  'ActionsQueueUrl',
] as const

export const deploymentChecks = (subject: Subject): readonly Check[] => [
  check('deployment', () => lookAtStack(subject)),
  check('configuration', async () => lookAtConfig(subject)),
  check('alarms', () => lookAtAlarms(subject)),
  check('who is alarmed', () => lookAtSubscriptions(subject)),
  check('quotas', () => lookAtQuotas(subject)),
  check('retention', () => lookAtRetention(subject)),
]

const check = (name: string, look: Check['look']): Check => ({ name, account: null, look })

async function lookAtStack(subject: Subject): Promise<readonly Looked[]> {
  const { outputs, values, isLocal } = subject
  const missing = NEEDED_OUTPUTS.filter((name) => outputs[name] === undefined)
  const deploy = `npm run deploy -- -c env=${values.env}`
  const lacking =
    missing.length === 0
      ? [ok(isLocal ? 'the local runner answers' : `${stackOf(subject)} is there`)]
      : [wrong('outputs_missing', `the stack does not tell its ${missing.join(', ')}: an earlier release`, deploy)]
  if (isLocal) return lacking
  const client = new CloudFormationClient(clientConfig(values))
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackOf(subject) }))
  const status = stack?.StackStatus ?? 'unknown'
  if (/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return lacking
  const isUnderWay = status.endsWith('IN_PROGRESS')
  const found = `the stack is ${status}`
  return [...lacking, isUnderWay ? note('stack_under_way', found) : warning('stack_not_complete', found, deploy)]
}

function lookAtConfig({ values }: Subject): readonly Looked[] {
  try {
    const config = environmentConfig(values.env, process.env)
    return [ok(`the record of ${config.name} is in order`)]
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return [wrong('config_invalid', found, `Mend infra/config.ts or the BACKDESK_* variables of your shell`)]
  }
}

/** They are told elsewhere too: here they are for who comes to see what else is. */
async function lookAtAlarms({ values, isLocal }: Subject): Promise<readonly Looked[]> {
  const on = isLocal ? await localAlarms(values.endpoint ?? '') : await alarmsOn(values)
  if (on.length === 0) return [ok('no alarm is on')]
  return on.map((name) => note('alarm_on', `the alarm ${name} is on: docs/runbooks/alarms.md#${name}`))
}

async function alarmsOn(values: Subject['values']): Promise<string[]> {
  const client = new CloudWatchClient(clientConfig(values))
  const prefix = `backdesk-${values.env}-`
  const on: string[] = []
  for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix, StateValue: 'ALARM' }))
    on.push(...(page.MetricAlarms ?? []).map(({ AlarmName = '' }) => AlarmName.slice(prefix.length)))
  return on
}

async function localAlarms(endpoint: string): Promise<string[]> {
  const answer = await fetch(`${endpoint}/_backdesk/alarms`, { signal: AbortSignal.timeout(5_000) })
  const alarms = (await answer.json()) as readonly { readonly name: string; readonly state: string }[]
  return alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name.replace(/^backdesk-[a-z]+-/, ''))
}

async function lookAtSubscriptions({ values, outputs, isLocal }: Subject): Promise<readonly Looked[]> {
  if (isLocal) return [note('local', 'nobody is alarmed by a local runner')]
  const TopicArn = outputs.OnCallTopicArn
  if (TopicArn === undefined) return [unknown('output_missing', 'the on-call topic is not known')]
  const client = new SNSClient(clientConfig(values))
  let confirmed = 0
  let waiting = 0
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    for (const { SubscriptionArn } of page.Subscriptions ?? [])
      if (SubscriptionArn === 'PendingConfirmation') waiting++
      else confirmed++
  const deploy = `npm run deploy -- -c env=${values.env}`
  const how = `Set BACKDESK_${values.env.toUpperCase()}_ALARM_EMAILS, see docs/deploy.md, then:`
  return [
    confirmed > 0
      ? ok(`${confirmed} subscribed to the on-call topic`)
      : warning('nobody_alarmed', 'nobody has subscribed to the on-call topic: alarms go unheard', how, deploy),
    ...(waiting === 0
      ? []
      : [
          warning(
            'alarm_unconfirmed',
            `${waiting} subscriptions wait to be confirmed`,
            'Follow the link in the e-mail "AWS Notification - Subscription Confirmation"',
          ),
        ]),
  ]
}

/** New AWS accounts begin with ten. Ingest, process, act and the rest share them. */
const CONCURRENCY_WANTED = 100

async function lookAtQuotas({ values, isLocal }: Subject): Promise<readonly Looked[]> {
  if (isLocal) return [unknown('local', 'a local runner has no quotas')]
  const { AccountLimit } = await new LambdaClient(clientConfig(values)).send(new GetAccountSettingsCommand({}))
  const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions: free = 0 } = AccountLimit ?? {}
  if (free >= CONCURRENCY_WANTED) return [ok(`${free} of ${ConcurrentExecutions} concurrent executions are to be had`)]
  return [
    warning(
      'concurrency_low',
      `${free} of ${ConcurrentExecutions} concurrent executions of Lambda are to be had: ingest may be throttled, and what it refuses is lost`,
      'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
    ),
  ]
}

async function lookAtRetention({ values, outputs, isLocal, dynamo }: Subject): Promise<readonly Looked[]> {
  const TableName = outputs.TableName
  if (TableName === undefined) return [unknown('output_missing', 'the table is not known')]
  const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }))
  const deploy = `npm run deploy -- -c env=${values.env}`
  const { TimeToLiveStatus: status, AttributeName: attribute } = TimeToLiveDescription ?? {}
  const expires = status === 'ENABLED' && attribute === 'expiresAt'
  const looked = [
    expires
      ? ok('items of the table expire')
      : wrong('ttl_off', `the table's time to live is ${status ?? 'off'}: nothing expires`, deploy),
  ]
  if (isLocal) return looked
  return [...looked, ...(await recovery(TableName, deploy, { values, dynamo })), ...(await lifecycle(outputs, values))]
}

async function recovery(TableName: string, deploy: string, { values, dynamo }: Pick<Subject, 'values' | 'dynamo'>) {
  if (!environmentConfig(values.env, {}).pointInTimeRecovery) return []
  const { ContinuousBackupsDescription } = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }))
  const status = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
  return status === 'ENABLED'
    ? [ok('the table can be recovered to any second')]
    : [wrong('recovery_off', 'point-in-time recovery of the table is off', deploy)]
}

async function lifecycle(outputs: Subject['outputs'], values: Subject['values']): Promise<readonly Looked[]> {
  const Bucket = outputs.BodiesBucketName
  const { Rules = [] } = await new S3Client(clientConfig(values)).send(
    new GetBucketLifecycleConfigurationCommand({ Bucket }),
  )
  const expiring = Rules.filter(({ Status, Expiration }) => Status === 'Enabled' && Expiration?.Days !== undefined)
  if (expiring.length >= 3) return [ok('bodies in S3 expire')]
  return [wrong('lifecycle_off', 'bodies in S3 do not expire', `npm run deploy -- -c env=${values.env}`)]
}

/**
 * AwsSolutions over every stack at synthesis: a finding that is not argued away here, with its reason, fails it.
 * Each argument is tied to one resource, so a new resource with the same fault is found.
 */
import { type App, CfnElement, Validations } from 'aws-cdk-lib'
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { IConstruct } from 'constructs'
import { BODY_PREFIX } from './constructs/bodies-bucket.ts'
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts'
import { PUBLIC_PATHS, WEBHOOK_ROUTE } from './constructs/webhook-api.ts'
import type { DataStack } from './data-stack.ts'
import type { Stacks } from './stacks.ts'

type Argument = { readonly on: IConstruct; readonly rule: string; readonly reason: string }

export function checkWithNag(app: App, stacks: Stacks): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }))
  for (const { on, rule, reason } of [...dataArguments(stacks), ...appArguments(stacks)]) {
    Validations.of(on).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason })
  }
}

function dataArguments({ data }: Stacks): Argument[] {
  const { config } = data
  const found: Argument[] = [
    {
      on: data.bodies,
      rule: 'S1',
      reason:
        'Two functions and the archive stream write and one function reads, each with an object prefix of its own; access logs would cost more than the bodies and hold their keys for longer than the bodies live.',
    },
    {
      on: data.accounts,
      rule: 'SMG4',
      reason:
        'The signing secrets are made by Chatwoot, which has no API to rotate them. They are rotated by hand with two live secrets per account; the support_webhooks runbook says how.',
    },
    {
      on: data.targets,
      rule: 'SMG4',
      reason:
        'The addresses and keys are made by Slack, Teams and PagerDuty, which have no common way to rotate them. They are changed there and here by hand: `npm run ops -- targets set`.',
    },
    {
      on: data.chatwoot,
      rule: 'SMG4',
      reason:
        'The tokens are made by Chatwoot, which has no API to rotate them. They are changed there and here by hand: `npm run ops -- chatwoot set`.',
    },
    {
      on: data.embeds,
      rule: 'SMG4',
      reason:
        'A new value closes every embedded tile at once: that is for when the key is in wrong hands, and not for every month. Tokens expire by themselves.',
    },
    {
      on: data.signIn,
      rule: 'COG8',
      reason:
        'Nobody signs up by themselves: administrators create the few accounts of a support team. What the Plus plan adds (risk-based sign-in) is worth its price per user for public sign-up.',
    },
  ]
  if (data.archive !== null) {
    for (const prefix of [BODY_PREFIX.archived, BODY_PREFIX.archiveFailed])
      found.push({
        on: data.archive,
        rule: `IAM5[Resource::<${data.getLogicalId(bucketResource(data))}.Arn>/${prefix}*]`,
        reason: 'Firehose names each object by the time. The grant is limited to the prefix it delivers to.',
      })
  }
  if (!config.pointInTimeRecovery) {
    for (const on of [data.table, data.insights])
      found.push({ on, rule: 'DDB3', reason: 'Holds no real customer data and may be rebuilt from Chatwoot.' })
  }
  if (config.auth.kind === 'cognito' && config.auth.mfa === 'optional') {
    found.push({
      on: data.signIn,
      rule: 'COG2',
      reason: 'Holds no real customer data; scripted sign-ins stay possible.',
    })
  }
  return found
}

function appArguments({ data, app }: Stacks): Argument[] {
  const everyPrefix = Object.values(BODY_PREFIX).map((prefix) => ({
    on: app,
    rule: `IAM5[Resource::${importedBucketArn(data)}/${prefix}*]`,
    reason:
      'Every body is an object of its own, named by its receipt id. The grant is limited to one prefix and one verb per function.',
  }))
  const ends = app.node
    .findAll()
    .filter((node) => node instanceof DeadLetterQueue)
    .map((on) => ({
      on,
      rule: 'SQS3',
      reason: 'Is itself where undeliverable messages end, with two alarms that get it looked at.',
    }))
  const open = app.node
    .findAll()
    .filter((node) => node instanceof CfnRoute)
    .flatMap((on) => {
      const reason = reasonToBeOpen(on.routeKey)
      return reason === null ? [] : [{ on, rule: 'APIG4', reason }]
    })
  const release = {
    on: app.release,
    rule: 'IAM5[Resource::*]',
    reason:
      'CodeDeploy polls alarms by DescribeAlarms, a list; it reads their names and states, and may change none of them.',
  }
  const traced = data.config.tracing
    ? [
        {
          on: app,
          rule: 'IAM5[Resource::*]',
          reason: 'X-Ray has no resources to name: its two write actions take only *.',
        },
      ]
    : []
  return [...everyPrefix, ...ends, ...open, release, ...traced]
}

function reasonToBeOpen(routeKey: string): string | null {
  if (routeKey === WEBHOOK_ROUTE) {
    return 'Chatwoot cannot present a token. ingest verifies the HMAC signature over the raw body before anything else happens.'
  }
  if (PUBLIC_PATHS.some((path) => routeKey === `GET ${path}`)) {
    return "Serves the console's static files, the sign-in addresses or a health word: no data, and the sign-in page itself must be reachable."
  }
  return null
}

function bucketResource({ bodies }: DataStack): CfnElement {
  const { defaultChild } = bodies.node
  if (!CfnElement.isCfnElement(defaultChild)) throw new Error('The bucket has no resource')
  return defaultChild
}

/** As nag words it: the bucket's ARN is an export of the data stack by the time the app stack is judged. */
function importedBucketArn(data: DataStack): string {
  const imported: unknown = data.resolve(data.exportValue(data.bodies.bucketArn))
  const name =
    typeof imported === 'object' && imported !== null && 'Fn::ImportValue' in imported
      ? imported['Fn::ImportValue']
      : null
  if (typeof name !== 'string') throw new Error("The bodies bucket's ARN is not exported")
  return name
}

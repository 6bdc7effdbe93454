import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'

export type OnCallTopicProps = {
  readonly config: EnvironmentConfig
  /** Whether the pager is called too, besides e-mail. */
  readonly pages: boolean
}

/**
 * Where alarms go. TLS is enforced; there is no KMS key unless config gives one, because the AWS-managed key
 * (`alias/aws/sns`) does not let CloudWatch publish, so alarms would silently go nowhere, and what passes here is
 * names and thresholds of alarms, never a customer's word. A customer-managed key is for those whose rules ask for it.
 */
export class OnCallTopic extends Topic {
  constructor(scope: Construct, id: string, { config, pages }: OnCallTopicProps) {
    const { emails, pagerUrls, kmsKeyArn } = config.onCall
    super(scope, id, {
      displayName: `Backdesk ${config.name} ${pages ? 'on call' : 'notices'}`,
      enforceSSL: true,
      ...(kmsKeyArn === null ? {} : { masterKey: Key.fromKeyArn(scope, `${id}Key`, kmsKeyArn) }),
    })
    // A topic with a policy of its own loses SNS's default one, which is what lets alarms publish.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    emails.forEach((email, n) => {
      this.deliver(`Email${n + 1}`, SubscriptionProtocol.EMAIL, email)
    })
    if (pages) {
      pagerUrls.forEach((url, n) => {
        this.deliver(`Pager${n + 1}`, SubscriptionProtocol.HTTPS, url)
      })
    }
  }

  /** Numbered, because a pager's address is half a secret and must not end up in a logical id. */
  private deliver(subscriberId: string, protocol: SubscriptionProtocol, endpoint: string): void {
    this.addSubscription({ bind: () => ({ subscriberId, protocol, endpoint }) })
  }
}

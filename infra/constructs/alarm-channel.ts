import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot'
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { SlackChannel } from '../config.ts'

export type AlarmChannelProps = {
  readonly environment: string
  readonly channel: SlackChannel
  readonly topics: readonly ITopic[]
}

/**
 * A Slack channel that hears of alarms. One configuration for all topics: AWS refuses a second one for the same channel
 * in an account.
 */
export class AlarmChannel extends SlackChannelConfiguration {
  constructor(scope: Construct, id: string, { environment, channel, topics }: AlarmChannelProps) {
    super(scope, id, {
      slackChannelConfigurationName: `backdesk-${environment}`,
      slackWorkspaceId: channel.workspaceId,
      slackChannelId: channel.channelId,
      notificationTopics: [...topics],
      // Without guardrails a channel member could be given administrator rights through the bot.
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    })
  }
}

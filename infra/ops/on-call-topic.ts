import { ListTopicsCommand, type SNSClient } from '@aws-sdk/client-sns'

/**
 * The deployment's own topic, found by the name CloudFormation (and the local runner) gave it: stack, then logical id.
 * The stack's output of the same name would say it too, but the local runner has no stacks to ask.
 * @throws Error when there is none, and the SDK's errors.
 */
export async function onCallTopicArn(client: SNSClient, env: string): Promise<string> {
  const beginning = `Backdesk-${env}-App-AlarmsOnCall`
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListTopicsCommand(NextToken === undefined ? {} : { NextToken }))
    for (const { TopicArn = '' } of page.Topics ?? [])
      if (TopicArn.split(':').at(-1)?.startsWith(beginning)) return TopicArn
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  throw new Error(`there is no topic ${beginning}...: is Backdesk deployed here?`)
}

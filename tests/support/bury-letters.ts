/** Puts letters where dead ones of a running stack lie, so that there is something to look at. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { webhookFixture } from './chatwoot-fixtures.ts'
import type { RunningStack } from './local-stack.ts'
import { STAMPS } from './sqs-records.ts'

const WEBHOOK = JSON.stringify(webhookFixture('conversation_created.json'))
const LETTERS: readonly { readonly body: string; readonly reason?: string; readonly detail?: string }[] = [
  { body: WEBHOOK, reason: 'unparseable', detail: 'event conversation_created: labels must be a list' },
  { body: WEBHOOK, reason: 'unparseable', detail: 'event conversation_created: labels must be a list' },
  { body: '{', reason: 'unparseable', detail: 'Not JSON' },
  { body: WEBHOOK },
]

/** @throws Error when the stack names no such queue, and the SDK's errors. */
export async function buryLetters({ engineUrl }: Pick<RunningStack, 'engineUrl'>, account = 'shop'): Promise<void> {
  const outputs = (await (await fetch(`${engineUrl}/_backdesk/outputs`)).json()) as Record<string, string>
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new SQSClient({ endpoint: engineUrl, region: 'eu-west-1', credentials })
  for (const { body, ...why } of LETTERS) {
    const texts = { ...STAMPS, account, ...why }
    await client.send(
      new SendMessageCommand({
        QueueUrl: outputs.InboundDeadLettersUrl,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      }),
    )
  }
  client.destroy()
}

import { AwsError } from '../engines/aws-error.ts'
import type { SendRequest } from '../engines/sqs/engine.ts'
import type { Surroundings } from '../surroundings.ts'

/** Sends in the name of a service. Gives the reason when the queue is absent or refuses the message. */
export const sendToQueue = (around: Surroundings, arn: string, message: SendRequest): string | undefined => {
  const queue = around.engines.sqs.byArn(arn)
  if (queue === undefined) return `there is no queue ${arn}`
  try {
    queue.send(message)
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    around.report({ level: 'error', source: queue.name, text: `refused a message: ${error.code} ${error.message}` })
    return `${error.code}: ${error.message}`
  }
}

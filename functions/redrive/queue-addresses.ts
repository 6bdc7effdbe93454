/** Where queues are, out of the function's variables. */
import { type DeadLetterQueue, deadLetterQueues } from '#domain/dead-letter-queues'

/**
 * @param pairs `InboundDeadLettersUrl=name`, as the stack's outputs call them
 * @param beside the address of one of them
 */
export function queuesIn(pairs: readonly string[], beside: string): readonly DeadLetterQueue[] {
  const folder = beside.slice(0, beside.lastIndexOf('/') + 1)
  const outputs = pairs.map((pair): readonly [string, string] => {
    const [output = '', name = ''] = pair.split('=')
    if (output === '' || name === '') throw new Error('QUEUES must be pairs such as InboundQueueUrl=name')
    return [output, `${folder}${name}`]
  })
  return deadLetterQueues(Object.fromEntries(outputs))
}

import { createHash } from 'node:crypto'
import { ACCOUNT_ID, REGION } from './engines/arn.ts'

export {
  ACCOUNT_ID,
  bucketArn,
  busArn,
  deliveryStreamArn,
  queueArn,
  REGION,
  streamArn,
  tableArn,
  topicArn,
} from './engines/arn.ts'

/**
 * An ARN of this machine: `arn:aws:<service>:eu-west-1:000000000000:<resource>`. The account is never a real one.
 * S3 names carry neither region nor account: use `bucketArn`.
 */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`

export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`)

/** Last part of an ARN or path: `arn:aws:events:…:event-bus/desk` becomes `desk`. */
export const lastPart = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn

/** The same hex text for the same seed, for generated ids that must survive a restart. */
export const stableId = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length)

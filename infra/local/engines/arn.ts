/** Account and region of everything that runs locally. */
export const ACCOUNT_ID = '000000000000'
export const REGION = 'eu-west-1'

const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`

export const queueArn = (name: string): string => arn('sqs', name)
export const tableArn = (name: string): string => arn('dynamodb', `table/${name}`)
export const indexArn = (table: string, index: string): string => `${tableArn(table)}/index/${index}`
export const streamArn = (table: string, label: string): string => `${tableArn(table)}/stream/${label}`
export const busArn = (name: string): string => arn('events', `event-bus/${name}`)
export const topicArn = (name: string): string => arn('sns', name)
export const deliveryStreamArn = (name: string): string => arn('firehose', `deliverystream/${name}`)
/** `suffix`: the six characters Secrets Manager adds to every name. */
export const secretArn = (name: string, suffix: string): string => arn('secretsmanager', `secret:${name}-${suffix}`)
export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`
export const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`

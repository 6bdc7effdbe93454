/** What the doctor looks at: a deployment and what it reads of it once, for all its checks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { AccessDocument } from '#chatwoot/access'
import { type HttpCall, keepAliveHttp } from '#chatwoot/http-call'
import type { AccountEntry, AccountsDocument } from '../accounts.ts'
import type { Values } from '../area.ts'
import { clientConfig, secretDocument } from '../aws-access.ts'
import { type Outputs, stackName } from '../deployment.ts'
import { type Desk, openDesk } from '../desk.ts'
import type { TargetsDocument } from '../targets.ts'

export type Subject = {
  readonly values: Values
  /** A local runner, where not all of AWS is. */
  readonly isLocal: boolean
  readonly outputs: Outputs
  readonly accounts: () => Promise<AccountsDocument>
  readonly access: () => Promise<AccessDocument>
  readonly targets: () => Promise<TargetsDocument>
  readonly desk: () => Promise<Desk>
  readonly http: HttpCall
  readonly dynamo: DynamoDBClient
  readonly sqs: SQSClient
  /** Epoch milliseconds by the deployment's clock; a runner's story may be ahead. */
  readonly now: () => number
  /** A command to copy, for this very deployment. */
  readonly command: (words: string) => string
}

/** Each document is read when it is first asked for, and once. */
export function subjectOf(values: Values, outputs: Outputs, now: () => number): Subject {
  const config = clientConfig(values)
  const where = values.endpoint === undefined ? `--env ${values.env}` : `--endpoint ${values.endpoint}`
  return {
    values,
    isLocal: values.endpoint !== undefined,
    outputs,
    accounts: once(() => secretDocument<AccountsDocument>(values, 'accounts').read()),
    access: once(() => secretDocument<AccessDocument>(values, 'chatwoot').read()),
    targets: once(() => secretDocument<TargetsDocument>(values, 'targets').read()),
    desk: once(() => openDesk(values)),
    http: keepAliveHttp(),
    dynamo: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    now,
    command: (words) => `npm run ops -- ${words} ${where}`,
  }
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}

/** Where webhooks are taken, without the path; undefined where the stack does not tell. */
export function webhookBase({ outputs }: Pick<Subject, 'outputs'>): string | undefined {
  const address = outputs.WebhookUrl
  return address === undefined ? undefined : address.slice(0, address.indexOf('/webhooks/'))
}

export type Registration = { readonly accountKey: string; readonly entry: AccountEntry }

/** The entry of an account with its key; undefined when it is not registered. */
export async function registrationOf(account: string, { accounts }: Subject): Promise<Registration | undefined> {
  const found = Object.entries(await accounts()).find(([, entry]) => entry?.account === account)
  return found === undefined ? undefined : { accountKey: found[0], entry: found[1] }
}

export const stackOf = ({ values }: Pick<Subject, 'values'>): string => stackName(values.env)

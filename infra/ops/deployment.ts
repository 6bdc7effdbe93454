/** Where a deployment keeps its things: asked of CloudFormation, or of a local runner. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import type { Values } from './area.ts'
import { clientConfig } from './aws-access.ts'

export type Outputs = Readonly<Record<string, string>>
export type Deployment = {
  readonly tableName: string
  readonly deadlinesQueueUrl: string
  /** Epoch milliseconds by the deployment's clock. */
  readonly now: () => number
}

/** @throws Error when nothing is deployed there, and the SDK's errors. */
export async function deploymentOf(values: Values): Promise<Deployment> {
  const output = await outputsOf(values)
  const now = await clockOf(values)
  return {
    tableName: output('TableName'),
    deadlinesQueueUrl: output('DeadlinesQueueUrl'),
    now,
  }
}

/** The bucket where trained topic models lie, among others. @throws as `deploymentOf` does. */
export const bodiesBucketOf = async (values: Values): Promise<string> => (await outputsOf(values))('BodiesBucketName')

/** The queue that process works on. @throws as `deploymentOf` does. */
export const inboundQueueOf = async (values: Values): Promise<string> => (await outputsOf(values))('InboundQueueUrl')

/** Where webhooks are taken, without the path. @throws as `deploymentOf` does. */
export async function webhookBaseOf(values: Values): Promise<string> {
  const address = (await outputsOf(values))('WebhookUrl')
  return address.slice(0, address.indexOf('/webhooks/'))
}

/** Whatever the stack tells, as it is. @throws as `deploymentOf` does. */
export const allOutputs = (values: Values): Promise<Outputs> =>
  values.endpoint === undefined ? stackOutputs(values) : ask<Outputs>(values.endpoint, 'outputs')

/** Epoch milliseconds by the deployment's clock. @throws Error where a runner does not tell. */
export const clockOf = async ({ endpoint }: Pick<Values, 'endpoint'>): Promise<() => number> =>
  endpoint === undefined ? Date.now : runnersClock(endpoint)

async function outputsOf(values: Values): Promise<(name: string) => string> {
  const outputs = await allOutputs(values)
  return (name) => {
    const value = outputs[name]
    if (value === undefined)
      throw new Error(`${stackName(values.env)} has no output ${name}: deploy this release first`)
    return value
  }
}

export const stackName = (env: string): string => `Backdesk-${env}-App`

async function stackOutputs(values: Values): Promise<Outputs> {
  const StackName = stackName(values.env)
  const client = new CloudFormationClient(clientConfig(values))
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }))
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  )
}

/** A story may be ahead, and run faster. */
async function runnersClock(endpoint: string): Promise<() => number> {
  const { nowMs, speed } = await ask<{ nowMs: number; speed: number | null }>(endpoint, 'clock')
  const askedAtMs = Date.now()
  return () => Math.round(nowMs + (Date.now() - askedAtMs) * (speed ?? 1))
}

async function ask<Reply>(endpoint: string, name: string): Promise<Reply> {
  const response = await fetch(`${endpoint}/_backdesk/${name}`)
  if (!response.ok) throw new Error(`the runner at ${endpoint} does not tell its ${name}: HTTP ${response.status}`)
  return (await response.json()) as Reply
}

/** Whether a function takes from its queue: event source mappings of AWS, or those of a local runner. */
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import type { Values } from './area.ts'
import { clientConfig } from './aws-access.ts'

export type EventSource = {
  /** A function's name, without `backdesk-<env>-`. */
  readonly name: string
  /** `Enabled`, `Disabled`, or on its way to one of them. */
  readonly state: string
}

export type EventSources = {
  /** Of functions that work on queues. */
  list(): Promise<readonly EventSource[]>
  /** Gives how many mappings the function has. */
  turn(name: string, to: 'on' | 'off'): Promise<number>
}

export const eventSources = (values: Values): EventSources =>
  values.endpoint === undefined ? onAws(values) : onRunner(values.endpoint)

/** Also those of an alias: its name stands behind the function's. */
function onAws(values: Values): EventSources {
  const client = new LambdaClient(clientConfig(values))
  const nameIn = new RegExp(`:function:backdesk-${values.env}-([a-z]+)(:|$)`)
  const all = async () => {
    const found: { readonly uuid: string; readonly name: string; readonly state: string }[] = []
    let marker: string | undefined
    do {
      const page = await client.send(
        new ListEventSourceMappingsCommand({ ...(marker === undefined ? {} : { Marker: marker }) }),
      )
      for (const { UUID = '', FunctionArn = '', EventSourceArn = '', State = '' } of page.EventSourceMappings ?? []) {
        const name = nameIn.exec(FunctionArn)?.[1]
        if (name !== undefined && EventSourceArn.startsWith('arn:aws:sqs:'))
          found.push({ uuid: UUID, name, state: State })
      }
      marker = page.NextMarker
    } while (marker !== undefined && marker !== '')
    return found
  }
  return {
    list: all,
    async turn(name, to) {
      const mappings = (await all()).filter((one) => one.name === name)
      for (const { uuid } of mappings)
        await client.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: to === 'on' }))
      return mappings.length
    },
  }
}

/** By its control door. @throws Error when it is not there. */
function onRunner(endpoint: string): EventSources {
  const ask = async (init: RequestInit = {}): Promise<readonly EventSource[]> => {
    const response = await fetch(`${endpoint}/_backdesk/event-sources`, init)
    if (!response.ok) throw new Error(`the runner at ${endpoint} does not turn event sources: HTTP ${response.status}`)
    return (await response.json()) as readonly EventSource[]
  }
  const shortName = (name: string): string => name.replace(/^backdesk-[a-z]+-/, '')
  return {
    list: async () => (await ask()).map(({ name, state }) => ({ name: shortName(name), state })),
    async turn(name, to) {
      const all = await ask({ method: 'POST', body: JSON.stringify({ function: name, on: to === 'on' }) })
      return all.filter((one) => shortName(one.name) === name).length
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { AwsError } from './aws-error.ts'
import type { Authorize, Fault, Faults, Permission, ServiceName } from './service.ts'

/** Hooks around every call; both may change while the engines run. */
export type Hooks = {
  authorize?: Authorize | undefined
  faults?: Faults | undefined
  /** Calls so far: tells whether anything may have changed. */
  calls: number
}

export type PreparedCall = {
  readonly service: ServiceName
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  permissions(): readonly Permission[]
  run(): unknown
}

/** The one way of every SDK call, whatever its protocol: injected fault, permissions, work, lost answer. */
export async function perform(call: PreparedCall, hooks: Hooks): Promise<unknown> {
  const { service, operation, input, accessKeyId } = call
  hooks.calls++
  const fault = hooks.faults?.({ service, operation, input, accessKeyId })
  if (fault?.delayMs) await sleep(fault.delayMs)
  if (fault?.when !== 'after') raise(fault)
  if (hooks.authorize) {
    for (const permission of call.permissions()) hooks.authorize({ ...permission, service, accessKeyId })
  }
  const result = await call.run()
  raise(fault)
  return result
}

function raise(fault: Fault | undefined): void {
  const error = fault?.error
  if (error) throw new AwsError(error.type, error.message ?? 'injected fault', { status: error.status })
}

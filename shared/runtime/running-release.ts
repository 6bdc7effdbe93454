import type { ReleasedService } from './metric-names.ts'

/** What of a function runs, as Lambda names it. */
export type RunningRelease = {
  readonly service: ReleasedService
  readonly functionName: string
  /** `$LATEST` where none was published. */
  readonly version: string
}

export const runningRelease = (service: ReleasedService): RunningRelease => ({
  service,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? service,
  version: process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
})

/**
 * How clients behave behind the queue, where a retry costs nothing but time: the SDK's own three attempts, each bounded,
 * so that one dead connection cannot eat a function's whole time-out. (Without `throwOnRequestTimeout` the SDK only warns.)
 * The intake path has its own, tighter plan: functions/ingest/budget.ts.
 */
export const PATIENT_CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
} as const

/** Every deployed function, in the order a webhook meets them. The folder in `functions/` has the same name. */
export const FUNCTION_NAMES = [
  'ingest',
  'process',
  'publish',
  'reconcile',
  'tick',
  'sla',
  'presence',
  'route',
  'escalate',
  'draft',
  'review',
  'grade',
  'act',
  'suggest',
  'analytics',
  'report',
  'api',
  'redrive',
] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

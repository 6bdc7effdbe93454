import { type EnvOf, settings, text } from '#runtime/settings'

export const spec = {
  TABLE_NAME: text,
  PRESENCE_QUEUE_URL: text,
  PRESENCE_DLQ_URL: text,
  /** Chatwoot is asked by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)

import { type BedrockSetting, bedrockSetting } from '#domain/bedrock-setting'
import { type EnvOf, integer, type Reader, settings, text } from '#runtime/settings'

const bedrock: Reader<BedrockSetting | undefined> = (raw) => {
  if (raw.trim() === '-') return undefined
  const setting = bedrockSetting(raw)
  if (setting === null) throw new Error('must be a model, a region and two prices, or -')
  return setting
}

export const spec = {
  TABLE_NAME: text,
  DRAFTS_QUEUE_URL: text,
  DRAFTS_DLQ_URL: text,
  /** Chatwoot is asked by way of act, which alone may. */
  ACTIONS_QUEUE_URL: text,
  /** Where indexes of articles lie. */
  BODIES_BUCKET: text,
  /** `model region usd-in usd-out`, prices a million tokens; `-` where no model writes drafts. */
  BEDROCK: bedrock,
  /** Days an approval is kept after it has ended. */
  RETENTION_DAYS: integer,
  ENVIRONMENT: text,
}
export type Env = EnvOf<typeof spec>
export const readEnv = () => settings(spec, process.env)

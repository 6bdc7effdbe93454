/** Which model of Amazon Bedrock writes drafts, and what it costs. */
export type BedrockSetting = {
  readonly modelId: string
  readonly region: string
  readonly usdPerMillionTokens: { readonly input: number; readonly output: number }
}

const FORM =
  /^([a-z0-9][a-z0-9.:-]{2,127}) ([a-z]{2}(?:-[a-z]+){1,3}-\d) (\d{1,4}(?:\.\d{1,4})?) (\d{1,4}(?:\.\d{1,4})?)$/

/** Reads `model region usd-in usd-out`; null: it is none. */
export function bedrockSetting(text: string): BedrockSetting | null {
  const [, modelId, region, input, output] = FORM.exec(text.trim()) ?? []
  if (modelId === undefined || region === undefined) return null
  return { modelId, region, usdPerMillionTokens: { input: Number(input), output: Number(output) } }
}

/** Inference profiles are named by where they may go: `eu.amazon.nova-lite-v1:0`. */
export const profiledModel = (modelId: string): string | null =>
  /^(?:us|eu|apac|jp|au|ca|us-gov|global)\.(.+)$/.exec(modelId)?.[1] ?? null

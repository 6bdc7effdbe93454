import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'

const MOST_TOKENS = 500

export type Prompt = { readonly system: string; readonly user: string }

/** One call of the Converse API. The SDK tries once: who calls knows how long there is. @throws the SDK's errors. */
export const bedrockSender =
  (
    { modelId, region }: { readonly modelId: string; readonly region: string },
    client = new BedrockRuntimeClient({ region, maxAttempts: 1 }),
  ) =>
  ({ system, user }: Prompt, abortSignal: AbortSignal) =>
    client.send(
      new ConverseCommand({
        modelId,
        system: [{ text: system }],
        messages: [{ role: 'user', content: [{ text: user }] }],
        inferenceConfig: { maxTokens: MOST_TOKENS, temperature: 0 },
      }),
      { abortSignal },
    )

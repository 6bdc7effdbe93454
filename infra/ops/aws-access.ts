/** How the command line reaches a deployment: AWS by the caller's credentials, or the engines of a local runner. */
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { parsedJson } from '#runtime/json'
import type { Values } from './area.ts'

const CALL_TIMEOUT_MS = 10_000

type ClientConfig = {
  readonly requestHandler: { readonly requestTimeout: number }
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The configuration of any SDK client. */
export function clientConfig({ endpoint }: Pick<Values, 'endpoint'>): ClientConfig {
  const requestHandler = { requestTimeout: CALL_TIMEOUT_MS }
  if (endpoint === undefined) return { requestHandler }
  // Local runs do without the SDK's notice about Node 20; against AWS it is worth reading.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const credentials = { accessKeyId: 'ops', secretAccessKey: 'local' }
  return { requestHandler, endpoint, region: 'eu-west-1', credentials }
}

export type SecretDocument<Document> = {
  /** An empty secret reads as an empty document. @throws the SDK's errors, and Error when it holds no JSON. */
  read(): Promise<Document>
  /** @throws the SDK's errors. */
  write(document: Document): Promise<void>
}

/** The JSON document kept in the secret `backdesk/<env>/<name>`. */
export function secretDocument<Document extends object>(values: Values, name: string): SecretDocument<Document> {
  const client = new SecretsManagerClient(clientConfig(values))
  const SecretId = `backdesk/${values.env}/${name}`
  return {
    async read() {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
      const document = parsedJson(SecretString || '{}')
      // The parser's message would quote the secret.
      if (typeof document !== 'object' || document === null) throw new Error(`the secret ${SecretId} holds no JSON`)
      return document as Document
    },
    async write(document) {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(document) }))
    },
  }
}

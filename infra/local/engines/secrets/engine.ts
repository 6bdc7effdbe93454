/** Secrets Manager in process. */

/** As in AWS::SecretsManager::Secret; lengths in characters. */
export type GenerateSecretString = {
  readonly SecretStringTemplate?: string
  readonly GenerateStringKey?: string
  readonly PasswordLength?: number
  readonly ExcludeCharacters?: string
  readonly ExcludePunctuation?: boolean
  readonly ExcludeLowercase?: boolean
  readonly ExcludeUppercase?: boolean
  readonly ExcludeNumbers?: boolean
  readonly IncludeSpace?: boolean
  readonly RequireEachIncludedType?: boolean
}

export type NewSecret = {
  readonly name: string
  readonly description?: string
  /** One of `secretString` and `generate`, or neither for a secret without a version. */
  readonly secretString?: string
  readonly generate?: GenerateSecretString
}

export type SecretsEngine = {
  /** Creates the secret and gives its ARN; an existing one of that name keeps its value and ARN. */
  ensure(secret: NewSecret): string
  /** By ARN (with or without the six last characters) or name. */
  arn(secretId: string): string | undefined
  /** The current value. */
  get(secretId: string): string | undefined
  put(secretId: string, secretString: string): void
  list(): readonly { readonly name: string; readonly arn: string }[]
}

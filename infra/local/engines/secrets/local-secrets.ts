import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { secretArn } from '../arn.ts'
import { AwsError } from '../aws-error.ts'
import { operation, type RpcService } from '../service.ts'
import type { NewSecret, SecretsEngine } from './engine.ts'
import { generateSecret } from './generate-secret.ts'

type Version = { readonly id: string; readonly value: string; readonly createdAtMs: number; stages: string[] }
type Secret = {
  readonly name: string
  readonly arn: string
  readonly createdAtMs: number
  changedAtMs: number
  description?: string
  /** Newest first; versions without a stage are dropped. */
  versions: Version[]
}

export type SecretsSnapshot = { readonly secrets: readonly Secret[] }

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
const MAX_BYTES = 65_536

type ById = { readonly SecretId: string }
type Get = ById & { readonly VersionId?: string; readonly VersionStage?: string }
type Put = ById & { readonly SecretString?: string; readonly ClientRequestToken?: string }
type Create = {
  readonly Name: string
  readonly SecretString?: string
  readonly Description?: string
  readonly ClientRequestToken?: string
}

export class LocalSecrets implements SecretsEngine {
  readonly #clock: Clock
  readonly #secrets = new Map<string, Secret>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ensure(secret: NewSecret): string {
    const known = this.#secrets.get(secret.name)
    if (known) return known.arn
    const value = secret.secretString ?? (secret.generate ? generateSecret(secret.generate) : undefined)
    return this.create(secret.name, value, secret.description).arn
  }

  arn(secretId: string): string | undefined {
    return this.#find(secretId)?.arn
  }

  get(secretId: string): string | undefined {
    return versionOf(this.#find(secretId), CURRENT)?.value
  }

  put(secretId: string, secretString: string): void {
    this.putValue(this.found(secretId), secretString, randomUUID())
  }

  list(): readonly { readonly name: string; readonly arn: string }[] {
    return [...this.#secrets.values()].map(({ name, arn }) => ({ name, arn }))
  }

  has(name: string): boolean {
    return this.#secrets.has(name)
  }

  create(name: string, value: string | undefined, description?: string, versionId: string = randomUUID()): Secret {
    const nowMs = this.#clock.now()
    const secret: Secret = {
      name,
      arn: secretArn(name, randomUUID().replaceAll('-', '').slice(0, 6)),
      createdAtMs: nowMs,
      changedAtMs: nowMs,
      ...(description === undefined ? {} : { description }),
      versions: [],
    }
    this.#secrets.set(name, secret)
    if (value !== undefined) this.putValue(secret, value, versionId)
    return secret
  }

  /** The new version becomes current, the current one previous. The same id with the same value again does nothing. */
  putValue(secret: Secret, value: string, versionId: string): Version {
    if (Buffer.byteLength(value) > MAX_BYTES) {
      throw new AwsError('InvalidParameterException', `The secret value is larger than ${MAX_BYTES} bytes.`)
    }
    const again = secret.versions.find((v) => v.id === versionId)
    if (again?.value === value) return again
    if (again)
      throw new AwsError('ResourceExistsException', 'A version with this ID exists already with another value.')
    const current = versionOf(secret, CURRENT)
    if (current) current.stages = [PREVIOUS]
    const version: Version = { id: versionId, value, createdAtMs: this.#clock.now(), stages: [CURRENT] }
    secret.versions = [version, ...(current ? [current] : [])]
    secret.changedAtMs = version.createdAtMs
    return version
  }

  found(secretId: string): Secret {
    const secret = this.#find(secretId)
    if (secret) return secret
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  }

  snapshot(): SecretsSnapshot {
    return { secrets: [...this.#secrets.values()] }
  }

  restore(snapshot: SecretsSnapshot): void {
    for (const secret of snapshot.secrets) this.#secrets.set(secret.name, secret)
  }

  /** By name, ARN, or ARN without its last six characters. */
  #find(secretId: string): Secret | undefined {
    const byName = this.#secrets.get(secretId)
    if (byName) return byName
    return [...this.#secrets.values()].find((s) => s.arn === secretId || s.arn.slice(0, -7) === secretId)
  }
}

const versionOf = (secret: Secret | undefined, stage: string): Version | undefined =>
  secret?.versions.find((v) => v.stages.includes(stage))

export function secretsService(secrets: LocalSecrets): RpcService {
  const written = ({ arn, name }: Secret, version: Version | undefined) => ({
    ARN: arn,
    Name: name,
    ...(version ? { VersionId: version.id, VersionStages: version.stages } : {}),
  })
  return {
    service: 'secretsmanager',
    permissions: (action, input) => [
      {
        action,
        resources: [secrets.arn(String(input.SecretId)) ?? secretArn(String(input.SecretId ?? input.Name), '??????')],
      },
    ],
    operations: {
      GetSecretValue: operation<Get>((r) => {
        const secret = secrets.found(r.SecretId)
        const version =
          r.VersionId === undefined
            ? versionOf(secret, r.VersionStage ?? CURRENT)
            : secret.versions.find(
                (v) => v.id === r.VersionId && (!r.VersionStage || v.stages.includes(r.VersionStage)),
              )
        if (!version) {
          const what =
            r.VersionId === undefined ? `staging label: ${r.VersionStage ?? CURRENT}` : `VersionId: ${r.VersionId}`
          throw new AwsError(
            'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value for ${what}`,
          )
        }
        return { ...written(secret, version), SecretString: version.value, CreatedDate: version.createdAtMs / 1000 }
      }),
      PutSecretValue: operation<Put>((r) => {
        const secret = secrets.found(r.SecretId)
        if (r.SecretString === undefined) {
          throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.')
        }
        return written(secret, secrets.putValue(secret, r.SecretString, r.ClientRequestToken ?? randomUUID()))
      }),
      CreateSecret: operation<Create>((r) => {
        if (secrets.has(r.Name)) {
          throw new AwsError(
            'ResourceExistsException',
            `The operation failed because the secret ${r.Name} already exists.`,
          )
        }
        const secret = secrets.create(r.Name, r.SecretString, r.Description, r.ClientRequestToken)
        return written(secret, versionOf(secret, CURRENT))
      }),
      DescribeSecret: operation<ById>((r) => {
        const secret = secrets.found(r.SecretId)
        return {
          ARN: secret.arn,
          Name: secret.name,
          ...(secret.description === undefined ? {} : { Description: secret.description }),
          CreatedDate: secret.createdAtMs / 1000,
          LastChangedDate: secret.changedAtMs / 1000,
          VersionIdsToStages: Object.fromEntries(secret.versions.map((v) => [v.id, v.stages])),
        }
      }),
    },
  }
}

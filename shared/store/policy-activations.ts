/** Which version of a policy document is in force: a pointer and its history, always written together. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { PolicyKind } from '#policies/check-policy'
import { POLICY_ACTIVE, policyActivationSk, policyActivationsFrom, policyPk, policyVersionSk } from './policy-keys.ts'

export type Activation = {
  readonly version: number
  /** In force until then; 0 for the shipped one. */
  readonly previousVersion: number
  /** Epoch milliseconds. Later than every activation before it, whatever the clocks of the machines say. */
  readonly activatedAtMs: number
  readonly by: string
  readonly reason: string
}

type Reason = { readonly account: string; readonly kind: PolicyKind; readonly by: string; readonly reason: string }
export type ToActivate = Reason & {
  readonly version: number
  /** The version that whoever decided this saw in force; 0 for the shipped one. */
  readonly expectedActive: number
}

export type ActivateAnswer =
  | 'activated'
  | 'already_active'
  | 'unknown_version'
  /** The version in force by now: somebody else was first. */
  | { readonly conflict: number }
/** `activated`: the version that is in force again. */
export type RollbackAnswer = { readonly activated: number } | { readonly conflict: number } | 'nothing_before'

export type Span = { readonly fromMs: number; readonly toMs: number }

export type Activations = {
  /** Moves the pointer and writes the history, both or neither. */
  activate(wanted: ToActivate): Promise<ActivateAnswer>
  /** Activates what was in force before; twice leads back to where it began. */
  rollback(wanted: Reason): Promise<RollbackAnswer>
  /** Both ends included, oldest first. */
  activations(account: string, kind: PolicyKind, span: Span): Promise<readonly Activation[]>
  /** Null where nothing was ever activated. */
  latestActivation(account: string, kind: PolicyKind): Promise<Activation | null>
  /** The last one up to an instant; null where there was none yet. */
  activationAt(account: string, kind: PolicyKind, atMs: number): Promise<Activation | null>
}

export type ActivationDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

/** A try fails when another activation is under way; then it is either decided or gone by the next read. */
const TRIES = 10

/** @throws the SDK's errors, and Error when other activations never end. */
export function policyActivations(deps: ActivationDeps): Activations {
  const { client, table } = deps

  async function latestActivation(account: string, kind: PolicyKind): Promise<Activation | null> {
    const Key = { pk: policyPk(account, kind), sk: POLICY_ACTIVE }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item === undefined ? null : activationIn(Item)
  }

  async function activate(wanted: ToActivate): Promise<ActivateAnswer> {
    const { account, kind, version, expectedActive } = wanted
    if (!Number.isSafeInteger(version) || version < 0) return 'unknown_version'
    for (let nth = 0; nth < TRIES; nth++) {
      const current = await latestActivation(account, kind)
      const active = current?.version ?? 0
      if (active !== expectedActive) return { conflict: active }
      if (active === version) return 'already_active'
      const written = await write(wanted, current, deps)
      if (written !== 'lost') return written
    }
    throw new Error(`Other activations of ${kind} never ended`)
  }

  return {
    activate,
    latestActivation,

    async rollback(wanted) {
      const current = await latestActivation(wanted.account, wanted.kind)
      if (current === null) return 'nothing_before'
      const version = current.previousVersion
      const answer = await activate({ ...wanted, version, expectedActive: current.version })
      if (typeof answer === 'object') return answer
      if (answer !== 'activated') throw new Error(`Version ${version} of ${wanted.kind} was in force, but is not there`)
      return { activated: version }
    },

    async activations(account, kind, { fromMs, toMs }) {
      const found: Activation[] = []
      let after: Record<string, unknown> | undefined
      do {
        const page = await client.send(
          new QueryCommand({
            ...historyOf(policyPk(account, kind), { fromMs, toMs }, table),
            ...(after === undefined ? {} : { ExclusiveStartKey: after }),
          }),
        )
        found.push(...(page.Items ?? []).map(activationIn))
        after = page.LastEvaluatedKey
      } while (after !== undefined)
      return found
    },

    async activationAt(account, kind, atMs) {
      const history = historyOf(policyPk(account, kind), { fromMs: 0, toMs: atMs }, table)
      const { Items: [last] = [] } = await client.send(
        new QueryCommand({ ...history, ScanIndexForward: false, Limit: 1 }),
      )
      return last === undefined ? null : activationIn(last)
    },
  }
}

/** `lost`: the pointer moved since it was read, or somebody is moving it. */
async function write(
  { account, kind, version, expectedActive, by, reason }: ToActivate,
  current: Activation | null,
  { client, table: TableName, now }: ActivationDeps,
): Promise<'activated' | 'unknown_version' | 'lost'> {
  const pk = policyPk(account, kind)
  const activatedAtMs = Math.max(now(), (current?.activatedAtMs ?? 0) + 1)
  const activation: Activation = { version, previousVersion: expectedActive, activatedAtMs, by, reason }
  const isThere = {
    ConditionCheck: {
      TableName,
      Key: { pk, sk: policyVersionSk(version) },
      ConditionExpression: 'attribute_exists(pk)',
    },
  }
  const transaction = new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item: { pk, sk: POLICY_ACTIVE, ...activation }, ...stillAt(current) } },
      { Put: { TableName, Item: { pk, sk: policyActivationSk(activatedAtMs, version), ...activation } } },
      ...(version === 0 ? [] : [isThere]),
    ],
  })
  try {
    await client.send(transaction)
    return 'activated'
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const [, , missing] = error.CancellationReasons ?? []
    return missing?.Code === 'ConditionalCheckFailed' ? 'unknown_version' : 'lost'
  }
}

/** Two activations never share an instant, so the instant names the one that was read. */
const stillAt = (current: Activation | null) =>
  current === null
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'activatedAtMs = :seen',
        ExpressionAttributeValues: { ':seen': current.activatedAtMs },
      }

const historyOf = (pk: string, { fromMs, toMs }: Span, table: string) => ({
  TableName: table,
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :after',
  ExpressionAttributeValues: {
    ':pk': pk,
    ':from': policyActivationsFrom(Math.max(0, fromMs)),
    ':after': policyActivationsFrom(Math.max(0, toMs + 1)),
  },
  ConsistentRead: true,
})

const activationIn = (item: Record<string, unknown>): Activation => ({
  version: Number(item.version),
  previousVersion: Number(item.previousVersion),
  activatedAtMs: Number(item.activatedAtMs),
  by: String(item.by),
  reason: String(item.reason),
})

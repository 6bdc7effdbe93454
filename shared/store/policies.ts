/**
 * Policy documents in table `desk`: versions that never change once stored, a pointer to the active one, and the history
 * of activations. Nothing of it expires. Version 0 is the document shipped with this release, and is not in the table.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { canonicalText } from '#domain/canonical'
import type { Activated } from '#domain/sla-policy'
import type { PolicyDocuments, PolicyKind } from '#policies/check-policy'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_QUALITY } from '#policies/default-quality'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { type Activations, policyActivations } from './policy-activations.ts'
import { POLICY_VERSIONS, policyPk, policyVersionSk } from './policy-keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'

/** A document that `checkPolicy` has passed. `by`: who stores it, an operator's id or name. */
export type NewPolicy<Kind extends PolicyKind> = {
  readonly account: string
  readonly kind: Kind
  readonly document: PolicyDocuments[Kind]
  readonly by: string
}
export type VersionSummary = {
  readonly version: number
  readonly storedAtMs: number
  readonly by: string
  readonly description: string | null
}
/** Newest first; the shipped version 0 is not listed. `nextCursor` is null at the end. */
export type VersionPage = { readonly versions: readonly VersionSummary[]; readonly nextCursor: string | null }

export type PolicyStore = Activations & {
  /** Gives the document its number, or that of the latest version if it has the same text. */
  store<Kind extends PolicyKind>(policy: NewPolicy<Kind>): Promise<{ readonly version: number }>
  /** Null when there is no such version. */
  get<Kind extends PolicyKind>(account: string, kind: Kind, version: number): Promise<PolicyDocuments[Kind] | null>
  /** 25 a page. */
  list(
    of: { readonly account: string; readonly kind: PolicyKind },
    cursor: string | null,
  ): Promise<VersionPage | { readonly badCursor: true }>
  /** What is in force now; the shipped document, since instant 0, where nothing was ever activated. */
  active<Kind extends PolicyKind>(account: string, kind: Kind): Promise<Activated<PolicyDocuments[Kind]>>
  /** What was in force then. */
  activeAt<Kind extends PolicyKind>(
    account: string,
    kind: Kind,
    atMs: number,
  ): Promise<Activated<PolicyDocuments[Kind]>>
}

export type PolicyStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

const SHIPPED: PolicyDocuments = {
  sla: DEFAULT_SLA,
  escalation: DEFAULT_ESCALATION,
  routing: DEFAULT_ROUTING,
  drafts: DEFAULT_DRAFTS,
  quality: DEFAULT_QUALITY,
}
const PAGE = 25
const VERSION_KEYS = /^V#\d{10}$/
/** Each try that loses sees another version stored: people do not store so many at once. */
const TRIES = 50

/** Policies over one table. Reads are consistent: what was stored or activated is there. @throws the SDK's errors. */
export function policyStore(deps: PolicyStoreDeps): PolicyStore {
  const { client, table } = deps
  const activations = policyActivations(deps)

  async function get<Kind extends PolicyKind>(account: string, kind: Kind, version: number) {
    if (version === 0) return SHIPPED[kind]
    if (!Number.isSafeInteger(version) || version < 0) return null
    const Key = { pk: policyPk(account, kind), sk: policyVersionSk(version) }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item === undefined ? null : documentIn(Item, kind)
  }

  async function inForce<Kind extends PolicyKind>(account: string, kind: Kind, { version, atMs }: Since) {
    const document = await get(account, kind, version)
    if (document === null) throw new Error(`Version ${version} of ${kind} was activated, but is not there`)
    return { version, activatedAtMs: atMs, document }
  }

  return {
    ...activations,
    get,
    store: (policy) => storeVersion(policy, deps),
    list: (of, cursor) => listVersions(of, cursor, deps),
    async active(account, kind) {
      return inForce(account, kind, sinceOf(await activations.latestActivation(account, kind)))
    },
    async activeAt(account, kind, atMs) {
      return inForce(account, kind, sinceOf(await activations.activationAt(account, kind, atMs)))
    },
  }
}

type Since = { readonly version: number; readonly atMs: number }
const sinceOf = (activation: { readonly version: number; readonly activatedAtMs: number } | null): Since => ({
  version: activation?.version ?? 0,
  atMs: activation?.activatedAtMs ?? 0,
})

async function storeVersion<Kind extends PolicyKind>(
  { account, kind, document, by }: NewPolicy<Kind>,
  { client, table, now }: PolicyStoreDeps,
): Promise<{ version: number }> {
  const pk = policyPk(account, kind)
  const text = canonicalText(document)
  for (let nth = 0; nth < TRIES; nth++) {
    const latest = await latestVersion(pk, client, table)
    if (latest.text === text) return { version: latest.version }
    const version = latest.version + 1
    const { description } = document
    const Item = { pk, sk: policyVersionSk(version), version, text, storedAtMs: now(), by, description }
    try {
      await client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }))
      return { version }
    } catch (error) {
      // Somebody else took the number.
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  }
  throw new Error(`No version number of ${kind} could be had in ${TRIES} tries`)
}

const versionsOf = (pk: string, table: string) => ({
  TableName: table,
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :versions)',
  ExpressionAttributeValues: { ':pk': pk, ':versions': POLICY_VERSIONS },
  ScanIndexForward: false,
  ConsistentRead: true,
})

async function latestVersion(pk: string, client: DynamoDBDocumentClient, table: string) {
  const { Items: [latest] = [] } = await client.send(new QueryCommand({ ...versionsOf(pk, table), Limit: 1 }))
  return { version: Number(latest?.version ?? 0), text: latest?.text as string | undefined }
}

async function listVersions(
  { account, kind }: { readonly account: string; readonly kind: PolicyKind },
  cursor: string | null,
  { client, table }: PolicyStoreDeps,
): Promise<VersionPage | { readonly badCursor: true }> {
  const pk = policyPk(account, kind)
  const scope = ['policies', account, kind]
  const from = cursor === null ? null : decodeCursor(scope, cursor, VERSION_KEYS)
  if (cursor !== null && from === null) return { badCursor: true }
  const found: Record<string, unknown>[] = []
  let after: Record<string, unknown> | undefined = from === null ? undefined : { pk, sk: from.after }
  do {
    // The texts are left out of the answer, but not of the megabyte that DynamoDB reads at once.
    const page = await client.send(
      new QueryCommand({
        ...versionsOf(pk, table),
        ProjectionExpression: '#sk, #version, #storedAtMs, #by, #description',
        ExpressionAttributeNames: {
          '#sk': 'sk',
          '#version': 'version',
          '#storedAtMs': 'storedAtMs',
          '#by': 'by',
          '#description': 'description',
        },
        Limit: PAGE + 1 - found.length,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    )
    found.push(...(page.Items ?? []))
    after = page.LastEvaluatedKey
  } while (after !== undefined && found.length <= PAGE)
  const versions = found.slice(0, PAGE)
  const last = found.length > PAGE ? versions.at(-1) : undefined
  return {
    versions: versions.map(summaryIn),
    nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last.sk), conversationId: 0 }),
  }
}

const summaryIn = (item: Record<string, unknown>): VersionSummary => ({
  version: Number(item.version),
  storedAtMs: Number(item.storedAtMs),
  by: String(item.by),
  description: typeof item.description === 'string' ? item.description : null,
})

/** Only checked documents are stored, as canonical text. */
function documentIn<Kind extends PolicyKind>(item: Record<string, unknown>, kind: Kind): PolicyDocuments[Kind] {
  const document = JSON.parse(String(item.text)) as PolicyDocuments[Kind]
  if (document.kind !== kind) throw new Error(`A stored version of ${kind} is no such document`)
  return document
}

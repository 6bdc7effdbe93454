/** The documents in force, kept in memory: who judges by them asks for every message. */
import { remember } from '#domain/remember'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import type { PolicyDocuments, PolicyKind } from '#policies/check-policy'
import type { PolicyBook } from './law.ts'
import type { PolicyStore } from './policies.ts'

export type PolicyBookOptions = {
  readonly now: () => number
  /** A copy older than this is read again before it is used. */
  readonly maxAgeMs?: number
  /** A copy could not be read again, and serves on. */
  readonly onFault: (error: unknown) => void
}

type Documents = Pick<PolicyStore, 'get' | 'latestActivation'>
const MAX_AGE_MS = 15_000
const VERSIONS_KEPT = 50

/**
 * The documents of any account. A document is the same object for as long as its version is in force, so whatever is
 * compiled from it is compiled once. @throws the store's errors while an account's document was never read.
 */
export function policyBook(store: Documents, options: PolicyBookOptions): PolicyBook {
  const sla = copies(store, 'sla', options)
  const escalation = copies(store, 'escalation', options)
  const routing = copies(store, 'routing', options)
  const drafts = copies(store, 'drafts', options)
  const quality = copies(store, 'quality', options)
  const versions = new Map<string, Activated<SlaDocument>>()
  return {
    sla: (account, fresh = false) => sla(account, fresh),
    escalation: (account, fresh = false) => escalation(account, fresh),
    routing: (account, fresh = false) => routing(account, fresh),
    drafts: (account, fresh = false) => drafts(account, fresh),
    quality: (account, fresh = false) => quality(account, fresh),
    async slaVersion(account, version) {
      const key = `${account}#${version}`
      const known = versions.get(key)
      if (known !== undefined) return known
      const document = await store.get(account, 'sla', version)
      if (document === null) return undefined
      // When it was in force is not asked here, and may have been more than once.
      return remember(versions, [key, { version, activatedAtMs: 0, document }], VERSIONS_KEPT)
    },
  }
}

type Copy<Document> = {
  held: Activated<Document> | undefined
  /** Of the last read, or attempt at one. */
  readAtMs: number
  reading: Promise<Activated<Document>> | undefined
  next: Promise<Activated<Document>> | undefined
}

function copies<Kind extends PolicyKind>(store: Documents, kind: Kind, options: PolicyBookOptions) {
  const { now, maxAgeMs = MAX_AGE_MS, onFault } = options
  const byAccount = new Map<string, Copy<PolicyDocuments[Kind]>>()

  async function read(account: string, copy: Copy<PolicyDocuments[Kind]>): Promise<Activated<PolicyDocuments[Kind]>> {
    const { held } = copy
    try {
      copy.held = await inForce({ store, account, kind }, held)
      return copy.held
    } catch (error) {
      if (held === undefined) throw error
      onFault(error)
      return held
    } finally {
      copy.readAtMs = now()
      copy.reading = undefined
    }
  }

  return async (account: string, fresh: boolean): Promise<Activated<PolicyDocuments[Kind]>> => {
    const copy = byAccount.get(account) ?? { held: undefined, readAtMs: 0, reading: undefined, next: undefined }
    byAccount.set(account, copy)
    const start = () => {
      copy.next = undefined
      copy.reading = read(account, copy)
      return copy.reading
    }
    if (fresh) {
      // A read under way may have begun before what the caller knows of: one more follows, for all who ask meanwhile.
      copy.next ??= copy.reading?.then(start, start)
      return copy.next ?? start()
    }
    if (copy.reading !== undefined) return copy.reading
    return copy.held !== undefined && now() - copy.readAtMs <= maxAgeMs ? copy.held : start()
  }
}

type Wanted<Kind extends PolicyKind> = { readonly store: Documents; readonly account: string; readonly kind: Kind }

/** Reads the pointer, and the document only where another version is in force than the one held. */
async function inForce<Kind extends PolicyKind>(
  { store, account, kind }: Wanted<Kind>,
  held: Activated<PolicyDocuments[Kind]> | undefined,
): Promise<Activated<PolicyDocuments[Kind]>> {
  const activation = await store.latestActivation(account, kind)
  const version = activation?.version ?? 0
  const activatedAtMs = activation?.activatedAtMs ?? 0
  if (held?.version === version && held.activatedAtMs === activatedAtMs) return held
  const document = held?.version === version ? held.document : await store.get(account, kind, version)
  if (document === null) throw new Error(`Version ${version} of ${kind} was activated, but is not there`)
  return { version, activatedAtMs, document }
}

import type { LawFor } from '#domain/advance-watch'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { QualityDocument } from '#domain/quality/quality-policy'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import type { Watch } from '#domain/watch'

/** The active documents of an account, from a copy that may be seconds old; `fresh` reads them anew. */
export type PolicyBook = {
  sla(account: string, fresh?: boolean): Promise<Activated<SlaDocument>>
  escalation(account: string, fresh?: boolean): Promise<Activated<EscalationDocument>>
  routing(account: string, fresh?: boolean): Promise<Activated<RoutingDocument>>
  drafts(account: string, fresh?: boolean): Promise<Activated<DraftsDocument>>
  quality(account: string, fresh?: boolean): Promise<Activated<QualityDocument>>
  /** A stored version of the SLA document; undefined when there is none. */
  slaVersion(account: string, version: number): Promise<Activated<SlaDocument> | undefined>
}

/**
 * The documents to move a watch by. Copies of several instances differ for some seconds after an activation: a watch
 * that knows a later one than the copy makes the copy be read anew, so that no conversation goes back and forth, and no
 * escalation ends because its rule is not known yet. (A watch does not tell when its escalation document was activated:
 * after a roll back each conversation has the copies read anew once.)
 */
export function lawReader(
  book: Pick<PolicyBook, 'sla' | 'escalation' | 'slaVersion'>,
): (account: string, watch: Watch | undefined) => Promise<LawFor> {
  return async (account, watch) => {
    let [sla, escalation] = await Promise.all([book.sla(account), book.escalation(account)])
    if (watch === undefined) return { law: { sla, escalation } }
    if (watch.slaSinceMs > sla.activatedAtMs || watch.escalationVersion > escalation.version) {
      ;[sla, escalation] = await Promise.all([book.sla(account, true), book.escalation(account, true)])
    }
    const law = { sla, escalation }
    if (watch.slaVersion === sla.version) return { law }
    const formerly = await book.slaVersion(account, watch.slaVersion)
    return formerly === undefined ? { law } : { law, formerly }
  }
}

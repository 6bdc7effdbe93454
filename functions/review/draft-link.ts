import type { ApprovalKey } from '#domain/approval'
import { approvalAddress } from '#domain/approval-id'

/** The console, with the draft in front. */
export const draftLink =
  (consoleUrl: string) =>
  (key: ApprovalKey): string => {
    const query = new URLSearchParams({ account: key.account, approval: approvalAddress(key) })
    return `${consoleUrl.replace(/\/+$/, '')}/?${query}#approvals`
  }

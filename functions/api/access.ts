/** Who may read and do what. Roles rise from viewer to admin; accounts are granted one by one. */
import { refused } from '#runtime/http'
import type { Refusal } from '#runtime/http-answer'
import type { Principal } from '#runtime/http-principal'

/** Lowest first. */
export const ROLES = ['viewer', 'operator', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** The highest role of the token; null when it has none that we know. */
export const roleOf = (principal: Principal): Role | null =>
  ROLES.findLast((role) => principal.roles.includes(role)) ?? null

/** Whether a role reaches up to the least that something needs. */
export const allows = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least)

/** What a caller is told whose role does not reach. */
export const roleRefusal = (least: Role): Refusal =>
  refused(403, 'role_too_low', `This needs the role "${least}"${least === 'admin' ? '' : ' or a higher one'}.`)

/** Accounts a token opens: those it names, else the default account if one is configured. */
export function accountsOf(principal: Principal, defaultAccount: string | null): readonly string[] {
  if (principal.namesAccounts || defaultAccount === null) return principal.accounts
  return [defaultAccount]
}

export type Granted = { readonly kind: 'granted'; readonly account: string; readonly role: Role }

/**
 * The account a request works in. Without `asked` it is the token's only account. An account that is not the token's
 * is refused the same way whether it exists or not.
 */
export function grantAccount(
  principal: Principal,
  asked: string | undefined,
  defaultAccount: string | null,
): Granted | Refusal {
  const role = roleOf(principal)
  if (role === null) return refused(403, 'no_role', 'This sign-in has no role in Backdesk. Ask an admin for one.')
  const accounts = accountsOf(principal, defaultAccount)
  const [first, second] = accounts
  if (first === undefined) return refused(403, 'no_account', 'This sign-in opens no account. Ask an admin for one.')
  if (asked === undefined) {
    if (second === undefined) return { kind: 'granted', account: first, role }
    const detail = 'This sign-in opens several accounts: choose one with "account".'
    return { ...refused(400, 'account_required', detail), parameter: 'account' }
  }
  if (!accounts.includes(asked))
    return { ...refused(403, 'account_not_granted', 'This sign-in does not open that account.'), parameter: 'account' }
  return { kind: 'granted', account: asked, role }
}

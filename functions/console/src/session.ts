/**
 * Sign-in by OIDC: authorization code with PKCE (RFC 7636). The token lives in sessionStorage, so it ends with the tab;
 * it is never written to the address, to localStorage or to a cookie.
 */
import type { Config } from './api-shapes.ts'

export type Session = { readonly accessToken: string; readonly expiresAtMs: number; readonly name: string | null }

export type Return =
  | { readonly kind: 'none' }
  | { readonly kind: 'signed_in'; readonly session: Session }
  | { readonly kind: 'refused'; readonly detail: string }

const SESSION = 'backdesk.session'
const PENDING = 'backdesk.sign-in'
const REDIRECTED = 'backdesk.redirected-at'
const SIGNED_OUT = 'backdesk.signed-out'
/** A second automatic redirect this soon after the first is a loop: the new token is not taken either. */
const LOOP_MS = 15_000
/** Renewed a little before the server refuses it. */
const EXPIRY_MARGIN_MS = 30_000

const redirectUri = (): string => `${location.origin}/`

/** What this tab has kept under a name; null when there is nothing, or nothing that can be read. */
function kept<Value>(name: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as Value | null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function storedSession(nowMs: number): Session | null {
  const session = kept<Session>(SESSION)
  return session !== null && session.expiresAtMs - EXPIRY_MARGIN_MS > nowMs ? session : null
}

/** The server takes the token no longer. Drops it, and remembers that there was one. */
export const expireSession = (): void => sessionStorage.setItem(SESSION, 'null')

/** True when there was a session in this tab, though it may have expired: then signing in again needs no question. */
export const hadSession = (): boolean => sessionStorage.getItem(SESSION) !== null

/** Leaves the page for the issuer's sign-in. The view (`#…`) is kept and comes back. */
export async function beginSignIn(config: Config): Promise<void> {
  const verifier = randomText(48)
  const state = randomText(24)
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, hash: location.hash }))
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: redirectUri(),
    scope: 'openid profile email',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  location.assign(`${config.authorizeUrl}?${query}`)
}

/** Signs in again without a question when a token has run out. False when that would go round in circles. */
export async function renewSignIn(config: Config): Promise<boolean> {
  const last = Number(sessionStorage.getItem(REDIRECTED) ?? 0)
  const nowMs = Date.now()
  if (nowMs - last < LOOP_MS) return false
  sessionStorage.setItem(REDIRECTED, String(nowMs))
  await beginSignIn(config)
  return true
}

/** Takes the code that the issuer sent back in the address, and cleans the address. */
export async function completeSignIn(config: Config): Promise<Return> {
  const answer = new URLSearchParams(location.search)
  if (!answer.has('code') && !answer.has('error')) return { kind: 'none' }
  const pending = kept<{ verifier: string; state: string; hash: string }>(PENDING)
  sessionStorage.removeItem(PENDING)
  history.replaceState(null, '', `/${pending?.hash ?? ''}`)
  // first of all: without our own state these are the words of whoever made the link
  if (pending === null || pending.state !== answer.get('state'))
    return { kind: 'refused', detail: 'This sign-in was not started here, or was started twice. Please try again.' }
  if (answer.has('error'))
    return { kind: 'refused', detail: answer.get('error_description') ?? 'The sign-in was refused.' }
  return exchange(config, answer.get('code') ?? '', pending.verifier)
}

async function exchange(config: Config, code: string, verifier: string): Promise<Return> {
  const response = await fetch(config.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: config.clientId,
      redirect_uri: redirectUri(),
      code,
      code_verifier: verifier,
    }),
  })
  if (!response.ok) return { kind: 'refused', detail: 'The sign-in could not be completed. Please try again.' }
  const token = (await response.json()) as { access_token: string; id_token?: string; expires_in?: number }
  const session = {
    accessToken: token.access_token,
    expiresAtMs: Date.now() + (token.expires_in ?? 300) * 1000,
    name: token.id_token === undefined ? null : nameIn(token.id_token),
  }
  sessionStorage.setItem(SESSION, JSON.stringify(session))
  return { kind: 'signed_in', session }
}

/** Ends the session in every tab of this browser, and at the issuer. */
export function signOut(config: Config): void {
  sessionStorage.removeItem(SESSION)
  const channel = new BroadcastChannel(SIGNED_OUT)
  channel.postMessage(null)
  channel.close()
  const query = new URLSearchParams({
    client_id: config.clientId,
    logout_uri: redirectUri(),
    post_logout_redirect_uri: redirectUri(),
  })
  location.assign(`${config.logoutUrl}?${query}`)
}

/** Drops the session, and tells, when somebody signs out in another tab. Gives what ends the watch. */
export function watchSignOut(onSignedOut: () => void): () => void {
  const channel = new BroadcastChannel(SIGNED_OUT)
  channel.onmessage = () => {
    sessionStorage.removeItem(SESSION)
    onSignedOut()
  }
  return () => channel.close()
}

/** For the eye only: the API trusts nothing but the access token. */
function nameIn(idToken: string): string | null {
  const payload = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  try {
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const { name, email } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    return [name, email].find((given): given is string => typeof given === 'string') ?? null
  } catch {
    // /v1/me has a name too
    return null
  }
}

const randomText = (bytes: number): string => base64url(crypto.getRandomValues(new Uint8Array(bytes)).buffer)
const base64url = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

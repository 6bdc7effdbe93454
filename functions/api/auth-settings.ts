/** What the console needs to sign a person in by OIDC (authorization code with PKCE). Public: no secrets among it. */
export type AuthSettings = {
  readonly issuer: string
  readonly clientId: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly logoutUrl: string
}

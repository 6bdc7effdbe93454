import { Aws, Duration, Stack } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { CognitoAuth, EnvironmentConfig, OidcAuth } from '../config.ts'
import { removalOf, removalOfProtected } from './removal.ts'

/** Lowest first. Groups `account:<slug>` are added by hand, one per Chatwoot account; see docs/deploy.md. */
export const ROLES = ['viewer', 'operator', 'lead', 'admin'] as const

/** What the API and the console need to know about the issuer of access tokens. */
export type Issuer = Omit<OidcAuth, 'kind'>

type Pool = { readonly pool: UserPool; readonly domain: UserPoolDomain }

/** People's accounts and roles: an own Cognito user pool, or nothing at all when another issuer is configured. */
export class SignIn extends Construct {
  private readonly auth: EnvironmentConfig['auth']
  private readonly own: Pool | null

  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    super(scope, id)
    this.auth = config.auth
    this.own = config.auth.kind === 'cognito' ? this.createPool(config, config.auth) : null
  }

  /** Null when people sign in elsewhere. */
  get userPoolId(): string | null {
    return this.own?.pool.userPoolId ?? null
  }

  /**
   * The issuer for a console served from `consoleUrl` (no trailing slash).
   * @param scope where the pool's client goes: beside the API, whose address it carries
   */
  issuerFor(scope: Construct, consoleUrl: string): Issuer {
    if (this.auth.kind === 'oidc') return this.auth
    if (this.own === null) throw new Error('The user pool is missing')
    const { pool, domain } = this.own
    const { region } = Stack.of(this)
    // Compared as text: the console names exactly this page.
    const page = `${consoleUrl}/`
    const client = new UserPoolClient(scope, 'ConsoleClient', {
      userPool: pool,
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [page],
        logoutUrls: [page],
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(7),
    })
    return {
      issuer: `https://cognito-idp.${region}.${Aws.URL_SUFFIX}/${pool.userPoolId}`,
      audience: client.userPoolClientId,
      clientId: client.userPoolClientId,
      authorizeUrl: `${domain.baseUrl()}/oauth2/authorize`,
      tokenUrl: `${domain.baseUrl()}/oauth2/token`,
      logoutUrl: `${domain.baseUrl()}/logout`,
      rolesClaim: 'cognito:groups',
    }
  }

  private createPool(config: EnvironmentConfig, auth: CognitoAuth): Pool {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: auth.mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: config.keepData,
      removalPolicy: removalOfProtected(config),
    })
    ROLES.forEach((role, rank) => {
      // Kept like the pool: with a group goes the knowledge of who belonged to it.
      new CfnUserPoolGroup(this, `Role-${role}`, {
        userPoolId: pool.userPoolId,
        groupName: role,
        precedence: ROLES.length - rank,
      }).applyRemovalPolicy(removalOf(config))
    })
    const domainPrefix = auth.domainPrefix ?? `backdesk-${config.name}-${Aws.ACCOUNT_ID}`
    return { pool, domain: pool.addDomain('Domain', { cognitoDomain: { domainPrefix } }) }
  }
}

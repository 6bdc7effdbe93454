/**
 * What differs per environment: one record each. Everything else is the same everywhere, so that what was tried in
 * dev and staging is what runs in prod. Account, region and alarm addresses come from the deployer's shell, never from
 * the repository; synthesis works without any of them.
 */
import { problemsOf } from './config-checks.ts'

export const ENVIRONMENT_NAMES = ['dev', 'staging', 'prod'] as const
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number]

/** Days that CloudWatch Logs accepts. */
export type LogDays = 1 | 3 | 5 | 7 | 14 | 30 | 60 | 90 | 180 | 365

export type CognitoAuth = {
  readonly kind: 'cognito'
  /** Unique within the region; null: `backdesk-<environment>-<account id>`. */
  readonly domainPrefix: string | null
  /** TOTP at every sign-in, or only for those who set it up. */
  readonly mfa: 'required' | 'optional'
}
/** Any other OpenID Connect issuer (Entra ID, Okta, Auth0, Keycloak ...) that signs access tokens with RS256. */
export type OidcAuth = {
  readonly kind: 'oidc'
  readonly issuer: string
  /** What the issuer writes into `aud` (or `client_id`) of its access tokens. */
  readonly audience: string
  /** The console's public client (authorization code with PKCE); often equal to the audience. */
  readonly clientId: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly logoutUrl: string
  /** Claim listing roles and `account:<slug>` entries. */
  readonly rolesClaim: string
}
export type Auth = CognitoAuth | OidcAuth

export type Throttle = { readonly requestsPerSecond: number; readonly burst: number }
/** `canary`: a tenth of the calls for five minutes, then all. `at-once`: all, for what nobody depends on or cannot wait. */
export const RELEASE_PACES = ['canary', 'at-once'] as const
export type ReleasePace = (typeof RELEASE_PACES)[number]
export type SlackChannel = { readonly workspaceId: string; readonly channelId: string }

export type EnvironmentConfig = {
  readonly name: EnvironmentName
  /** Absent: the stacks can be deployed to whatever account and region the shell points at. */
  readonly account: string | undefined
  readonly region: string | undefined
  /** Retain and deletion-protect what holds data; protect the stacks from being deleted. */
  readonly keepData: boolean
  readonly pointInTimeRecovery: boolean
  readonly terminationProtection: boolean
  /** How new versions of ingest, process and act take over; `-c release=at-once` says otherwise for one deployment. */
  readonly release: ReleasePace
  readonly logDays: LogDays
  /** Days a resolved conversation is kept after its last change. */
  readonly conversationDays: number
  readonly ledgerDays: number
  /** Days that what a conversation adds to the figures is kept, and the sums of a day. Neither holds any text. */
  readonly factDays: number
  readonly rollupDays: number
  /** Bodies too large for a message, and bodies spooled while the queue was down. */
  readonly bodyDays: number
  /** Bodies of events that Backdesk does not know yet. */
  readonly unknownDays: number
  /** Every webhook as it came, to be played again; 0 keeps none. Not longer than the bodies that the archive points to. */
  readonly archiveDays: number
  readonly ingest: {
    readonly maxBodyBytes: number
    /** Null: shares the account's concurrency, so that a new account with a small quota can deploy. */
    readonly reservedConcurrency: number | null
  }
  readonly process: {
    /** 0 hands each webhook on at once; 1 folds the webhooks of a second into one write per conversation. */
    readonly windowSeconds: number
    readonly batchSize: number
    readonly maxConcurrency: number
  }
  /** Events that come within the window are counted together: fewer writes, and figures that are so much later. */
  readonly analytics: { readonly windowSeconds: number; readonly batchSize: number }
  readonly publish: {
    /** Batches read at once from one shard. Above 1, order still holds per conversation (per partition key). */
    readonly parallelizationFactor: number
    /** A record that fails is tried until it is so old, and then described in the failure queue. */
    readonly maxRecordAgeHours: number
  }
  /** Attributes of contacts that policies may ask for; no other is kept. Letters, digits, `_` and `-`. */
  readonly contactAttributes: readonly string[]
  /** When the queue as a whole is worth an alarm; single conversations are the business of escalation rules. */
  readonly business: {
    readonly atRiskAbove: number
    readonly breachedAbove: number
    readonly unassignedMinutes: number
    /** Thresholds noticed late in five minutes. */
    readonly lateAbove: number
  }
  /** Requests that act makes to one Chatwoot a minute; its own limit is 3,000 for an address, people included. */
  readonly chatwootRequestsPerMinute: number
  /** A reply to a customer that comes later than this after it was asked for is not sent, and becomes a draft. */
  readonly replyMaxAgeMinutes: number
  readonly throttles: { readonly everyRoute: Throttle; readonly webhook: Throttle }
  readonly onCall: {
    readonly emails: readonly string[]
    /** PagerDuty, Opsgenie ...: called for critical alarms only. May be a `{{resolve:...}}` reference. */
    readonly pagerUrls: readonly string[]
    readonly slack: SlackChannel | null
    /** Key that encrypts the topics; its policy must let cloudwatch.amazonaws.com use it. Null: see OnCallTopic. */
    readonly kmsKeyArn: string | null
  }
  /** X-Ray. Off: the correlation id in every log line already joins the steps, and X-Ray costs per trace. */
  readonly tracing: boolean
  readonly auth: Auth
  /** Slug for tokens that name no account, or `-` for none. */
  readonly defaultAccount: string
  /** `slug=url` pairs separated by spaces: where an account's conversations open in Chatwoot; `-` for none. */
  readonly chatwootLinks: string
  /** Sites that may show the embedded tile in a frame: origins, as `https://wiki.example.com`. */
  readonly embedOrigins: readonly string[]
  /** `model region usd-in usd-out`: a model of Bedrock that writes drafts, and its prices a million tokens; `-` for none. */
  readonly bedrock: string
  /** Put before `docs/runbooks/...` in alarm texts, e.g. `https://github.com/your/repo/blob/main/`. */
  readonly runbookBaseUrl: string
}

type Variables = Readonly<Record<string, string | undefined>>

const everywhere = {
  ingest: { maxBodyBytes: 5_000_000, reservedConcurrency: null },
  publish: { parallelizationFactor: 4, maxRecordAgeHours: 6 },
  tracing: false,
  contactAttributes: ['tier', 'plan', 'vip'],
  business: { atRiskAbove: 20, breachedAbove: 10, unassignedMinutes: 60, lateAbove: 10 },
  chatwootRequestsPerMinute: 1200,
  replyMaxAgeMinutes: 15,
  bodyDays: 30,
  unknownDays: 30,
} as const

/**
 * The record of one environment, checked.
 * @param name as given by `cdk -c env=<name>`
 * @param variables the shell's: `CDK_DEFAULT_ACCOUNT`, `CDK_DEFAULT_REGION`, `BACKDESK_RUNBOOK_BASE_URL` and, per
 *   environment, `BACKDESK_<ENV>_{ACCOUNT,REGION,ALARM_EMAILS,PAGER_URLS,SLACK,CHATWOOT_LINKS,EMBED_ORIGINS}`; see docs/deploy.md.
 * @throws Error listing the known names, or every problem of the record at once
 */
export function environmentConfig(name: string, variables: Variables): EnvironmentConfig {
  if (!isEnvironmentName(name)) {
    throw new Error(`Unknown environment '${name}'. Use -c env=<${ENVIRONMENT_NAMES.join('|')}>.`)
  }
  const config = records[name](fromShell(name, variables))
  const problems = problemsOf(config)
  if (problems.length > 0) throw new Error(`Environment ${name}: ${problems.join('; ')}`)
  return config
}

/**
 * The record with another pace, as `cdk deploy -c release=at-once` asks: for what cannot wait five minutes.
 * @throws Error for a pace that is none
 */
export function releasedAt(pace: unknown, config: EnvironmentConfig): EnvironmentConfig {
  if (pace === undefined) return config
  const release = RELEASE_PACES.find((known) => known === pace)
  if (release === undefined)
    throw new Error(`Unknown pace '${String(pace)}'. Use -c release=<${RELEASE_PACES.join('|')}>.`)
  return { ...config, release }
}

type FromShell = Pick<
  EnvironmentConfig,
  'account' | 'region' | 'onCall' | 'chatwootLinks' | 'embedOrigins' | 'bedrock' | 'runbookBaseUrl'
>

const records: Readonly<Record<EnvironmentName, (shell: FromShell) => EnvironmentConfig>> = {
  dev: (shell) => ({
    ...everywhere,
    ...shell,
    name: 'dev',
    keepData: false,
    pointInTimeRecovery: false,
    terminationProtection: false,
    // Too few webhooks for a tenth of them to tell anything.
    release: 'at-once',
    logDays: 7,
    conversationDays: 30,
    ledgerDays: 30,
    factDays: 60,
    rollupDays: 60,
    analytics: { windowSeconds: 0, batchSize: 10 },
    unknownDays: 7,
    archiveDays: 7,
    process: { windowSeconds: 0, batchSize: 10, maxConcurrency: 2 },
    throttles: {
      everyRoute: { requestsPerSecond: 50, burst: 100 },
      webhook: { requestsPerSecond: 200, burst: 400 },
    },
    auth: { kind: 'cognito', domainPrefix: null, mfa: 'optional' },
    defaultAccount: 'shop',
  }),
  staging: (shell) => ({
    ...everywhere,
    ...shell,
    name: 'staging',
    keepData: true,
    pointInTimeRecovery: true,
    terminationProtection: false,
    release: 'canary',
    logDays: 30,
    conversationDays: 90,
    ledgerDays: 90,
    factDays: 400,
    rollupDays: 800,
    analytics: { windowSeconds: 20, batchSize: 500 },
    archiveDays: 14,
    process: { windowSeconds: 1, batchSize: 100, maxConcurrency: 5 },
    throttles: {
      everyRoute: { requestsPerSecond: 100, burst: 200 },
      webhook: { requestsPerSecond: 500, burst: 1000 },
    },
    auth: { kind: 'cognito', domainPrefix: null, mfa: 'required' },
    defaultAccount: '-',
  }),
  prod: (shell) => ({
    ...everywhere,
    ...shell,
    name: 'prod',
    keepData: true,
    pointInTimeRecovery: true,
    terminationProtection: true,
    release: 'canary',
    logDays: 90,
    conversationDays: 400,
    ledgerDays: 400,
    factDays: 800,
    rollupDays: 1200,
    analytics: { windowSeconds: 60, batchSize: 500 },
    archiveDays: 30,
    process: { windowSeconds: 1, batchSize: 100, maxConcurrency: 10 },
    throttles: {
      everyRoute: { requestsPerSecond: 200, burst: 400 },
      webhook: { requestsPerSecond: 1000, burst: 2000 },
    },
    auth: { kind: 'cognito', domainPrefix: null, mfa: 'required' },
    defaultAccount: '-',
  }),
}

function isEnvironmentName(name: string): name is EnvironmentName {
  return ENVIRONMENT_NAMES.some((known) => known === name)
}

function fromShell(name: EnvironmentName, variables: Variables): FromShell {
  const own = (key: string): string | undefined => variables[`BACKDESK_${name.toUpperCase()}_${key}`] || undefined
  const list = (key: string): string[] =>
    own(key)
      ?.split(/[\s,]+/)
      .filter((entry) => entry !== '') ?? []
  const [workspaceId, channelId] = own('SLACK')?.split('/') ?? []
  return {
    account: own('ACCOUNT') ?? (variables.CDK_DEFAULT_ACCOUNT || undefined),
    region: own('REGION') ?? (variables.CDK_DEFAULT_REGION || undefined),
    onCall: {
      emails: list('ALARM_EMAILS'),
      pagerUrls: list('PAGER_URLS'),
      slack: workspaceId === undefined ? null : { workspaceId, channelId: channelId ?? '' },
      kmsKeyArn: own('ALARM_KMS_KEY_ARN') ?? null,
    },
    chatwootLinks: own('CHATWOOT_LINKS') ?? '-',
    embedOrigins: list('EMBED_ORIGINS'),
    bedrock: own('BEDROCK') ?? '-',
    runbookBaseUrl: (variables.BACKDESK_RUNBOOK_BASE_URL || undefined)?.replace(/\/*$/, '/') ?? '',
  }
}

import { describe, expect, test } from 'vitest'
import { ENVIRONMENT_NAMES, environmentConfig, type OidcAuth } from '#infra/config'
import { problemsOf } from '#infra/config-checks'
import { at, config, list, nameOf, synthesize } from './templates.ts'

const { business } = config('dev')
const namedAttributes = (count: number): string[] => Array.from({ length: count }, (_, n) => `attribute-${n}`)

describe('environments', () => {
  test.each(ENVIRONMENT_NAMES)('%s needs nothing from the shell', (name) => {
    const { account, region, onCall } = environmentConfig(name, {})
    expect([account, region, onCall.emails, onCall.pagerUrls, onCall.slack]).toEqual([
      undefined,
      undefined,
      [],
      [],
      null,
    ])
  })

  test('an unknown name is answered with the known ones', () => {
    expect(() => environmentConfig('prd', {})).toThrow("Unknown environment 'prd'. Use -c env=<dev|staging|prod>.")
  })

  test("an environment's own account and region win over the shell's", () => {
    const shell = {
      CDK_DEFAULT_ACCOUNT: '111111111111',
      CDK_DEFAULT_REGION: 'us-east-1',
      BACKDESK_PROD_ACCOUNT: '222222222222',
      BACKDESK_PROD_REGION: 'eu-west-1',
    }
    expect(environmentConfig('prod', shell)).toMatchObject({ account: '222222222222', region: 'eu-west-1' })
    expect(environmentConfig('dev', shell)).toMatchObject({ account: '111111111111', region: 'us-east-1' })
  })

  test('alarm targets are lists', () => {
    const { onCall } = environmentConfig('prod', {
      BACKDESK_PROD_ALARM_EMAILS: 'a@example.com, b@example.com',
      BACKDESK_PROD_PAGER_URLS: '{{resolve:secretsmanager:backdesk/pager}}',
      BACKDESK_PROD_SLACK: 'T0000001/C0000001',
    })
    expect(onCall).toMatchObject({
      emails: ['a@example.com', 'b@example.com'],
      pagerUrls: ['{{resolve:secretsmanager:backdesk/pager}}'],
      slack: { workspaceId: 'T0000001', channelId: 'C0000001' },
    })
  })

  test('sites that may frame the tile are a list of origins, and nothing else', () => {
    const framing = (origins: string) =>
      environmentConfig('prod', { BACKDESK_PROD_EMBED_ORIGINS: origins }).embedOrigins
    expect(framing('')).toEqual([])
    expect(framing('https://wiki.example.com, http://localhost:8080')).toEqual([
      'https://wiki.example.com',
      'http://localhost:8080',
    ])
    for (const none of [
      '*',
      'https://wiki.example.com/page',
      'http://wiki.example.com',
      "'self'",
      'https://*.example.com',
    ])
      expect(() => framing(none), none).toThrow(/embedOrigins/)
  })

  test('links to runbooks hold together, with or without a slash at the end of what they start with', () => {
    for (const base of ['https://docs.example.com/backdesk', 'https://docs.example.com/backdesk/'])
      expect(environmentConfig('dev', { BACKDESK_RUNBOOK_BASE_URL: base }).runbookBaseUrl).toBe(
        'https://docs.example.com/backdesk/',
      )
    for (const none of [{}, { BACKDESK_RUNBOOK_BASE_URL: '' }])
      expect(environmentConfig('dev', none).runbookBaseUrl).toBe('')
  })

  test('every problem is told at once', () => {
    const shell = {
      BACKDESK_PROD_ACCOUNT: '12',
      BACKDESK_PROD_ALARM_EMAILS: 'nobody',
      BACKDESK_PROD_PAGER_URLS: 'http://x.example.com',
    }
    expect(() => environmentConfig('prod', shell)).toThrow(/account.*e-mail.*pager/)
  })

  test.each([
    ['a batch above 10 without a window', { process: { windowSeconds: 0, batchSize: 11, maxConcurrency: 2 } }],
    ['a concurrency that SQS refuses', { process: { windowSeconds: 1, batchSize: 10, maxConcurrency: 1 } }],
    ['giving up on the stream too late', { publish: { parallelizationFactor: 1, maxRecordAgeHours: 24 } }],
    ['bodies that expire before the dead letters that point to them', { bodyDays: 15 }],
    ['a ledger that outlives its conversation, which may come back and count from 1', { ledgerDays: 31 }],
    ['an account that is no slug', { defaultAccount: 'My Shop' }],
    ['an attribute whose name would fall apart in a list of words', { contactAttributes: ['tier', 'customer since'] }],
    ['an attribute without a name', { contactAttributes: [''] }],
    ['more attributes than a conversation should carry', { contactAttributes: namedAttributes(21) }],
    ['an alarm at half a conversation', { business: { ...business, atRiskAbove: 2.5 } }],
    ['an alarm that would never be silent', { business: { ...business, breachedAbove: -1 } }],
    ['a wait of no minutes', { business: { ...business, unassignedMinutes: 0 } }],
    ['sending replies of another day', { replyMaxAgeMinutes: 1441 }],
    ['asking Chatwoot nothing at all', { chatwootRequestsPerMinute: 0 }],
    ['asking Chatwoot more than it answers', { chatwootRequestsPerMinute: 3001 }],
    ['links that are no pairs', { chatwootLinks: 'https://chat.example.com' }],
    [
      'a domain that Cognito refuses',
      { auth: { kind: 'cognito', domainPrefix: 'my-aws-desk', mfa: 'optional' } as const },
    ],
    [
      'a throttle of zero',
      { throttles: { everyRoute: { requestsPerSecond: 0, burst: 1 }, webhook: { requestsPerSecond: 1, burst: 1 } } },
    ],
    [
      'a Slack channel without a workspace',
      { onCall: { emails: [], pagerUrls: [], slack: { workspaceId: 'x', channelId: '' }, kmsKeyArn: null } },
    ],
  ])('refuses %s', (_what, change) => {
    expect(problemsOf(config('dev', change))).toHaveLength(1)
  })

  test.each([
    ['no attribute at all', { contactAttributes: [] }],
    ['as many attributes as a conversation should carry', { contactAttributes: namedAttributes(20) }],
    ['every sign that an attribute of Chatwoot has in its name', { contactAttributes: ['Plan_2024', 'vip-since'] }],
    ['asking Chatwoot as often as it answers', { chatwootRequestsPerMinute: 3000 }],
  ])('takes %s', (_what, change) => {
    expect(problemsOf(config('dev', change))).toEqual([])
  })

  test('says of the alarms about promises which one is wrong', () => {
    expect(problemsOf(config('dev', { business: { ...business, lateAbove: 0 } }))).toEqual([
      'business.lateAbove must be 1 to 100000',
    ])
  })
})

describe('another issuer', () => {
  const auth: OidcAuth = {
    kind: 'oidc',
    issuer: 'https://login.example.com/',
    audience: 'https://backdesk.example.com',
    clientId: 'console-1',
    authorizeUrl: 'https://login.example.com/authorize',
    tokenUrl: 'https://login.example.com/token',
    logoutUrl: 'https://login.example.com/logout',
    rolesClaim: 'roles',
  }
  const stacks = synthesize(config('prod', { auth }))

  test('no user pool is made', () => {
    expect(stacks.resources.filter(({ Type }) => Type.startsWith('AWS::Cognito'))).toEqual([])
  })

  test('the authorizer trusts it, and the API and console are told', () => {
    const [authorizer] = stacks.ofType('AWS::ApiGatewayV2::Authorizer')
    expect(authorizer?.Properties.JwtConfiguration).toEqual({ Issuer: auth.issuer, Audience: [auth.audience] })
    const api = stacks
      .ofType('AWS::Lambda::Function')
      .find(({ Properties }) => Properties.FunctionName === 'backdesk-prod-api')
    expect(at(api?.Properties, 'Environment', 'Variables')).toMatchObject({
      AUTH_ISSUER: auth.issuer,
      AUTH_CLIENT_ID: auth.clientId,
      AUTH_AUTHORIZE_URL: auth.authorizeUrl,
      AUTH_TOKEN_URL: auth.tokenUrl,
      AUTH_LOGOUT_URL: auth.logoutUrl,
      ROLES_CLAIM: 'roles',
    })
  })

  test('plain HTTP is refused', () => {
    expect(problemsOf(config('prod', { auth: { ...auth, issuer: 'http://login.example.com' } }))).toEqual([
      'auth.issuer must start with https://',
    ])
  })
})

test('where nothing is archived there is no stream, process is told so, and what was archived still goes', () => {
  const stacks = synthesize(config('prod', { archiveDays: 0 }))
  expect(stacks.ofType('AWS::KinesisFirehose::DeliveryStream')).toEqual([])
  const worker = stacks.ofType('AWS::Lambda::Function').find((fn) => nameOf(fn) === 'process')
  expect(at(worker?.Properties, 'Environment', 'Variables', 'ARCHIVE_STREAM')).toBe('-')
  const rules = list(at(stacks.ofType('AWS::S3::Bucket')[0]?.Properties, 'LifecycleConfiguration', 'Rules'))
  expect(rules.find((rule) => at(rule, 'Prefix') === 'archive/')).toMatchObject({ ExpirationInDays: 1 })
})

test('the archive does not outlive the bodies it points to', () => {
  expect(problemsOf({ ...config('prod'), archiveDays: 31 })).toEqual([
    expect.stringContaining('archiveDays must be 0 to'),
  ])
})

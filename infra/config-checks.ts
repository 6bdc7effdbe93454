import { ACCOUNT_SLUG } from '#domain/account'
import { bedrockSetting } from '#domain/bedrock-setting'
import type { Auth, EnvironmentConfig } from './config.ts'
import { LEAST_BODY_DAYS } from './retention.ts'

/** As Chatwoot names a custom attribute; without blanks, which separate them in a variable. */
const ATTRIBUTE = /^[\w-]{1,40}$/
/** Each takes room in every conversation of a contact that has it. */
const MOST_ATTRIBUTES = 20
/** What Chatwoot answers a minute to one address (rack-attack), people included. */
const MOST_REQUESTS_PER_MINUTE = 3_000

const LINK = /^[a-z0-9][a-z0-9-]{0,31}=https?:\/\/\S+$/
/** As browsers compare them: scheme, host and port. Without TLS from one's own machine alone. */
const ORIGIN = /^(https:\/\/[a-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/
/** A pager's address may be kept in Secrets Manager or Parameter Store and resolved by CloudFormation. */
const PAGER_URL = /^(https:\/\/|\{\{resolve:(secretsmanager|ssm):)/

/** Everything wrong with a record, in words; empty when it can be deployed. */
export function problemsOf(config: EnvironmentConfig): string[] {
  const { process, publish, ingest, onCall, throttles } = config
  const problems: string[] = []
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem)
  }
  const whole = (value: number, low: number, high: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high

  demand(config.account === undefined || /^\d{12}$/.test(config.account), 'account must be 12 digits')
  demand(config.region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(config.region), 'region is ill-formed')
  for (const origin of config.embedOrigins)
    demand(ORIGIN.test(origin), `embedOrigins: ${origin} is no origin such as https://wiki.example.com`)
  demand(whole(process.windowSeconds, 0, 300), 'process.windowSeconds must be 0 to 300')
  demand(
    whole(process.batchSize, 1, process.windowSeconds === 0 ? 10 : 10_000),
    'process.batchSize must be 1 to 10 without a window, 1 to 10000 with one',
  )
  demand(whole(config.analytics.windowSeconds, 0, 300), 'analytics.windowSeconds must be 0 to 300')
  demand(
    whole(config.analytics.batchSize, 1, config.analytics.windowSeconds === 0 ? 10 : 1_000),
    'analytics.batchSize must be 1 to 10 without a window, 1 to 1000 with one',
  )
  // A conversation that is counted on for as long as its ledger grows must be known for as long.
  demand(config.factDays >= config.ledgerDays, 'factDays must not be less than ledgerDays')
  demand(whole(process.maxConcurrency, 2, 1000), 'process.maxConcurrency must be 2 to 1000')
  demand(whole(publish.parallelizationFactor, 1, 10), 'publish.parallelizationFactor must be 1 to 10')
  // A stream keeps a record for 24 hours; giving up earlier leaves time to read it by hand.
  demand(whole(publish.maxRecordAgeHours, 1, 20), 'publish.maxRecordAgeHours must be 1 to 20')
  // Lambda takes 6 MB per call, and API Gateway hands bodies over as JSON text.
  demand(whole(ingest.maxBodyBytes, 1, 5_500_000), 'ingest.maxBodyBytes must be 1 to 5500000')
  demand(
    ingest.reservedConcurrency === null || whole(ingest.reservedConcurrency, 1, 1000),
    'ingest.reservedConcurrency',
  )
  for (const [name, days] of Object.entries({
    conversationDays: config.conversationDays,
    ledgerDays: config.ledgerDays,
    factDays: config.factDays,
    rollupDays: config.rollupDays,
    unknownDays: config.unknownDays,
  })) {
    demand(whole(days, 1, 3650), `${name} must be 1 to 3650`)
  }
  demand(
    whole(config.bodyDays, LEAST_BODY_DAYS, 3650),
    `bodyDays must be ${LEAST_BODY_DAYS} to 3650, so that no dead letter outlives its body`,
  )
  demand(
    whole(config.archiveDays, 0, config.bodyDays),
    'archiveDays must be 0 to bodyDays, so that no line of the archive points to a body that is gone',
  )
  // A conversation that expired and comes back counts its versions from 1 again: its old entries must be gone by then.
  demand(config.ledgerDays <= config.conversationDays, 'ledgerDays must not exceed conversationDays')
  for (const [name, { requestsPerSecond, burst }] of Object.entries(throttles)) {
    demand(whole(requestsPerSecond, 1, 10_000) && whole(burst, 1, 5_000), `throttles.${name} is out of range`)
  }
  demand(
    config.contactAttributes.length <= MOST_ATTRIBUTES &&
      config.contactAttributes.every((name) => ATTRIBUTE.test(name)),
    `contactAttributes must be at most ${MOST_ATTRIBUTES} names of letters, digits, _ and -, 40 characters each`,
  )
  for (const [name, limit] of Object.entries(config.business)) {
    demand(whole(limit, 1, 100_000), `business.${name} must be 1 to 100000`)
  }
  demand(
    whole(config.chatwootRequestsPerMinute, 1, MOST_REQUESTS_PER_MINUTE),
    `chatwootRequestsPerMinute must be 1 to ${MOST_REQUESTS_PER_MINUTE}`,
  )
  demand(whole(config.replyMaxAgeMinutes, 1, 1_440), 'replyMaxAgeMinutes must be 1 to 1440')
  for (const email of onCall.emails) demand(/^[^@\s]+@[^@\s]+$/.test(email), 'an alarm e-mail address is ill-formed')
  for (const url of onCall.pagerUrls) demand(PAGER_URL.test(url), 'a pager URL must start with https:// or {{resolve:')
  demand(
    onCall.slack === null || (/^T\w+$/.test(onCall.slack.workspaceId) && /^[CG]\w+$/.test(onCall.slack.channelId)),
    'Slack must be given as <workspace id>/<channel id>, e.g. T0000000/C0000000',
  )
  demand(
    config.defaultAccount === '-' || ACCOUNT_SLUG.test(config.defaultAccount),
    'defaultAccount must be a slug or -',
  )
  demand(
    config.chatwootLinks === '-' || config.chatwootLinks.split(' ').every((link) => LINK.test(link)),
    'chatwootLinks must be slug=url pairs separated by spaces, or -',
  )
  demand(
    config.bedrock === '-' || bedrockSetting(config.bedrock) !== null,
    'bedrock must be a model, a region and two prices separated by spaces, or -',
  )
  return [...problems, ...authProblems(config.auth)]
}

function authProblems(auth: Auth): string[] {
  if (auth.kind === 'cognito') {
    const { domainPrefix } = auth
    if (domainPrefix === null || /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(domainPrefix))
      return []
    return ['auth.domainPrefix must be lower case letters, digits and hyphens, without aws, amazon or cognito']
  }
  const { issuer, authorizeUrl, tokenUrl, logoutUrl } = auth
  return Object.entries({ issuer, authorizeUrl, tokenUrl, logoutUrl })
    .filter(([, url]) => !url.startsWith('https://'))
    .map(([name]) => `auth.${name} must start with https://`)
}

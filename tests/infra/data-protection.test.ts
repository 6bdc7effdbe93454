import { describe, expect, test } from 'vitest'
import { config, synthesize } from './templates.ts'

/** Kept for the way back when the next one takes its place; it goes with its function all the same. */
const isVersion = ({ Type }: { readonly Type: string }): boolean => Type === 'AWS::Lambda::Version'

const STATEFUL = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Cognito::UserPool',
  // Who has which role is kept by them.
  'AWS::Cognito::UserPoolGroup',
  'AWS::SQS::Queue',
]

describe.each(['staging', 'prod'])('%s', (environment) => {
  const stacks = synthesize(config(environment))

  test('whatever holds data stays when its stack goes or replaces it', () => {
    const stateful = stacks.resources.filter(({ Type }) => STATEFUL.includes(Type))
    expect(new Set(stateful.map(({ Type }) => Type)).size).toBe(STATEFUL.length)
    for (const { id, DeletionPolicy, UpdateReplacePolicy } of stateful) {
      expect(DeletionPolicy, id).toMatch(/^Retain(ExceptOnCreate)?$/)
      expect(UpdateReplacePolicy, id).toBe('Retain')
    }
  })

  test('a first deployment that fails leaves nothing in the way of the second, but what refuses to be deleted', () => {
    const retained = stacks.resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
    expect(retained.map(({ Type }) => Type).sort()).toEqual([
      'AWS::Cognito::UserPool',
      'AWS::DynamoDB::Table',
      'AWS::DynamoDB::Table',
    ])
    for (const { id, Properties } of retained) {
      expect(Properties.DeletionProtectionEnabled ?? Properties.DeletionProtection, id).toBeTruthy()
      // CloudFormation gives it a name of its own: one that was left behind collides with nothing.
      expect([Properties.TableName, Properties.UserPoolName], id).toEqual([undefined, undefined])
    }
  })

  test('conversations and accounts of people cannot be deleted by one call, and conversations can be restored', () => {
    for (const { Properties } of stacks.ofType('AWS::DynamoDB::Table'))
      expect(Properties).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
    expect(stacks.ofType('AWS::Cognito::UserPool')[0]?.Properties).toMatchObject({
      DeletionProtection: 'ACTIVE',
      MfaConfiguration: 'ON',
    })
  })
})

test('prod stacks are protected from being deleted; dev leaves nothing behind', () => {
  const [dev, prod] = [synthesize(config('dev')), synthesize(config('prod'))]
  expect([prod.stacks.data.terminationProtection, prod.stacks.app.terminationProtection]).toEqual([true, true])
  expect([dev.stacks.data.terminationProtection, dev.stacks.app.terminationProtection]).toEqual([false, false])
  const kept = dev.resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
  expect(kept.filter((resource) => !isVersion(resource))).toEqual([])
})

test('a deployment leaves the secrets alone, which are filled by hand: the template always says the same', () => {
  const secrets = synthesize(config('prod')).ofType('AWS::SecretsManager::Secret')
  expect(secrets.map(({ Properties }) => [Properties.Name, Properties.SecretString])).toEqual([
    ['backdesk/prod/accounts', '{}'],
    ['backdesk/prod/targets', '{}'],
    ['backdesk/prod/chatwoot', '{}'],
    // made once, by CloudFormation
    ['backdesk/prod/embeds', undefined],
  ])
})

test('the logical ids of what holds data never change: a new id is a new, empty resource', () => {
  const ids = synthesize(config('prod'))
    .resources.filter(({ Type }) => STATEFUL.includes(Type))
    .map(({ Type, id }) => `${Type} ${id}`)
  expect(ids).toMatchInlineSnapshot(`
    [
      "AWS::DynamoDB::Table DeskBDDAF902",
      "AWS::DynamoDB::Table InsightsC4CE1CC7",
      "AWS::S3::Bucket Bodies3FF2AA63",
      "AWS::SecretsManager::Secret AccountsBE8A900E",
      "AWS::SecretsManager::Secret Targets7ED976EF",
      "AWS::SecretsManager::Secret Chatwoot7BB4FEE1",
      "AWS::SecretsManager::Secret EmbedsA390B147",
      "AWS::Cognito::UserPool SignInUsers1801E146",
      "AWS::Cognito::UserPoolGroup SignInRoleviewerC39E2FAD",
      "AWS::Cognito::UserPoolGroup SignInRoleoperatorB1330010",
      "AWS::Cognito::UserPoolGroup SignInRoleleadA3E0E50F",
      "AWS::Cognito::UserPoolGroup SignInRoleadminF09FA180",
      "AWS::SQS::Queue InboundDeadLetters401DDD01",
      "AWS::SQS::Queue InboundQueue72656294",
      "AWS::SQS::Queue ClockworkDeadlinesDeadLetters8A8F29E8",
      "AWS::SQS::Queue ClockworkDeadlinesQueue926BC8E9",
      "AWS::SQS::Queue ClockworkActionsDeadLetters4B69EBF0",
      "AWS::SQS::Queue ClockworkActionsQueueCB0FFA37",
      "AWS::SQS::Queue ClockworkPresenceAskedDeadLettersB3C7FDCC",
      "AWS::SQS::Queue ClockworkPresenceAskedQueueEA489012",
      "AWS::SQS::Queue ClockworkReconcileSweptDeadLettersDA95095F",
      "AWS::SQS::Queue ClockworkReconcileSweptQueueDA041419",
      "AWS::SQS::Queue ClockworkKnowledgeSearchedDeadLetters4ECD29A7",
      "AWS::SQS::Queue ClockworkKnowledgeSearchedQueue7658C146",
      "AWS::SQS::Queue ClockworkEscalationsDeadLettersE8327B37",
      "AWS::SQS::Queue ClockworkEscalationsQueue07A5F02E",
      "AWS::SQS::Queue ApprovalsReviewDeadLettersC8FC4AEE",
      "AWS::SQS::Queue ApprovalsReviewQueue84251949",
      "AWS::SQS::Queue PublishFailures0AB56559",
      "AWS::SQS::Queue RouteRoutingDeadLettersF3C35134",
      "AWS::SQS::Queue RouteRoutingQueue5B6F92F5",
      "AWS::SQS::Queue DraftDraftsDeadLetters3E41B4A0",
      "AWS::SQS::Queue DraftDraftsQueue1AF29B9F",
      "AWS::SQS::Queue AnalyticsCountingDeadLetters0BB771AC",
      "AWS::SQS::Queue AnalyticsCountingQueueD95A1526",
      "AWS::SQS::Queue GradeGradesDeadLetters97088291",
      "AWS::SQS::Queue GradeGradesQueue98DB163F",
      "AWS::SQS::Queue SpoolDeadLettersFCA76D37",
    ]
  `)
})

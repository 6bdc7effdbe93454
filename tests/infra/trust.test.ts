import { describe, expect, test } from 'vitest'
import { ROUTES_BEHIND_SIGN_IN, routeKeyOf } from '#infra/constructs/private-routes'
import { WEBHOOK_ROUTE, WRITE_THROTTLE } from '#infra/constructs/webhook-api'
import { at, config, list, readable, synthesize } from './templates.ts'

/** Who may take on a role, by service, and how often. */
const TRUSTED: ReadonlySet<unknown> = new Set([
  'lambda.amazonaws.com',
  'codedeploy.amazonaws.com',
  'firehose.amazonaws.com',
  'chatbot.amazonaws.com',
])

describe.each(['dev', 'prod'])('trust in %s', (environment) => {
  const stacks = synthesize(config(environment))

  test('a role is taken on by one AWS service, never by an account, a person or anybody', () => {
    const roles = stacks.ofType('AWS::IAM::Role')
    expect(roles.length).toBeGreaterThan(0)
    for (const { id, Properties } of roles)
      for (const statement of list(at(Properties, 'AssumeRolePolicyDocument', 'Statement'))) {
        expect(at(statement, 'Action'), id).toBe('sts:AssumeRole')
        expect(Object.keys(Object(at(statement, 'Principal'))), id).toEqual(['Service'])
        expect(TRUSTED.has(at(statement, 'Principal', 'Service')), id).toBe(true)
      }
  })

  test('a service sends to a queue only in the name of a rule of ours', () => {
    const allowing = stacks
      .ofType('AWS::SQS::QueuePolicy')
      .flatMap(({ id, Properties }) => list(at(Properties, 'PolicyDocument', 'Statement')).map((one) => ({ id, one })))
      .filter(({ one }) => at(one, 'Effect') === 'Allow')
    expect(allowing.length).toBeGreaterThan(0)
    for (const { id, one } of allowing) {
      expect(at(one, 'Principal'), id).toEqual({ Service: 'events.amazonaws.com' })
      const rule = readable(at(one, 'Condition', 'ArnEquals', 'aws:SourceArn'))
      expect(stacks.byId(/^<(\w+)>$/.exec(rule)?.[1] ?? rule).Type, id).toBe('AWS::Events::Rule')
    }
  })

  test('what anybody might do is refused over plain HTTP, and nothing else is said of anybody', () => {
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy'])
      for (const { id, Properties } of stacks.ofType(type))
        for (const statement of list(at(Properties, 'PolicyDocument', 'Statement'))) {
          const anybody = at(statement, 'Principal') === '*' || at(statement, 'Principal', 'AWS') === '*'
          if (!anybody) continue
          expect(at(statement, 'Effect'), id).toBe('Deny')
          expect(at(statement, 'Condition', 'Bool', 'aws:SecureTransport'), id).toBe('false')
        }
  })

  test('a function is called by a service only in the name of a resource of ours', () => {
    const permissions = stacks.ofType('AWS::Lambda::Permission')
    expect(permissions.length).toBeGreaterThan(0)
    for (const { id, Properties } of permissions) {
      expect(Properties.Action, id).toBe('lambda:InvokeFunction')
      expect(String(Properties.Principal), id).toMatch(/^(apigateway|events)\.amazonaws\.com$/)
      expect(Properties.SourceArn, id).toBeDefined()
    }
  })

  test('no key is made here: what has one is given it by its owner, and everything is encrypted by AWS', () => {
    expect(stacks.ofType('AWS::KMS::Key')).toEqual([])
    for (const { id, Properties } of stacks.ofType('AWS::S3::Bucket'))
      expect(Properties.BucketEncryption, id).toBeDefined()
  })

  test('every route has a throttle: writes and webhooks one of their own, reads that of every route', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const own = Object(stage?.Properties.RouteSettings) as Record<string, object>
    const writes = ROUTES_BEHIND_SIGN_IN.filter(({ method }) => method !== 'GET').map(routeKeyOf)
    expect(Object.keys(own).sort()).toEqual([WEBHOOK_ROUTE, ...writes].sort())
    for (const route of writes)
      expect(own[route], route).toEqual({
        ThrottlingRateLimit: WRITE_THROTTLE.requestsPerSecond,
        ThrottlingBurstLimit: WRITE_THROTTLE.burst,
      })
    expect(Number(at(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingRateLimit'))).toBeGreaterThan(0)
    expect(Number(at(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingBurstLimit'))).toBeGreaterThan(0)
  })
})

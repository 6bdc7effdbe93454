import { describe, expect, test } from 'vitest'
import { Iam } from '#infra/local/iam'
import type { JsonObject } from '#infra/local/json'
import { globMatches, judge } from '#infra/local/policy-statements'
import { resourcesOf } from './assemblies.ts'

const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:App-Q'
const RULE = 'arn:aws:events:eu-west-1:000000000000:rule/desk/App-R'

/** A function `Fn` with a role of the given statements, and a queue `Q` with a policy of the others. */
const iamOf = (statements: JsonObject[], queueStatements: JsonObject[] = []): Iam =>
  new Iam(
    resourcesOf({
      App: {
        Resources: {
          Fn: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Code: { S3Bucket: 'b', S3Key: 'k' },
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            },
          },
          Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
          Grants: {
            Type: 'AWS::IAM::Policy',
            Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } },
          },
          Q: { Type: 'AWS::SQS::Queue' },
          QueuePolicy: {
            Type: 'AWS::SQS::QueuePolicy',
            Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: { Statement: queueStatements } },
          },
        },
      },
    }),
  )
const send = (iam: Iam, accessKeyId = 'Fn', resources = [QUEUE]) =>
  iam.authorize({ service: 'sqs', action: 'SendMessage', resources, accessKeyId })

describe('permissions', () => {
  test('a call is allowed by a statement of the role, by its action and its resource', () => {
    expect(() => send(iamOf([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }]))).not.toThrow()
    expect(() =>
      send(iamOf([{ Effect: 'Allow', Action: ['sqs:Send*'], Resource: ['arn:aws:sqs:*:*:App-?'] }])),
    ).not.toThrow()
  })

  test('a call that no statement allows is denied, and the message names caller, action and resource', () => {
    expect(() => send(iamOf([{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: '*' }]))).toThrow(
      `assumed-role/App-Role/App-Fn is not authorized to perform: sqs:SendMessage on resource: ${QUEUE}`,
    )
    expect(() => send(iamOf([{ Effect: 'Allow', Action: 'sqs:*', Resource: `${QUEUE}2` }]))).toThrow(/not authorized/)
  })

  test('every resource of a call must be allowed', () => {
    const iam = iamOf([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }])
    expect(() => send(iam, 'Fn', [QUEUE, `${QUEUE}2`])).toThrow(/App-Q2/)
  })

  test('a denial wins over an allowance, also one of the queue itself', () => {
    const allow = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' }
    expect(() => send(iamOf([allow, { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: QUEUE }]))).toThrow(
      /not authorized/,
    )
    expect(() => send(iamOf([allow], [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE }]))).toThrow(
      /not authorized/,
    )
  })

  test('a denial of calls without TLS touches nobody here', () => {
    const denial = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: QUEUE,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    expect(() => send(iamOf([{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }], [denial]))).not.toThrow()
  })

  test('callers that are no function of the template are administrators', () => {
    expect(() => send(iamOf([]), 'test')).not.toThrow()
  })

  test('what an event source lacks is told action by action', () => {
    const iam = iamOf([{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: QUEUE }])
    expect(iam.missing('Fn', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], QUEUE)).toEqual(['sqs:DeleteMessage'])
  })

  test('a rule may send when the queue policy allows it in its name', () => {
    const policy = (source: string) => ({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
      Condition: { ArnEquals: { 'aws:SourceArn': source } },
    })
    const maySend = (statements: JsonObject[]) =>
      iamOf([], statements).serviceMaySend('events.amazonaws.com', QUEUE, RULE)
    expect([maySend([policy(RULE)]), maySend([policy(`${RULE}2`)]), maySend([])]).toEqual([true, false, false])
    expect(iamOf([], [policy(RULE)]).serviceMaySend('sns.amazonaws.com', QUEUE, RULE)).toBe(false)
  })

  test.each<[string, JsonObject, RegExp]>([
    ['NotAction', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, /App\/Grants uses NotAction/],
    ['NotResource', { Effect: 'Allow', Action: 'sqs:*', NotResource: 'x' }, /uses NotResource/],
    [
      'an unknown condition operator',
      { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '::1' } } },
      /operator IpAddress/,
    ],
    [
      'an unknown condition key',
      { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'x' } } },
      /key dynamodb:LeadingKeys/,
    ],
  ])('%s stops the start', (_what, statement, message) => {
    expect(() => iamOf([statement])).toThrow(message)
  })
})

test('wildcards stand for any text and for one character, and for nothing else', () => {
  expect(globMatches('a*c', 'abbc')).toBe(true)
  expect(globMatches('a?c', 'abc')).toBe(true)
  expect(globMatches('a?c', 'abbc')).toBe(false)
  expect(globMatches('a.c', 'abc')).toBe(false)
  expect(globMatches('a(.*c', 'a(.xc')).toBe(true)
})

test('conditions on absent facts do not hold', () => {
  const statement = {
    Effect: 'Allow' as const,
    Action: 'a:b',
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': '1' } },
  }
  expect(judge([statement], { action: 'a:b', resource: 'r' })).toBe('not mentioned')
  expect(judge([statement], { action: 'a:b', resource: 'r', facts: { 'aws:sourceaccount': '1' } })).toBe('allowed')
})

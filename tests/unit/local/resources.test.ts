import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AssemblyError } from '#infra/local/assembly'
import { PROPERTIES } from '#infra/local/resource-properties'
import { RESOURCE_TYPES } from '#infra/local/resource-types'
import { withSupportTables } from '#infra/local/support-table'
import { resourcesOf } from './assemblies.ts'

test('names, references and ARNs of a queue are those its engine will know', () => {
  const [queue] = resourcesOf({ App: { Resources: { Inbound: { Type: 'AWS::SQS::Queue' } } } }).of('AWS::SQS::Queue')
  expect(queue).toMatchObject({
    name: 'App-Inbound',
    ref: 'http://127.0.0.1:1/000000000000/App-Inbound',
    arn: 'arn:aws:sqs:eu-west-1:000000000000:App-Inbound',
  })
})

test('all outputs are told by name, whichever stack has them', () => {
  const queue = { Type: 'AWS::SQS::Queue' }
  const resources = resourcesOf({
    Data: { Resources: { Kept: queue }, Outputs: { KeptUrl: { Value: { Ref: 'Kept' } } } },
    App: { Resources: { Inbound: queue }, Outputs: { Name: { Value: { 'Fn::GetAtt': ['Inbound', 'QueueName'] } } } },
  })
  expect(resources.outputs()).toEqual({ KeptUrl: 'http://127.0.0.1:1/000000000000/Data-Kept', Name: 'App-Inbound' })
})

test('a version and an alias have addresses of their own: a permission for the alias is none for the function', () => {
  const FunctionName = { Ref: 'Fn' }
  const code = { Code: { S3Bucket: 'b', S3Key: 'k' }, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: 'r' }
  const FunctionVersion = { 'Fn::GetAtt': ['Version', 'Version'] }
  const grant = { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }
  const resources = resourcesOf({
    App: {
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: code },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName } },
        Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName, FunctionVersion, Name: 'published' } },
        Grant: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: { Ref: 'Alias' }, ...grant } },
      },
    },
  })
  expect(() => resources.check()).not.toThrow()
  const [fn] = resources.of('AWS::Lambda::Function')
  const [permission] = resources.of('AWS::Lambda::Permission')
  expect(permission?.properties.FunctionName).toBe(`${fn?.arn}:published`)
})

test('long names are cut to the limit of the service and stay different', () => {
  const logicalId = 'Q'.repeat(100)
  const queues = resourcesOf({
    App: {
      Resources: { [`${logicalId}1`]: { Type: 'AWS::SQS::Queue' }, [`${logicalId}2`]: { Type: 'AWS::SQS::Queue' } },
    },
  }).of('AWS::SQS::Queue')
  const names = queues.map(({ name }) => name)
  expect(names.every((name) => name.length <= 80)).toBe(true)
  expect(new Set(names).size).toBe(2)
})

test('a given name may itself be an expression', () => {
  const Properties = { QueueName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'orders.fifo']] }, FifoQueue: true }
  const [queue] = resourcesOf({ App: { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties } } } }).of(
    'AWS::SQS::Queue',
  )
  expect(queue?.name).toBe('App-orders.fifo')
})

test('numbers and booleans written as text are read as what they are', () => {
  const Properties = { VisibilityTimeout: '30', FifoQueue: 'true' }
  const [queue] = resourcesOf({ App: { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties } } } }).of(
    'AWS::SQS::Queue',
  )
  expect(queue?.properties).toEqual({ VisibilityTimeout: 30, FifoQueue: true })
})

test('properties that change nothing are left out, unknown ones are a problem', () => {
  const fine = { KmsMasterKeyId: 'alias/aws/sqs', Tags: [] }
  expect(() =>
    resourcesOf({ App: { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: fine } } } }).check(),
  ).not.toThrow()
  const odd = resourcesOf({ App: { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } } } })
  expect(() => odd.check()).toThrow(/App\/Q \(AWS::SQS::Queue\).*Colour.*resource-properties\.ts/)
})

test('every problem of every resource is listed at once', () => {
  const resources = resourcesOf({
    App: {
      Resources: {
        A: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 'soon' } },
        B: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { Ref: 'Gone' } } },
      },
    },
  })
  expect(() => resources.check()).toThrow(AssemblyError)
  expect(() => resources.check()).toThrow(/App\/A[\s\S]*App\/B .*Gone/)
})

test('outputs are found whichever stack has them', () => {
  const resources = resourcesOf({
    Data: {
      Resources: { Q: { Type: 'AWS::SQS::Queue' } },
      Outputs: { QueueName: { Value: { 'Fn::GetAtt': ['Q', 'QueueName'] } } },
    },
    App: {},
  })
  expect([resources.output('QueueName'), resources.output('Other')]).toEqual(['Data-Q', undefined])
})

test('every type with properties is emulated, and every other one says why it is accepted', () => {
  for (const [name, type] of Object.entries(RESOURCE_TYPES)) {
    expect([name, type.support]).toEqual([name, name in PROPERTIES ? 'emulated' : 'accepted'])
    expect(type.note, name).toMatch(/\.$/)
  }
})

test('docs/local-runner.md says what the table says', () => {
  const document = readFileSync(new URL('../../../docs/local-runner.md', import.meta.url), 'utf8')
  expect(document, 'run: node --import tsx infra/local/document-support.ts').toBe(withSupportTables(document))
})

import { describe, expect, test } from 'vitest'
import { Intrinsics, type References } from '#infra/local/intrinsics'
import type { Json, JsonObject } from '#infra/local/json'
import { assemblyOf } from './assemblies.ts'

/** As Fn::Sub writes it. */
const variable = (name: string): string => `\${${name}}`

const references: References = {
  ref: (resource) => `ref of ${resource.logicalId}`,
  attribute: (resource, name) => `${name} of ${resource.logicalId}`,
}

const intrinsics = new Intrinsics(
  assemblyOf({
    Data: {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
      Outputs: {
        Name: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Sub': `${variable('AWS::StackName')}:Table` } } },
      } as JsonObject,
    },
    App: {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue' },
        OnlyInProd: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' },
        OnlyInDev: { Type: 'AWS::SQS::Queue', Condition: 'IsDev' },
      },
      Parameters: {
        Stage: { Type: 'String', Default: 'dev' },
        Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
        Needed: { Type: 'String' },
        Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' },
      },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        IsDev: {
          'Fn::And': [
            { 'Fn::Not': [{ Condition: 'IsProd' }] },
            { 'Fn::Or': [{ Condition: 'IsProd' }, { 'Fn::Equals': ['a', 'a'] }] },
          ],
        },
        Circular: { Condition: 'Circular' },
      },
      Mappings: { Sizes: { dev: { memory: 128 } } },
    },
  }),
  references,
)
const resolve = (value: Json): Json | undefined => intrinsics.resolve(value, 'App')

describe('intrinsics', () => {
  test.each<[string, Json, Json]>([
    ['Ref to a resource', { Ref: 'Queue' }, 'ref of Queue'],
    ['Ref to a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref to a list parameter', { Ref: 'Zones' }, ['a', 'b']],
    [
      'pseudo parameters',
      {
        'Fn::Join': [
          '/',
          [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }, { Ref: 'AWS::StackName' }],
        ],
      },
      'eu-west-1/000000000000/aws/App',
    ],
    ['GetAtt as list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Arn of Queue'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.Nested.Arn' }, 'Nested.Arn of Queue'],
    ['Join with nested calls', { 'Fn::Join': ['', ['a', { Ref: 'Queue' }, 1]] }, 'aref of Queue1'],
    ['Select from Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [
      'Sub with variables, attributes and literals',
      { 'Fn::Sub': [['x', 'Queue', 'Queue.Arn', '!kept'].map(variable).join('-'), { x: { Ref: 'Stage' } }] },
      `dev-ref of Queue-Arn of Queue-${variable('kept')}`,
    ],
    ['If', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    ['ImportValue of another stack', { 'Fn::ImportValue': 'Data:Table' }, 'ref of Table'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Length', { 'Fn::Length': [1, 2] }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"dev"}'],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['an object that only looks like one', { Ref: 'x', other: 1 }, { Ref: 'x', other: 1 }],
  ])('%s', (_what, value, expected) => {
    expect(resolve(value)).toEqual(expected)
  })

  test.each<[string, Json, RegExp]>([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }, /Fn::Cidr is not supported/],
    ['an unknown name', { Ref: 'Nobody' }, /Nobody is neither a resource nor a parameter of App/],
    ['a dynamic reference', 'x {{resolve:secretsmanager:y}}', /dynamic reference/],
    ['an unknown export', { 'Fn::ImportValue': 'nothing' }, /no stack of this assembly exports nothing/],
    [
      'a map without the key',
      { 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] },
      /finds nothing at Sizes \/ prod \/ memory/,
    ],
    ['an index beyond the list', { 'Fn::Select': [5, ['a']] }, /no item 5/],
    ['a parameter without default', { Ref: 'Needed' }, /Needed has no default/],
    ['a parameter from Parameter Store', { Ref: 'Stored' }, /Stored is read from Parameter Store/],
    ['an unknown condition', { 'Fn::If': ['Nope', 1, 2] }, /there is no condition Nope/],
    ['a condition that names itself', { 'Fn::If': ['Circular', 1, 2] }, /refers to itself/],
    ['an object in a Join', { 'Fn::Join': ['', [{ a: 1 }]] }, /where a text is needed/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => resolve(value)).toThrow(message)
  })

  test('takes given parameters over defaults', () => {
    const given = new Intrinsics(assemblyOf({ App: { Parameters: { Stage: { Default: 'dev' } } } }), references, {
      Stage: 'prod',
    })
    expect(given.resolve({ Ref: 'Stage' }, 'App')).toBe('prod')
  })

  test('tells which resources exist by their conditions', () => {
    const exists = (logicalId: string, condition: string | undefined) =>
      intrinsics.exists({ stack: 'App', logicalId, type: 'AWS::SQS::Queue', properties: {}, condition })
    expect([exists('a', 'IsProd'), exists('b', 'IsDev'), exists('c', undefined)]).toEqual([false, true, true])
  })
})

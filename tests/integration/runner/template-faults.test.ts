import { CfnOutput, CfnResource, Duration, Fn, Token } from 'aws-cdk-lib'
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs'
import { expect, test } from 'vitest'
import { startTestRunner } from './running.ts'
import { type SmallAppOptions, synthesizeSmallApp } from './small-app.ts'

const refusal = async (change: NonNullable<SmallAppOptions['change']>): Promise<string> => {
  try {
    const { runner } = await startTestRunner(synthesizeSmallApp({ change }))
    await runner.stop()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'started'
}

test('a missing grant fails as on AWS: the function is denied and the API answers 500', async () => {
  const { runner, reports } = await startTestRunner(synthesizeSmallApp({ withoutSendGrant: true }))
  const { status } = await fetch(`${runner.urls.api}/orders`, { method: 'POST', body: '{}' })
  await runner.stop()
  expect(status).toBe(500)
  const denied = reports.find(({ text }) => text.includes('is not authorized to perform: sqs:SendMessage'))
  expect(denied?.text).toMatch(/AccessDenied/)
})

test('an unknown resource type stops the start and is named with its stack and what to do', async () => {
  const message = await refusal(({ app }) => {
    new CfnResource(app, 'Strange', { type: 'AWS::Braket::Computer', properties: {} })
  })
  expect(message).toMatch(/Small-App\/Strange: AWS::Braket::Computer is not known locally.*resource-types\.ts/)
})

test('an unknown property stops the start', async () => {
  const message = await refusal(({ app }) => {
    new CfnResource(app, 'Odd', { type: 'AWS::SQS::Queue', properties: { Temperature: 12 } })
  })
  expect(message).toMatch(/Small-App\/Odd .*Temperature/)
})

test('an unknown intrinsic and an unknown attribute stop the start', async () => {
  const message = await refusal(({ app }) => {
    new CfnResource(app, 'Ciphered', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: { 'Fn::Cidr': ['10.0.0.0/8', 1, 8] } },
    })
    const other = new CfnResource(app, 'Plain', { type: 'AWS::SQS::Queue', properties: {} })
    new CfnResource(app, 'Wrong', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: Token.asString(other.getAtt('Colour')) },
    })
  })
  expect(message).toMatch(/Small-App\/Ciphered .*Fn::Cidr is not supported/)
  expect(message).toMatch(/Small-App\/Wrong .*Plain\.Colour.*no local attribute/)
})

test('an import of what no stack exports stops the start', async () => {
  const message = await refusal(({ app }) => {
    new CfnResource(app, 'Importing', {
      type: 'AWS::SNS::Topic',
      properties: { TopicName: Fn.importValue('elsewhere') },
    })
    new CfnOutput(app, 'Fine', { value: 'x' })
  })
  expect(message).toMatch(/Small-App\/Importing .*no stack of this assembly exports elsewhere/)
})

test('a rule that may not send to its queue stops the start', async () => {
  const message = await refusal(({ app }) => {
    for (const node of app.node.findAll()) {
      if (node instanceof CfnQueuePolicy)
        node.addPropertyOverride('PolicyDocument.Statement.0.Principal', { Service: 'sns.amazonaws.com' })
    }
  })
  expect(message).toMatch(/OnStored.*events\.amazonaws\.com needs an AWS::SQS::QueuePolicy/)
})

test('an event source mapping that AWS would refuse stops the start', async () => {
  const message = await refusal(({ app }) => {
    for (const node of app.node.findAll()) {
      if (node instanceof CfnEventSourceMapping) node.addPropertyOverride('BatchSize', 50)
      if (node instanceof CfnResource && node.cfnResourceType === 'AWS::SQS::Queue') {
        node.addPropertyOverride('VisibilityTimeout', Duration.seconds(5).toSeconds())
      }
    }
  })
  expect(message).toMatch(/needs a batching window/)
  expect(message).toMatch(/visibility timeout \(5 s\) is shorter than the function's timeout \(20 s\)/)
})

test('a policy that cannot be judged locally stops the start', async () => {
  const message = await refusal(({ app }) => {
    new CfnResource(app, 'Negative', {
      type: 'AWS::IAM::Policy',
      properties: {
        PolicyName: 'negative',
        Roles: [],
        PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
      },
    })
  })
  expect(message).toMatch(/Small-App\/Negative uses NotAction/)
})

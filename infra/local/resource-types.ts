import { ACCEPTED } from './accepted-types.ts'
import {
  arnOf,
  bucketArn,
  busArn,
  deliveryStreamArn,
  functionArn,
  lastPart,
  queueArn,
  stableId,
  streamArn,
  tableArn,
  topicArn,
} from './aws-names.ts'
import { emulated, named, type ResourceType, type Subject, same, shortened } from './resource-naming.ts'
import { type EmulatedType, PROPERTIES } from './resource-properties.ts'

const EMULATED: Readonly<Record<EmulatedType, ResourceType>> = {
  'AWS::SQS::Queue': emulated({
    note: 'Standard and FIFO, delays, visibility, long polling, redrive. No encryption, no throughput quotas.',
    ignored: ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'Tags'],
    name: (subject) => {
      const fifo = subject.property('FifoQueue') === true
      return (
        named('QueueName', fifo ? 75 : 80)(subject) +
        (fifo && subject.property('QueueName') === undefined ? '.fifo' : '')
      )
    },
    ref: (name, { addresses }) => `${addresses.engineUrl}/000000000000/${name}`,
    attributes: {
      Arn: queueArn,
      QueueName: same,
      QueueUrl: (name, { addresses }) => `${addresses.engineUrl}/000000000000/${name}`,
    },
  }),
  'AWS::SQS::QueuePolicy': emulated({
    note: 'Checked when a rule delivers to the queue; Deny statements also for functions.',
  }),
  'AWS::DynamoDB::Table': emulated({
    note: 'Keys, indexes, transactions, conditions, TTL, one stream shard. No throttling, no backups, no encryption.',
    ignored: [
      'BillingMode',
      'ProvisionedThroughput',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'DeletionProtectionEnabled',
      'ContributorInsightsSpecification',
      'TableClass',
      'WarmThroughput',
      'Tags',
    ],
    name: named('TableName', 255),
    attributes: { Arn: tableArn, StreamArn: (name) => streamArn(name, 'local') },
  }),
  'AWS::Lambda::Function': emulated({
    note: 'The deployed bundle in a worker thread of this Node: timeout, memory, reserved concurrency, environment, retries. No layers, no VPC, no container images, no tracing.',
    ignored: [
      'Architectures',
      'Description',
      'LoggingConfig',
      'TracingConfig',
      'EphemeralStorage',
      'RuntimeManagementConfig',
      'RecursiveLoop',
      'Tags',
    ],
    name: named('FunctionName', 64),
    attributes: { Arn: functionArn },
  }),
  'AWS::Lambda::Version': emulated({
    note: "The template's code is the first version; `POST release` publishes others, with the template's settings.",
    ignored: ['Description', 'CodeSha256'],
    ref: (_name, subject) => `${functionOf(subject)}:1`,
    attributes: { FunctionArn: (_name, subject) => `${functionOf(subject)}:1`, Version: () => '1' },
  }),
  'AWS::Lambda::Alias': emulated({
    note: 'Leads to one version at a time; whoever calls the alias calls that. GetAlias, UpdateAlias and ListVersionsByFunction are served. No weights.',
    ignored: ['Description'],
    ref: (_name, subject) => `${functionOf(subject)}:${String(subject.property('Name'))}`,
    attributes: { AliasArn: (_name, subject) => `${functionOf(subject)}:${String(subject.property('Name'))}` },
  }),
  'AWS::Lambda::EventSourceMapping': emulated({
    note: 'SQS and DynamoDB streams: windows, filters, partial batch responses, bisecting, retries, on-failure queue. The first retries of a stream batch come at once, later ones wait. Batches of a stream are read one after the other.',
    ignored: ['Tags', 'MetricsConfig', 'LoggingConfig', 'ParallelizationFactor'],
    attributes: { Id: same, EventSourceMappingArn: (name) => arnOf('lambda', `event-source-mapping:${name}`) },
  }),
  'AWS::Lambda::Permission': emulated({ note: 'Routes and rules that lack one stop the start.' }),
  'AWS::Lambda::EventInvokeConfig': emulated({ note: 'Retries of asynchronous invocations and the on-failure queue.' }),
  'AWS::Events::EventBus': emulated({
    note: 'PutEvents and rules. No archives, no cross-account delivery, no schema registry.',
    ignored: ['Description', 'Tags', 'KmsKeyIdentifier'],
    name: named('Name', 256),
    attributes: { Arn: busArn, Name: same },
  }),
  'AWS::Events::Rule': emulated({
    note: 'Event patterns with every documented operator, rate and cron schedules (UTC), targets SQS and Lambda, input transformers. A failed delivery goes to the dead letters at once, without retries.',
    ignored: ['Description', 'Tags'],
    name: named('Name', 64),
    attributes: { Arn: (name, subject) => ruleArn(name, subject) },
  }),
  'AWS::S3::Bucket': emulated({
    note: 'Objects with metadata, and Object Created events on the default bus. No versions, no lifecycle: nothing is deleted by age.',
    ignored: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'VersioningConfiguration',
      'Tags',
    ],
    name: (subject) => {
      const given = subject.property('BucketName')
      return typeof given === 'string' ? given : shortened(`${subject.stack}-${subject.logicalId}`.toLowerCase(), 63)
    },
    attributes: {
      Arn: bucketArn,
      DomainName: (name) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: (name) => `${name}.s3.eu-west-1.amazonaws.com`,
    },
  }),
  'AWS::KinesisFirehose::DeliveryStream': emulated({
    note: 'Records put directly, one object when the first has waited for the interval or the size is reached, and at a stop. Every record is taken and delivered: no throttling, no transformation, nothing under the error prefix.',
    ignored: ['DeliveryStreamEncryptionConfigurationInput', 'Tags'],
    name: named('DeliveryStreamName', 64),
    attributes: { Arn: deliveryStreamArn },
  }),
  'AWS::SecretsManager::Secret': emulated({
    note: 'Generated and given values; writes by functions. No rotation.',
    ignored: ['KmsKeyId', 'Tags', 'ReplicaRegions'],
    name: named('Name', 512),
    ref: (name, { addresses }) => addresses.secretArn(name),
    attributes: { Id: (name, { addresses }) => addresses.secretArn(name) },
  }),
  'AWS::SNS::Topic': emulated({
    note: 'Messages are shown in the terminal.',
    ignored: ['KmsMasterKeyId', 'Tags', 'TracingConfig', 'SignatureVersion'],
    name: named('TopicName', 256),
    ref: topicArn,
    attributes: { TopicName: same, TopicArn: topicArn },
  }),
  'AWS::SNS::Subscription': emulated({
    note: 'Email, SMS and HTTPS endpoints are named beside each message, nothing leaves the machine.',
    ignored: ['FilterPolicy', 'DeliveryPolicy', 'RedrivePolicy'],
    ref: (name, subject) => `${String(subject.property('TopicArn') ?? '')}:${name}`,
  }),
  'AWS::ApiGatewayV2::Api': emulated({
    note: 'HTTP API, payload format 2.0, CORS, 10 MB limit, 30 s integration timeout.',
    ignored: ['Description', 'DisableExecuteApiEndpoint', 'Tags', 'FailOnWarnings', 'IpAddressType'],
    name: (subject) => stableId(`${subject.stack}/${subject.logicalId}`, 10),
    attributes: { ApiId: same, ApiEndpoint: (_name, { addresses }) => addresses.apiUrl },
  }),
  'AWS::ApiGatewayV2::Integration': emulated({
    note: 'Lambda proxy only.',
    ignored: ['IntegrationMethod', 'ConnectionType', 'Description'],
  }),
  'AWS::ApiGatewayV2::Route': emulated({
    note: 'Methods, ANY, {name}, {name+} and $default.',
    ignored: ['OperationName'],
  }),
  'AWS::ApiGatewayV2::Authorizer': emulated({
    note: 'JWT: signature, issuer, audience, expiry and scopes, with the dev issuer in the place of the identity provider.',
  }),
  'AWS::ApiGatewayV2::Stage': emulated({
    note: 'The $default stage. Throttles are not applied. Access log lines are made for metric filters and then dropped.',
    ignored: ['AutoDeploy', 'DefaultRouteSettings', 'Description', 'RouteSettings', 'StageVariables', 'Tags'],
  }),
  'AWS::Logs::MetricFilter': emulated({ note: 'On the access log of the API, with patterns for JSON entries.' }),
  'AWS::IAM::Role': emulated({
    note: 'Inline policies are enforced. AWS managed policies grant logging and tracing only.',
    ignored: ['Description', 'Path', 'MaxSessionDuration', 'Tags'],
    name: named('RoleName', 64),
    attributes: {
      Arn: (name) => `arn:aws:iam::000000000000:role/${name}`,
      RoleId: (name) => `AROA${stableId(name, 16)}`,
    },
  }),
  'AWS::IAM::Policy': emulated({ note: 'Enforced on calls of functions and on event source mappings.' }),
  'AWS::IAM::ManagedPolicy': emulated({
    note: 'Enforced like a policy.',
    ignored: ['Description', 'Path'],
    name: named('ManagedPolicyName', 128),
    ref: (name) => `arn:aws:iam::000000000000:policy/${name}`,
  }),
  'AWS::CloudWatch::Alarm': emulated({
    note: 'Evaluated once a minute on queue, function and API metrics, embedded metrics, metric filters, and arithmetic of these. Alarms on anything else are listed at the start.',
    ignored: ['InsufficientDataActions', 'Tags', 'EvaluateLowSampleCountPercentile'],
    name: named('AlarmName', 255),
    attributes: { Arn: (name) => arnOf('cloudwatch', `alarm:${name}`) },
  }),
}

const functionOf = (subject: Subject): string => functionArn(lastPart(String(subject.property('FunctionName'))))

const ruleArn = (name: string, subject: Subject): string => {
  const bus = subject.property('EventBusName')
  const busName = typeof bus === 'string' ? bus.split('/').at(-1) : 'default'
  return arnOf('events', busName === 'default' ? `rule/${name}` : `rule/${busName}/${name}`)
}

/** Every resource type that a template may hold; the table in docs/local-runner.md is made from it. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = { ...EMULATED, ...ACCEPTED }

/** Properties of an emulated type that take effect locally. */
export const honouredProperties = (type: string): readonly string[] =>
  isEmulated(type) ? Object.keys(PROPERTIES[type].shape) : []

export const isEmulated = (type: string): type is EmulatedType => type in PROPERTIES

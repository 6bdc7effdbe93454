import { z } from 'zod'

/**
 * The properties that the local runner honours, by resource type, as they stand in a template after its intrinsics are
 * resolved. A property that is neither here nor listed as ignored in `resource-types.ts` stops the start.
 */

const count = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const anything = z.unknown()
const record = z.record(z.string(), z.unknown())

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]).optional(),
  NotAction: anything.optional(),
  Resource: z.union([z.string(), z.array(z.string())]).optional(),
  NotResource: anything.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), z.union([z.string(), z.array(z.string())]))]).optional(),
  NotPrincipal: anything.optional(),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])))
    .optional(),
})
export type Statement = z.output<typeof statement>

const policyDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]),
})
export type PolicyDocument = z.output<typeof policyDocument>

const onFailure = z.strictObject({ OnFailure: z.strictObject({ Destination: z.string().optional() }).optional() })

const filterCriteria = z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })).optional() })

const ruleTarget = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({ MaximumEventAgeInSeconds: count.optional(), MaximumRetryAttempts: count.optional() })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
})
export type RuleTarget = z.output<typeof ruleTarget>

const metricDimension = z.strictObject({ Name: z.string(), Value: z.string() })
const plainMetric = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(metricDimension).optional(),
})
const metricQuery = z.strictObject({
  Id: z.string(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  Period: count.optional(),
  ReturnData: flag.optional(),
  MetricStat: z
    .strictObject({ Metric: plainMetric, Period: count, Stat: z.string(), Unit: z.string().optional() })
    .optional(),
})
export type MetricQuery = z.output<typeof metricQuery>

export const PROPERTIES = {
  'AWS::SQS::Queue': z.strictObject({
    QueueName: z.string().optional(),
    FifoQueue: flag.optional(),
    ContentBasedDeduplication: flag.optional(),
    DeduplicationScope: z.string().optional(),
    FifoThroughputLimit: z.string().optional(),
    DelaySeconds: count.optional(),
    VisibilityTimeout: count.optional(),
    MessageRetentionPeriod: count.optional(),
    MaximumMessageSize: count.optional(),
    ReceiveMessageWaitTimeSeconds: count.optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: count }).optional(),
    RedriveAllowPolicy: record.optional(),
  }),
  'AWS::SQS::QueuePolicy': z.strictObject({ Queues: z.array(z.string()), PolicyDocument: policyDocument }),
  'AWS::DynamoDB::Table': z.strictObject({
    TableName: z.string().optional(),
    AttributeDefinitions: z.array(record),
    KeySchema: z.array(record),
    GlobalSecondaryIndexes: z.array(record).optional(),
    LocalSecondaryIndexes: z.array(record).optional(),
    StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  }),
  'AWS::Lambda::Function': z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.string().startsWith('nodejs'),
    Role: z.string(),
    Timeout: count.default(3),
    MemorySize: count.default(128),
    ReservedConcurrentExecutions: count.optional(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
    DeadLetterConfig: z.strictObject({ TargetArn: z.string().optional() }).optional(),
  }),
  'AWS::Lambda::Version': z.strictObject({ FunctionName: z.string() }),
  'AWS::Lambda::Alias': z.strictObject({ FunctionName: z.string(), FunctionVersion: z.string(), Name: z.string() }),
  'AWS::Lambda::EventSourceMapping': z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    Enabled: flag.default(true),
    BatchSize: count.optional(),
    MaximumBatchingWindowInSeconds: count.default(0),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    FilterCriteria: filterCriteria.optional(),
    ScalingConfig: z.strictObject({ MaximumConcurrency: count.optional() }).optional(),
    StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).optional(),
    BisectBatchOnFunctionError: flag.default(false),
    MaximumRetryAttempts: count.default(-1),
    MaximumRecordAgeInSeconds: count.default(-1),
    DestinationConfig: onFailure.optional(),
  }),
  'AWS::Lambda::Permission': z.strictObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  'AWS::Lambda::EventInvokeConfig': z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.string(),
    MaximumRetryAttempts: count.default(2),
    MaximumEventAgeInSeconds: count.default(21_600),
    DestinationConfig: onFailure.optional(),
  }),
  'AWS::Events::EventBus': z.strictObject({ Name: z.string() }),
  'AWS::Events::Rule': z.strictObject({
    Name: z.string().optional(),
    EventBusName: z.string().default('default'),
    EventPattern: record.optional(),
    ScheduleExpression: z.string().optional(),
    State: z.string().default('ENABLED'),
    Targets: z.array(ruleTarget).default([]),
  }),
  'AWS::S3::Bucket': z.strictObject({
    BucketName: z.string().optional(),
    NotificationConfiguration: z
      .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag.optional() }).optional() })
      .optional(),
  }),
  'AWS::KinesisFirehose::DeliveryStream': z.strictObject({
    DeliveryStreamName: z.string().optional(),
    DeliveryStreamType: z.literal('DirectPut'),
    ExtendedS3DestinationConfiguration: z.strictObject({
      BucketARN: z.string(),
      RoleARN: z.string(),
      Prefix: z.string(),
      ErrorOutputPrefix: z.string().optional(),
      BufferingHints: z.strictObject({ IntervalInSeconds: count, SizeInMBs: count }),
      CompressionFormat: z.enum(['UNCOMPRESSED', 'GZIP']).default('UNCOMPRESSED'),
      CloudWatchLoggingOptions: anything,
    }),
  }),
  'AWS::SecretsManager::Secret': z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: z
      .strictObject({
        SecretStringTemplate: z.string().optional(),
        GenerateStringKey: z.string().optional(),
        PasswordLength: count.optional(),
        ExcludeCharacters: z.string().optional(),
        ExcludePunctuation: flag.optional(),
        ExcludeLowercase: flag.optional(),
        ExcludeUppercase: flag.optional(),
        ExcludeNumbers: flag.optional(),
        IncludeSpace: flag.optional(),
        RequireEachIncludedType: flag.optional(),
      })
      .optional(),
  }),
  'AWS::SNS::Topic': z.strictObject({ TopicName: z.string().optional(), DisplayName: z.string().optional() }),
  'AWS::SNS::Subscription': z.strictObject({
    TopicArn: z.string(),
    Protocol: z.enum(['email', 'email-json', 'http', 'https', 'sms']),
    Endpoint: z.string(),
  }),
  'AWS::ApiGatewayV2::Api': z.strictObject({
    Name: z.string(),
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: z
      .strictObject({
        AllowOrigins: z.array(z.string()).default([]),
        AllowMethods: z.array(z.string()).default([]),
        AllowHeaders: z.array(z.string()).default([]),
        ExposeHeaders: z.array(z.string()).default([]),
        MaxAge: count.optional(),
        AllowCredentials: flag.optional(),
      })
      .optional(),
  }),
  'AWS::ApiGatewayV2::Integration': z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: count.default(30_000),
  }),
  'AWS::ApiGatewayV2::Route': z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: z.array(z.string()).default([]),
  }),
  'AWS::ApiGatewayV2::Authorizer': z.strictObject({
    ApiId: z.string(),
    Name: z.string(),
    AuthorizerType: z.literal('JWT'),
    IdentitySource: z.union([z.string(), z.array(z.string())]),
    JwtConfiguration: z.strictObject({ Audience: z.array(z.string()), Issuer: z.string() }),
  }),
  'AWS::ApiGatewayV2::Stage': z.strictObject({
    ApiId: z.string(),
    StageName: z.literal('$default'),
    AccessLogSettings: z
      .strictObject({ DestinationArn: z.string().optional(), Format: z.string().optional() })
      .optional(),
  }),
  'AWS::Logs::MetricFilter': z.strictObject({
    FilterName: z.string().optional(),
    FilterPattern: z.string(),
    LogGroupName: z.string(),
    MetricTransformations: z.array(
      z.strictObject({
        MetricNamespace: z.string(),
        MetricName: z.string(),
        MetricValue: z.string(),
        DefaultValue: count.optional(),
        Unit: z.string().optional(),
      }),
    ),
  }),
  'AWS::IAM::Role': z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: policyDocument,
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).default([]),
    ManagedPolicyArns: z.array(z.string()).default([]),
  }),
  'AWS::IAM::Policy': z.strictObject({
    PolicyName: z.string(),
    PolicyDocument: policyDocument,
    Roles: z.array(z.string()).default([]),
  }),
  'AWS::IAM::ManagedPolicy': z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: policyDocument,
    Roles: z.array(z.string()).default([]),
  }),
  'AWS::CloudWatch::Alarm': z.strictObject({
    AlarmName: z.string().optional(),
    AlarmDescription: z.string().optional(),
    ActionsEnabled: flag.default(true),
    AlarmActions: z.array(z.string()).default([]),
    OKActions: z.array(z.string()).default([]),
    ComparisonOperator: z.string(),
    EvaluationPeriods: count,
    DatapointsToAlarm: count.optional(),
    Threshold: count.optional(),
    TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: z.array(metricDimension).default([]),
    Period: count.optional(),
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
    Unit: z.string().optional(),
    Metrics: z.array(metricQuery).optional(),
    ThresholdMetricId: z.string().optional(),
  }),
} as const

export type EmulatedType = keyof typeof PROPERTIES
export type PropertiesOf<Type extends EmulatedType> = z.output<(typeof PROPERTIES)[Type]>

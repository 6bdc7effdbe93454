import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type Code,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import type { FunctionName } from '../functions.ts'
import { removalOf } from './removal.ts'

/** The alias that callers call where a function is published. */
export const PUBLISHED = 'published'

export type ServiceFunctionProps<Env> = {
  readonly name: FunctionName
  readonly config: EnvironmentConfig
  readonly code: Code
  /** Typed by the function's `env.ts`: a missing or misspelt variable fails the compiler. */
  readonly environment: Env
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly reservedConcurrency?: number | null
}

/**
 * One function as every function is deployed: arm64, Node 24, JSON logs in a log group of its own with a set retention,
 * and a role that may write these logs and nothing else until `allow` says so.
 */
export class ServiceFunction<Env extends Readonly<Record<string, string>>> extends LambdaFunction {
  readonly timeoutSeconds: number
  readonly logs: LogGroup
  #alias: Alias | undefined

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<Env>) {
    const { name, config, reservedConcurrency } = props
    const logs = new LogGroup(scope, `${id}Logs`, {
      retention: config.logDays,
      removalPolicy: removalOf(config),
    })
    // Instead of the managed AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What Backdesk's ${name} may do`,
    })
    role.addToPolicy(
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs.logGroupArn] }),
    )
    super(scope, id, {
      functionName: `backdesk-${config.name}-${name}`,
      description: `Backdesk ${config.name}: ${name}`,
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: { ...props.environment },
      loggingFormat: LoggingFormat.JSON,
      // Drops the START, END and REPORT lines of every call: half of the log bill, and CloudWatch metrics say the same.
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      logGroup: logs,
      role,
      // Kept when the next one takes its place: the alias can be pointed back at once. It goes with its function.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      tracing: config.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(typeof reservedConcurrency === 'number' ? { reservedConcurrentExecutions: reservedConcurrency } : {}),
    })
    this.timeoutSeconds = props.timeoutSeconds
    this.logs = logs
  }

  /**
   * This function as the last deployment published it, code and settings together. Without that, a deployment that
   * changes both changes one after the other, and a call in between meets new code with old settings. Queues and
   * streams bear it; who calls once and never again needs this, and so does whoever is released by and by.
   */
  published(): Alias {
    // The library's classes give `role?: IRole | undefined` where its interfaces say `role?: IRole`: the same at run time.
    this.#alias ??= new Alias(this, 'Published', { aliasName: PUBLISHED, version: this.currentVersion as IVersion })
    return this.#alias
  }

  /** Grants exact actions on exact resources; there is deliberately no grant wider than what the caller spells out. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
  }
}

import { AssemblyError } from './assembly.ts'
import { ACCOUNT_ID, functionArn, lastPart } from './aws-names.ts'
import { accessDenied } from './engines/aws-error.ts'
import type { Authorize } from './engines/service.ts'
import { listOf } from './json.ts'
import { checkPolicy, globMatches, isPrincipal, judge, PolicyError, type Request } from './policy-statements.ts'
import type { PolicyDocument, Statement } from './resource-properties.ts'
import type { Resources } from './resources.ts'

type Caller = { functionName: string; role: string; statements: readonly Statement[] }

type FunctionGrant = { functionArn: string; principal: string; sourceArn: string | undefined }

/** AWS managed policies that give functions nothing but logs and traces, which do not exist locally. */
const HARMLESS_MANAGED_POLICIES = [
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaBasicDurableExecutionRolePolicy',
  'AWSXRayDaemonWriteAccess',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
]

/**
 * The template's permissions. A function signs its calls with its logical id as access key, so that a call names its
 * caller; callers that are no function of the template (tests, the operator's commands) act as administrators.
 */
export class Iam {
  readonly #callers = new Map<string, Caller>()
  readonly #queuePolicies = new Map<string, Statement[]>()
  readonly #grants: FunctionGrant[] = []
  readonly #byRole = new Map<string, Statement[]>()

  /** @throws AssemblyError on policies that cannot be judged locally. */
  constructor(resources: Resources) {
    const problems: string[] = []
    const statementsOf = (document: PolicyDocument, where: string): readonly Statement[] => {
      try {
        checkPolicy(document, where)
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error
        problems.push(error.message)
      }
      return listOf(document.Statement)
    }
    this.#readRoles(resources, statementsOf, problems)
    for (const policy of resources.of('AWS::SQS::QueuePolicy')) {
      const statements = statementsOf(policy.properties.PolicyDocument, `${policy.stack}/${policy.logicalId}`)
      for (const url of policy.properties.Queues) {
        const name = lastPart(url)
        this.#queuePolicies.set(name, [...(this.#queuePolicies.get(name) ?? []), ...statements])
      }
    }
    for (const { properties } of resources.of('AWS::Lambda::Permission')) {
      const arn = properties.FunctionName.startsWith('arn:')
        ? properties.FunctionName
        : functionArn(properties.FunctionName)
      this.#grants.push({ functionArn: arn, principal: properties.Principal, sourceArn: properties.SourceArn })
    }
    if (problems.length > 0) throw new AssemblyError(problems)
  }

  /** For the engines: throws AccessDenied when the calling function's role does not allow a call. */
  readonly authorize: Authorize = (call) => {
    const caller = this.#callers.get(call.accessKeyId)
    if (caller === undefined) return
    const action = `${call.service}:${call.action}`
    for (const resource of call.resources) {
      if (!this.#mayCall(caller, { action, resource })) {
        throw accessDenied(
          `User: arn:aws:sts::${ACCOUNT_ID}:assumed-role/${caller.role}/${caller.functionName} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
        )
      }
    }
  }

  /** Actions of the list that a function's role lacks on a resource, for event source mappings and destinations. */
  missing(functionLogicalId: string, actions: readonly string[], resource: string): string[] {
    const caller = this.#callers.get(functionLogicalId)
    return actions.filter((action) => caller === undefined || !this.#mayCall(caller, { action, resource }))
  }

  /** Problems of streams whose role may not write where they deliver. */
  deliveryProblems(resources: Resources): string[] {
    return resources.of('AWS::KinesisFirehose::DeliveryStream').flatMap(({ stack, logicalId, properties }) => {
      const { BucketARN, RoleARN, Prefix } = properties.ExtendedS3DestinationConfiguration
      // the fixed part of the prefix stands for every object under it
      const resource = `${BucketARN}/${Prefix.split('!{')[0]}object`
      const statements = this.#byRole.get(lastPart(RoleARN)) ?? []
      const allowed = judge(statements, { action: 's3:PutObject', resource }) === 'allowed'
      return allowed ? [] : [`${stack}/${logicalId}: its role may not s3:PutObject on ${resource}`]
    })
  }

  /** Whether a queue's policy lets a service send to it in the name of `sourceArn`. */
  serviceMaySend(service: string, queueArn: string, sourceArn: string): boolean {
    const statements = (this.#queuePolicies.get(lastPart(queueArn)) ?? []).filter((one) => isPrincipal(one, service))
    const facts = { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': ACCOUNT_ID, 'aws:principalisawsservice': 'true' }
    return judge(statements, { action: 'sqs:SendMessage', resource: queueArn, facts }) === 'allowed'
  }

  /** Whether an AWS::Lambda::Permission lets a service invoke a function in the name of `sourceArn`. */
  serviceMayInvoke(service: string, targetArn: string, sourceArn: string): boolean {
    return this.#grants.some(
      (grant) =>
        grant.functionArn === targetArn &&
        grant.principal === service &&
        (grant.sourceArn === undefined || globMatches(grant.sourceArn, sourceArn)),
    )
  }

  #mayCall(caller: Caller, request: Request): boolean {
    const own = judge(caller.statements, request)
    if (own !== 'allowed') return false
    const policy = request.action.startsWith('sqs:') ? (this.#queuePolicies.get(lastPart(request.resource)) ?? []) : []
    return (
      judge(
        policy.filter((statement) => statement.Effect === 'Deny'),
        request,
      ) !== 'denied'
    )
  }

  #readRoles(
    resources: Resources,
    statementsOf: (document: PolicyDocument, where: string) => readonly Statement[],
    problems: string[],
  ): void {
    const byRole = this.#byRole
    const add = (role: string, statements: readonly Statement[]) =>
      byRole.set(role, [...(byRole.get(role) ?? []), ...statements])
    const managed = new Map<string, readonly Statement[]>()
    for (const policy of resources.of('AWS::IAM::ManagedPolicy')) {
      const statements = statementsOf(policy.properties.PolicyDocument, `${policy.stack}/${policy.logicalId}`)
      managed.set(policy.ref, statements)
      for (const role of policy.properties.Roles) add(role, statements)
    }
    for (const policy of resources.of('AWS::IAM::Policy')) {
      const statements = statementsOf(policy.properties.PolicyDocument, `${policy.stack}/${policy.logicalId}`)
      for (const role of policy.properties.Roles) add(role, statements)
    }
    for (const role of resources.of('AWS::IAM::Role')) {
      const where = `${role.stack}/${role.logicalId}`
      for (const policy of role.properties.Policies) add(role.name, statementsOf(policy.PolicyDocument, where))
      for (const arn of role.properties.ManagedPolicyArns) {
        const statements = managed.get(arn)
        if (statements !== undefined) add(role.name, statements)
        else if (!HARMLESS_MANAGED_POLICIES.includes(lastPart(arn))) {
          problems.push(
            `${where} uses the AWS managed policy ${arn}, whose content is not known locally: write an inline policy`,
          )
        }
      }
    }
    for (const fn of resources.of('AWS::Lambda::Function')) {
      if (this.#callers.has(fn.logicalId))
        problems.push(`two functions have the logical id ${fn.logicalId}: rename one`)
      const role = lastPart(fn.properties.Role)
      this.#callers.set(fn.logicalId, { functionName: fn.name, role, statements: byRole.get(role) ?? [] })
    }
  }
}

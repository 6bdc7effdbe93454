import { lastPart } from '../aws-names.ts'
import { checkPattern, type EventPattern, matchesPattern } from '../engines/events/event-pattern.ts'
import type { SendRequest } from '../engines/sqs/engine.ts'
import { type JsonObject, parseJson } from '../json.ts'
import type { LocalFunction } from '../lambda/pool.ts'
import type { RuleTarget } from '../resource-properties.ts'
import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import { targetInput } from './input-transformer.ts'
import { type AsyncInvoker, asJsonObject } from './invoke-async.ts'
import { sendToQueue } from './send-to-queue.ts'

const EVENTS = 'events.amazonaws.com'

type Destination = { queueArn: string } | { fn: LocalFunction }

/** A rule's target with where it leads. */
export type RoutedTarget = { rule: Rule; target: RuleTarget; destination: Destination }

export type Rule = {
  name: string
  logicalId: string
  arn: string
  busName: string
  pattern: EventPattern | undefined
  schedule: string | undefined
}

/**
 * Rules of buses: matches events against patterns and delivers to queues and functions. A rule's dead-letter queue gets
 * what could not be delivered; failures of a function are the business of its asynchronous invocation.
 */
export class Rules {
  readonly #around: Surroundings
  readonly #invoker: AsyncInvoker
  readonly #targets: RoutedTarget[] = []
  readonly #unsubscribe: () => void
  /** Targets that AWS would never reach for want of a permission. */
  readonly problems: string[] = []

  constructor(around: Surroundings, invoker: AsyncInvoker) {
    this.#around = around
    this.#invoker = invoker
    for (const resource of around.resources.of('AWS::Events::Rule')) this.#read(resource)
    this.#unsubscribe = around.engines.events.onEvents((busName, event) => this.#onEvent(busName, asJsonObject(event)))
  }

  /** Enabled rules with a schedule. */
  scheduled(): Rule[] {
    return [...new Set(this.#targets.map(({ rule }) => rule))].filter((rule) => rule.schedule !== undefined)
  }

  /** Delivers an event to every target of one rule, matching or not. */
  deliver(rule: Rule, event: JsonObject): void {
    for (const routed of this.#targets) if (routed.rule === rule) this.#send(routed, event)
  }

  stop(): void {
    this.#unsubscribe()
  }

  #read(resource: Resource<'AWS::Events::Rule'>): void {
    const { properties } = resource
    const where = `${resource.stack}/${resource.logicalId}`
    const pattern = properties.EventPattern === undefined ? undefined : asJsonObject(properties.EventPattern)
    if (pattern !== undefined) checkPattern(pattern)
    const rule: Rule = {
      name: resource.name,
      logicalId: resource.logicalId,
      arn: resource.arn,
      busName: lastPart(properties.EventBusName),
      pattern,
      schedule: properties.ScheduleExpression,
    }
    for (const target of properties.Targets) {
      const destination = this.#destination(target)
      if (destination === undefined)
        this.problems.push(`${where}: ${target.Arn} is neither a queue nor a function of the template`)
      else {
        this.#checkGrant(rule, destination, where)
        if (properties.State === 'ENABLED') this.#targets.push({ rule, target, destination })
      }
      const deadLetters = target.DeadLetterConfig?.Arn
      if (deadLetters !== undefined) this.#checkGrant(rule, { queueArn: deadLetters }, where)
    }
  }

  #destination(target: RuleTarget): Destination | undefined {
    if (this.#around.engines.sqs.byArn(target.Arn) !== undefined) return { queueArn: target.Arn }
    const fn = this.#around.pool.find(target.Arn)
    return fn === undefined ? undefined : { fn }
  }

  #checkGrant(rule: Rule, destination: Destination, where: string): void {
    const { iam } = this.#around
    const allowed =
      'fn' in destination
        ? iam.serviceMayInvoke(EVENTS, destination.fn.arn, rule.arn)
        : iam.serviceMaySend(EVENTS, destination.queueArn, rule.arn)
    if (allowed) return
    const need =
      'fn' in destination
        ? `an AWS::Lambda::Permission for ${destination.fn.name}`
        : `an AWS::SQS::QueuePolicy on ${lastPart(destination.queueArn)} that allows sqs:SendMessage`
    this.problems.push(`${where}: ${EVENTS} needs ${need} in the name of ${rule.arn}`)
  }

  #onEvent(busName: string, event: JsonObject): void {
    for (const routed of this.#targets) {
      const { busName: bus, pattern } = routed.rule
      if (bus === busName && pattern !== undefined && matchesPattern(pattern, event)) this.#send(routed, event)
    }
  }

  #send(routed: RoutedTarget, event: JsonObject): void {
    const input = targetInput(routed.target, event)
    if ('fn' in routed.destination) {
      this.#invoker.invoke(routed.destination.fn, parseJson(input))
      return
    }
    const group = routed.target.SqsParameters?.MessageGroupId
    const id = String(event.id)
    const message: SendRequest = {
      MessageBody: input,
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: id }),
    }
    const problem = sendToQueue(this.#around, routed.destination.queueArn, message)
    if (problem !== undefined) this.#undeliverable(routed, input, problem)
  }

  #undeliverable(routed: RoutedTarget, input: string, problem: string): void {
    const { clock, metrics } = this.#around
    const dimensions = { RuleName: routed.rule.name }
    metrics.put({ namespace: 'AWS/Events', name: 'FailedInvocations', dimensions }, 1, clock.now())
    const deadLetters = routed.target.DeadLetterConfig?.Arn
    if (deadLetters === undefined) return
    const text = (value: string) => ({ DataType: 'String', StringValue: value })
    sendToQueue(this.#around, deadLetters, {
      MessageBody: input,
      MessageAttributes: {
        RULE_ARN: text(routed.rule.arn),
        TARGET_ARN: text(routed.target.Arn),
        ERROR_CODE: text('SDK_CLIENT_ERROR'),
        ERROR_MESSAGE: text(problem.slice(0, 1024)),
      },
    })
  }
}

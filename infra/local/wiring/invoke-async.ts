import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import { isObject, type Json, parseJson } from '../json.ts'
import { FunctionError } from '../lambda/environment.ts'
import type { LocalFunction } from '../lambda/pool.ts'
import type { Surroundings } from '../surroundings.ts'
import { sendToQueue } from './send-to-queue.ts'

/** What happens to an asynchronous invocation that fails. */
export type AsyncPolicy = {
  retries: number
  maxAgeMs: number
  /** SQS queue that gets the failure with its context. */
  onFailureArn: string | undefined
  /** SQS queue that gets the bare event (the function's `DeadLetterConfig`). */
  deadLetterArn: string | undefined
}

/** Lambda waits one minute before the first retry and two before the second. */
const RETRY_AFTER_MS = [60_000, 120_000]

/**
 * Asynchronous invocation as rules, schedules and topics do it: returns at once, retries by the clock, and hands a
 * final failure to the on-failure queue.
 */
export class AsyncInvoker {
  readonly #around: Surroundings
  readonly #policies = new Map<string, AsyncPolicy>()

  constructor(around: Surroundings) {
    this.#around = around
    const { resources, pool } = around
    for (const fn of resources.of('AWS::Lambda::Function')) {
      this.#policies.set(fn.arn, {
        retries: 2,
        maxAgeMs: 6 * 3_600_000,
        onFailureArn: undefined,
        deadLetterArn: fn.properties.DeadLetterConfig?.TargetArn,
      })
    }
    for (const { properties } of resources.of('AWS::Lambda::EventInvokeConfig')) {
      const fn = pool.find(properties.FunctionName)
      const policy = fn === undefined ? undefined : this.#policies.get(fn.arn)
      if (fn === undefined || policy === undefined) continue
      this.#policies.set(fn.arn, {
        ...policy,
        retries: properties.MaximumRetryAttempts,
        maxAgeMs: properties.MaximumEventAgeInSeconds * 1000,
        onFailureArn: properties.DestinationConfig?.OnFailure?.Destination,
      })
    }
  }

  /** Functions that may not write to the queue of their own failures. */
  problems(): string[] {
    return this.#around.pool.all().flatMap((fn) => {
      const policy = this.#policies.get(fn.arn)
      return [policy?.onFailureArn, policy?.deadLetterArn].flatMap((arn) =>
        arn !== undefined && this.#around.iam.missing(fn.logicalId, ['sqs:SendMessage'], arn).length > 0
          ? [`the role of ${fn.name} lacks sqs:SendMessage on ${arn}, where its failures go`]
          : [],
      )
    })
  }

  invoke(fn: LocalFunction, event: Json): void {
    void this.#attempt(fn, { event, requestId: randomUUID(), acceptedAtMs: this.#around.clock.now(), attempt: 1 })
  }

  async #attempt(fn: LocalFunction, call: Call): Promise<void> {
    const { activity, clock, report } = this.#around
    const end = activity.begin(`asynchronous ${fn.name}`)
    try {
      await fn.invoke(call.event)
    } catch (error) {
      const policy = this.#policies.get(fn.arn)
      const waitMs = RETRY_AFTER_MS[Math.min(call.attempt, RETRY_AFTER_MS.length) - 1] ?? 0
      const tooOld = clock.now() + waitMs - call.acceptedAtMs > (policy?.maxAgeMs ?? 0)
      if (policy !== undefined && call.attempt <= policy.retries && !tooOld) {
        const stopWaiting = activity.await(`retry of ${fn.name}`)
        clock.at(clock.now() + waitMs, () => {
          stopWaiting()
          void this.#attempt(fn, { ...call, attempt: call.attempt + 1 })
        })
        return
      }
      report({
        level: 'error',
        source: fn.name,
        text: `gave up an event after ${call.attempt} attempts: ${String(error)}`,
      })
      this.#fail(fn, { ...call, error, condition: tooOld ? 'EventAgeExceeded' : 'RetriesExhausted' })
    } finally {
      end()
    }
  }

  #fail(fn: LocalFunction, call: Call & { error: unknown; condition: string }): void {
    const policy = this.#policies.get(fn.arn)
    if (policy?.onFailureArn !== undefined) {
      sendToQueue(this.#around, policy.onFailureArn, { MessageBody: JSON.stringify(this.#record(fn, call)) })
    }
    if (policy?.deadLetterArn !== undefined) {
      const text = (value: string) => ({ DataType: 'String', StringValue: value })
      sendToQueue(this.#around, policy.deadLetterArn, {
        MessageBody: JSON.stringify(call.event),
        MessageAttributes: {
          RequestID: text(call.requestId),
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: text(String(call.error).slice(0, 1024)),
        },
      })
    }
  }

  /** The invocation record of an on-failure destination, as Lambda writes it. */
  #record(fn: LocalFunction, call: Call & { error: unknown; condition: string }): JsonObject {
    return {
      version: '1.0',
      timestamp: new Date(this.#around.clock.now()).toISOString(),
      requestContext: {
        requestId: call.requestId,
        functionArn: `${fn.arn}:$LATEST`,
        condition: call.condition,
        approximateInvokeCount: call.attempt,
      },
      requestPayload: call.event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: errorPayload(call.error),
    }
  }
}

type Call = { event: Json; requestId: string; acceptedAtMs: number; attempt: number }

/** A function's failure as callers of Lambda see it. */
export const errorPayload = (error: unknown): JsonObject =>
  error instanceof FunctionError
    ? { errorType: error.errorType, errorMessage: error.message, trace: [...error.trace] }
    : { errorType: 'Error', errorMessage: String(error) }

/** An engine's value as plain JSON, detached from the engine's own objects. */
export const asJson = (value: unknown): Json => parseJson(JSON.stringify(value))

export const asJsonObject = (value: unknown): JsonObject => {
  const json = asJson(value)
  return isObject(json) ? json : {}
}

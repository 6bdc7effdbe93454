import { randomUUID } from 'node:crypto'
import { ACCOUNT_ID, REGION } from '../aws-names.ts'
import type { Timer } from '../clock.ts'
import { nextRun } from '../engines/events/schedule.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Rule, Rules } from './rules.ts'

/** Rules that run by the clock, in its time; `fire` runs one at once. */
export class Schedules {
  readonly #around: Surroundings
  readonly #rules: Rules
  readonly #scheduled: readonly Rule[]
  readonly #timers = new Map<Rule, Timer>()

  /** @throws Error on an expression that cannot be read. */
  constructor(around: Surroundings, rules: Rules) {
    this.#around = around
    this.#rules = rules
    this.#scheduled = rules.scheduled()
    for (const rule of this.#scheduled) nextRun(rule.schedule ?? '', around.clock.now())
  }

  start(): void {
    for (const rule of this.#scheduled) this.#arm(rule, this.#around.clock.now())
  }

  names(): string[] {
    return this.#scheduled.map((rule) => rule.logicalId)
  }

  /**
   * Runs a schedule now.
   * @throws Error when no scheduled rule has that name or logical id (a unique beginning of it suffices).
   */
  fire(name: string): void {
    const exact = this.#scheduled.filter((rule) => rule.name === name || rule.logicalId === name)
    const found = exact.length > 0 ? exact : this.#scheduled.filter((rule) => rule.logicalId.startsWith(name))
    const [only, ...others] = found
    if (only === undefined || others.length > 0) {
      throw new Error(`no single schedule is called ${name}; there are: ${this.names().join(', ') || 'none'}`)
    }
    this.#deliver(only)
  }

  stop(): void {
    for (const timer of this.#timers.values()) this.#around.clock.clear(timer)
  }

  #arm(rule: Rule, afterMs: number): void {
    const { clock } = this.#around
    const nextMs = nextRun(rule.schedule ?? '', afterMs)
    if (nextMs === undefined) return
    const timer = clock.at(nextMs, () => {
      this.#deliver(rule)
      // runs that were skipped over by a jump of the clock are not made up for, as on AWS
      this.#arm(rule, Math.max(nextMs, clock.now() - 1))
    })
    this.#timers.set(rule, timer)
  }

  #deliver(rule: Rule): void {
    this.#rules.deliver(rule, {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: ACCOUNT_ID,
      time: new Date(this.#around.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: [rule.arn],
      detail: {},
    })
  }
}

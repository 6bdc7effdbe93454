import { isObject, parseJson } from '../json.ts'
import type { PropertiesOf } from '../resource-properties.ts'
import type { Surroundings } from '../surroundings.ts'
import { logFilter } from './log-filter.ts'

type Transformation = PropertiesOf<'AWS::Logs::MetricFilter'>['MetricTransformations'][number]
type Filter = { logGroup: string; matches: ReturnType<typeof logFilter>; transformations: readonly Transformation[] }

/**
 * Access log lines of the API's stage: made by the stage's format, read by the template's metric filters, and then
 * dropped. Filters on other log groups would need the functions' logs and are reported as problems.
 */
export class AccessLog {
  readonly #around: Surroundings
  readonly #format: string | undefined
  readonly #filters: Filter[] = []
  readonly problems: string[] = []

  constructor(around: Surroundings) {
    this.#around = around
    const { resources } = around
    const settings = resources.of('AWS::ApiGatewayV2::Stage')[0]?.properties.AccessLogSettings
    this.#format = settings?.Format
    const logGroup = settings?.DestinationArn === undefined ? undefined : groupOf(settings.DestinationArn)
    for (const { stack, logicalId, properties } of resources.of('AWS::Logs::MetricFilter')) {
      if (properties.LogGroupName !== logGroup) {
        this.problems.push(
          `${stack}/${logicalId}: metric filters work locally on the API's access log only; emit an embedded metric instead`,
        )
      }
      const matches = logFilter(properties.FilterPattern)
      this.#filters.push({
        logGroup: properties.LogGroupName,
        matches,
        transformations: properties.MetricTransformations,
      })
    }
  }

  /** @param context values of `$context.*`; what is not there is written `-`, as API Gateway does. */
  write(context: Readonly<Record<string, string>>): void {
    if (this.#format === undefined || this.#filters.length === 0) return
    const line = this.#format.replace(/\$context\.([\w.]+)/g, (_whole, name: string) => context[name] ?? '-')
    const entry = parseJson(line)
    if (!isObject(entry)) return
    const { clock, metrics } = this.#around
    for (const filter of this.#filters) {
      if (!filter.matches(entry)) continue
      for (const { MetricNamespace, MetricName, MetricValue } of filter.transformations) {
        const value = MetricValue.startsWith('$.') ? Number(entry[MetricValue.slice(2)]) : Number(MetricValue)
        if (Number.isFinite(value)) {
          metrics.put({ namespace: MetricNamespace, name: MetricName, dimensions: {} }, value, clock.now())
        }
      }
    }
  }
}

/** Names of log groups hold slashes. */
const groupOf = (arn: string): string => /:log-group:([^:]+)/.exec(arn)?.[1] ?? arn

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { type EnvironmentConfig, environmentConfig } from '#infra/config'
import { FEATURE_FLAGS } from '#infra/feature-flags'
import { addStacks, type Stacks } from '#infra/stacks'

export type Resource = {
  readonly id: string
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>
}
export type Synthesized = {
  readonly app: App
  readonly stacks: Stacks
  readonly resources: readonly Resource[]
  /** Names of the app stack's outputs. */
  readonly outputs: readonly string[]
  ofType(type: string): readonly Resource[]
  byId(id: string): Resource
}

const placeholder = mkdtempSync(join(tmpdir(), 'backdesk-code-'))
writeFileSync(join(placeholder, 'index.js'), 'exports.handler = async () => {}\n')

/** A new, unsynthesized app with both stacks; functions carry placeholder code. */
export function build(config: EnvironmentConfig): { app: App; stacks: Stacks } {
  const app = new App({ context: FEATURE_FLAGS, analyticsReporting: false, autoSynth: false })
  return { app, stacks: addStacks(app, config, () => Code.fromAsset(placeholder)) }
}

const known = new Map<string, Synthesized>()

/**
 * Both stacks' resources in one list: logical ids are unique across them. Of one config there is one synthesis in a
 * process, which files share: they look at it and change nothing.
 */
export function synthesize(config: EnvironmentConfig): Synthesized {
  const of = JSON.stringify(config)
  const synthesized = known.get(of) ?? afresh(config)
  known.set(of, synthesized)
  return synthesized
}

function afresh(config: EnvironmentConfig): Synthesized {
  const { app, stacks } = build(config)
  const assembly = app.synth()
  const resources = [stacks.data, stacks.app].flatMap(({ artifactId }): Resource[] => {
    const template: { Resources: Record<string, Omit<Resource, 'id'>> } = assembly.getStackArtifact(artifactId).template
    return Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, id }))
  })
  const { Outputs }: { Outputs: object } = assembly.getStackArtifact(stacks.app.artifactId).template
  return {
    app,
    stacks,
    resources,
    outputs: Object.keys(Outputs),
    ofType: (type) => resources.filter((resource) => resource.Type === type),
    byId: (id) => {
      const found = resources.find((resource) => resource.id === id)
      if (found === undefined) throw new Error(`No resource ${id}`)
      return found
    },
  }
}

export const config = (name: string, changes: Partial<EnvironmentConfig> = {}): EnvironmentConfig => ({
  ...environmentConfig(name, {}),
  ...changes,
})

/** The value at a path, or undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  )
}

export const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The logical id that `Ref` or `Fn::GetAtt` points at. */
export const target = (value: unknown): string | undefined => {
  const id = at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0)
  return typeof id === 'string' ? id : undefined
}

/** The function that an event source or a route calls, by itself or by its alias. */
export const calledBy = (synthesized: Synthesized, value: unknown): Resource => {
  const direct = target(value)
  const alias = synthesized
    .ofType('AWS::Lambda::Alias')
    .find(({ id }) => direct === id || JSON.stringify(value).includes(`{"Ref":"${id}"}`))
  return synthesized.byId((alias === undefined ? direct : target(alias.Properties.FunctionName)) ?? '')
}

/** An intrinsic as readable text: joins are joined, references become `<what they point at>`. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value
  const joined = at(value, 'Fn::Join', 1)
  if (Array.isArray(joined)) return joined.map(readable).join('')
  const imported = at(value, 'Fn::ImportValue')
  return `<${typeof imported === 'string' ? imported : (target(value) ?? JSON.stringify(value))}>`
}

export type Statement = {
  readonly on: string
  readonly effect: unknown
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

const DOCUMENTS = [['PolicyDocument'], ['AssumeRolePolicyDocument'], ['ResourcePolicy']] as const

/** Every policy statement of the template, of roles as of resources. */
export const statements = (synthesized: Synthesized): readonly Statement[] =>
  synthesized.resources.flatMap(({ id, Properties }) =>
    DOCUMENTS.flatMap((path) => list(at(Properties, ...path, 'Statement'))).map((statement) => ({
      on: id,
      effect: at(statement, 'Effect'),
      actions: list(at(statement, 'Action')).map(readable),
      resources: list(at(statement, 'Resource')).map(readable),
    })),
  )

/** The functions (by their folder's name) whose role has this policy. */
export const functionsWith = (synthesized: Synthesized, policyId: string): readonly string[] => {
  const roles = list(at(synthesized.byId(policyId).Properties, 'Roles')).map(target)
  return synthesized
    .ofType('AWS::Lambda::Function')
    .filter(({ Properties }) => roles.includes(target(Properties.Role)))
    .map(nameOf)
}

/** `backdesk-prod-ingest` is `ingest`. */
export const nameOf = ({ Properties }: Resource): string =>
  String(Properties.FunctionName).replace(/^backdesk-[a-z]+-/, '')

const ALARM_TEXT =
  /^\[(?<severity>\w+)\] (?<says>.+)\nerrorImpact: (?<impact>.+)\nrunbook: (?<file>\S+)#(?<heading>\S+)$/

/** What an alarm's description says: severity, says, impact, file and heading of its runbook. */
export const alarmParts = (alarm: Resource): Readonly<Record<string, string | undefined>> =>
  ALARM_TEXT.exec(String(alarm.Properties.AlarmDescription))?.groups ?? {}

import type { Assembly, TemplateResource, TemplateStack } from '#infra/local/assembly'
import type { JsonObject } from '#infra/local/json'
import { Resources } from '#infra/local/resources'

type StackText = {
  Resources?: Record<string, { Type: string; Properties?: JsonObject; Condition?: string }>
  Parameters?: JsonObject
  Conditions?: JsonObject
  Mappings?: JsonObject
  Outputs?: JsonObject
}

/** An assembly from templates by stack name, without files. */
export const assemblyOf = (stacks: Record<string, StackText>): Assembly => ({
  dir: '/nowhere',
  assets: new Map(),
  stacks: new Map(Object.entries(stacks).map(([name, text]) => [name, stackOf(name, text)])),
})

const stackOf = (name: string, text: StackText): TemplateStack => ({
  name,
  resources: new Map(
    Object.entries(text.Resources ?? {}).map(([logicalId, resource]): [string, TemplateResource] => [
      logicalId,
      {
        stack: name,
        logicalId,
        type: resource.Type,
        properties: resource.Properties ?? {},
        condition: resource.Condition,
      },
    ]),
  ),
  parameters: text.Parameters ?? {},
  conditions: text.Conditions ?? {},
  mappings: text.Mappings ?? {},
  outputs: text.Outputs ?? {},
})

export const resourcesOf = (stacks: Record<string, StackText>): Resources =>
  new Resources(assemblyOf(stacks), {
    addresses: {
      engineUrl: 'http://127.0.0.1:1',
      apiUrl: 'http://127.0.0.1:2',
      secretArn: (name) => `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}-abcdef`,
    },
  })

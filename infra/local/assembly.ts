import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isObject, type Json, type JsonObject, parseJson } from './json.ts'

/** One resource as written in a template, intrinsics unresolved. */
export type TemplateResource = {
  stack: string
  logicalId: string
  type: string
  properties: JsonObject
  condition: string | undefined
}

export type TemplateStack = {
  /** Stack name as deployed. */
  name: string
  resources: Map<string, TemplateResource>
  parameters: JsonObject
  conditions: JsonObject
  mappings: JsonObject
  outputs: JsonObject
}

/** What `cdk synth` wrote: templates in order of dependency is not needed, references are resolved lazily. */
export type Assembly = {
  dir: string
  stacks: Map<string, TemplateStack>
  /** Asset object key (as in a function's `Code.S3Key`) to the folder or file on this machine. */
  assets: Map<string, string>
}

/** The assembly or a template says something the local runner cannot honour. The message lists every finding. */
export class AssemblyError extends Error {
  override name = 'AssemblyError'
  constructor(readonly problems: readonly string[]) {
    super(`The template cannot run locally:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
  }
}

const UNKNOWN_SECTIONS = ['Transform', 'Hooks'] as const

/**
 * Reads a CDK cloud assembly (`cdk.out`).
 * @throws AssemblyError when the folder is no assembly, or uses stages, macros or container images.
 */
export const readAssembly = (dir: string): Assembly => {
  const manifest = readObject(join(dir, 'manifest.json'))
  const assembly: Assembly = { dir, stacks: new Map(), assets: new Map() }
  for (const [id, artifact] of Object.entries(objectAt(manifest, 'artifacts'))) {
    if (!isObject(artifact)) continue
    const properties = objectAt(artifact, 'properties')
    if (artifact.type === 'cdk:asset-manifest') readAssets(assembly, join(dir, textAt(properties, 'file')))
    if (artifact.type === 'aws:cloudformation:stack') {
      const name = typeof properties.stackName === 'string' ? properties.stackName : id
      assembly.stacks.set(name, readStack(name, join(dir, textAt(properties, 'templateFile'))))
    }
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new AssemblyError([`${id} is a CDK stage: start the runner on the stage's own folder inside ${dir}`])
    }
  }
  if (assembly.stacks.size === 0) throw new AssemblyError([`${dir} holds no stack: run the CDK app first`])
  return assembly
}

const readAssets = (assembly: Assembly, file: string): void => {
  const manifest = readObject(file)
  if (Object.keys(objectAt(manifest, 'dockerImages')).length > 0) {
    throw new AssemblyError([`${file} holds container images: functions must be zip assets to run locally`])
  }
  for (const asset of Object.values(objectAt(manifest, 'files'))) {
    if (!isObject(asset)) continue
    const source = objectAt(asset, 'source')
    if (typeof source.path !== 'string') continue
    for (const destination of Object.values(objectAt(asset, 'destinations'))) {
      if (isObject(destination))
        assembly.assets.set(textAt(destination, 'objectKey'), resolve(assembly.dir, source.path))
    }
  }
}

const readStack = (name: string, file: string): TemplateStack => {
  const template = readObject(file)
  for (const section of UNKNOWN_SECTIONS) {
    if (section in template)
      throw new AssemblyError([`stack ${name} uses ${section}, which only AWS can run: remove it`])
  }
  const resources = new Map<string, TemplateResource>()
  for (const [logicalId, resource] of Object.entries(objectAt(template, 'Resources'))) {
    if (!isObject(resource)) continue
    const condition = typeof resource.Condition === 'string' ? resource.Condition : undefined
    const properties = objectAt(resource, 'Properties')
    resources.set(logicalId, { stack: name, logicalId, type: textAt(resource, 'Type'), properties, condition })
  }
  return {
    name,
    resources,
    parameters: objectAt(template, 'Parameters'),
    conditions: objectAt(template, 'Conditions'),
    mappings: objectAt(template, 'Mappings'),
    outputs: objectAt(template, 'Outputs'),
  }
}

const readObject = (file: string): JsonObject => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(`${file} cannot be read: is this folder the output of the CDK app?`, { cause })
  }
  const value = parseJson(text)
  if (!isObject(value)) throw new AssemblyError([`${file} is not a JSON object`])
  return value
}

/** The object under `key`; an absent one is empty. */
const objectAt = (parent: JsonObject, key: string): JsonObject => {
  const value: Json | undefined = parent[key]
  return isObject(value) ? value : {}
}

const textAt = (parent: JsonObject, key: string): string => {
  const value = parent[key]
  if (typeof value !== 'string') throw new AssemblyError([`the assembly lacks the text ${key}`])
  return value
}

import { isObject, type Json } from '../json.ts'
import type { RuleTarget } from '../resource-properties.ts'

/** What a rule's target gets of an event: all of it, a part (InputPath), a constant (Input), or a template's result. */
export const targetInput = (target: RuleTarget, event: Json): string => {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null)
  if (target.InputTransformer !== undefined) return transformed(target.InputTransformer, event)
  return JSON.stringify(event)
}

/** The value at a JSON path of dots and indexes (`$.detail.items[0].id`), as EventBridge supports it. */
export const valueAt = (event: Json, path: string): Json | undefined => {
  const keys = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
  let value: Json | undefined = event
  for (const key of keys) {
    if (Array.isArray(value)) value = value[Number(key)]
    else value = isObject(value) ? value[key] : undefined
  }
  return value
}

/**
 * Fills `<name>` in a template. Inside quotes a value is written as text, outside as JSON; `<aws.events.event>` is the
 * whole event and `<aws.events.event.ingestion-time>` its time.
 */
const transformed = (transformer: NonNullable<RuleTarget['InputTransformer']>, event: Json): string => {
  const template = transformer.InputTemplate
  let quoted = false
  let filled = ''
  for (let at = 0; at < template.length; at++) {
    const char = template[at] ?? ''
    if (char === '"' && template[at - 1] !== '\\') quoted = !quoted
    const name = char === '<' ? /^<([\w.-]+)>/.exec(template.slice(at))?.[1] : undefined
    if (name === undefined) {
      filled += char
      continue
    }
    filled += written(variable(name, transformer.InputPathsMap ?? {}, event), quoted)
    at += name.length + 1
  }
  return filled
}

const variable = (name: string, paths: Readonly<Record<string, string>>, event: Json): Json | undefined => {
  const path = paths[name]
  if (path !== undefined) return valueAt(event, path)
  if (name === 'aws.events.event' || name === 'aws.events.event.json') return event
  if (name === 'aws.events.event.ingestion-time') return valueAt(event, '$.time')
  throw new Error(`the input template names <${name}>, which has no path`)
}

const written = (value: Json | undefined, quoted: boolean): string => {
  if (!quoted) return value === undefined ? '' : JSON.stringify(value)
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  return JSON.stringify(text).slice(1, -1)
}

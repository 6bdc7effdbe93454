import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AssemblyError, readAssembly } from '#infra/local/assembly'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'backdesk-assembly-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const write = (name: string, value: object) => writeFileSync(join(dir, name), JSON.stringify(value))
const stack = (templateFile: string, stackName?: string) => ({
  type: 'aws:cloudformation:stack',
  properties: { templateFile, ...(stackName === undefined ? {} : { stackName }) },
})

test('reads every stack under its deployed name, and where each asset lies', () => {
  mkdirSync(join(dir, 'asset.1'))
  write('manifest.json', {
    artifacts: {
      Data: stack('data.json'),
      App: stack('app.json', 'desk-app'),
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  })
  write('data.json', { Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } })
  write('app.json', {
    Resources: { Fn: { Type: 'AWS::Lambda::Function', Condition: 'Yes', Properties: { Handler: 'h' } } },
  })
  write('app.assets.json', {
    files: { 1: { source: { path: 'asset.1' }, destinations: { here: { objectKey: '1.zip' } } } },
  })
  const assembly = readAssembly(dir)
  expect([...assembly.stacks.keys()]).toEqual(['Data', 'desk-app'])
  expect(assembly.stacks.get('desk-app')?.resources.get('Fn')).toEqual({
    stack: 'desk-app',
    logicalId: 'Fn',
    type: 'AWS::Lambda::Function',
    condition: 'Yes',
    properties: { Handler: 'h' },
  })
  expect(assembly.assets.get('1.zip')).toBe(join(dir, 'asset.1'))
})

test('a folder that is no assembly is named', () => {
  expect(() => readAssembly(dir)).toThrow(/manifest\.json cannot be read: is this folder the output of the CDK app/)
  write('manifest.json', { artifacts: {} })
  expect(() => readAssembly(dir)).toThrow(/holds no stack/)
})

test.each([
  ['a stage', { Stage: { type: 'cdk:cloud-assembly', properties: {} } }, /Stage is a CDK stage/],
  ['a macro', { App: stack('macro.json') }, /App uses Transform/],
  [
    'a container image',
    { 'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'images.json' } } },
    /container images/,
  ],
])('%s is refused', (_what, artifacts, message) => {
  write('manifest.json', { artifacts })
  write('macro.json', { Transform: 'AWS::Serverless-2016-10-31' })
  write('images.json', { dockerImages: { 1: {} } })
  expect(() => readAssembly(dir)).toThrow(AssemblyError)
  expect(() => readAssembly(dir)).toThrow(message)
})

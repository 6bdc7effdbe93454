import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { realClock } from '#infra/local/clock'
import { compiledCode } from '#infra/local/lambda/compiled-code'
import { Environment } from '#infra/local/lambda/environment'
import { originalPositions } from '#infra/local/lambda/original-positions'
import { timeCell } from '#infra/local/lambda/time-cell'

const DAY_MS = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'backdesk-code-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, source: string): string => {
  const path = join(folder, name)
  writeFileSync(path, source)
  return path
}
const environmentOf = (codeDir: string): Environment =>
  new Environment({
    codeDir,
    handler: 'index.handler',
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:tested',
    memoryMb: 128,
    timeoutMs: 10_000,
    env: {},
    time: timeCell(realClock()),
    onLine: () => undefined,
  })
/** Large enough to be worth a file. */
const large = (word: string): string => `exports.handler = () => '${word}' // ${'x'.repeat(60_000)}`

describe('compiled code', () => {
  const home = join(folder, 'home')

  test('serves the next process too, and only the very source it was made from', () => {
    const path = fileOf('a.js', large('aa'))
    compiledCode(home).keep(path, Buffer.from('of aa'))
    expect(compiledCode(home).find(path)?.toString()).toBe('of aa')
    // V8 would take it: it compares lengths
    fileOf('a.js', large('bb'))
    expect(compiledCode(home).find(path)).toBeUndefined()
  })

  test('is forgotten when nobody has used it for a day', () => {
    const [old, young] = [fileOf('old.js', large('old')), fileOf('young.js', large('young'))]
    compiledCode(home).keep(old, Buffer.from('old'))
    compiledCode(home, () => Date.now() + 2 * DAY_MS).keep(young, Buffer.from('young'))
    expect(compiledCode(home).find(old)).toBeUndefined()
    expect(readdirSync(home).some((name) => name.includes('.'))).toBe(false)
  })

  test('of a small module is not kept', () => {
    const path = fileOf('small.js', 'exports.handler = () => 1')
    compiledCode(home).keep(path, Buffer.from('small'))
    expect(compiledCode(home).find(path)).toBeUndefined()
  })
})

test('a function may import while it runs, however often it starts', async () => {
  const codeDir = mkdtempSync(join(folder, 'import-'))
  writeFileSync(
    join(codeDir, 'index.cjs'),
    `exports.handler = async () => typeof (await import('node:os')).cpus // ${'x'.repeat(60_000)}`,
  )
  for (let start = 0; start < 2; start++) {
    const environment = environmentOf(codeDir)
    expect(await environment.invoke('{}')).toBe('"function"')
    await environment.kill('done')
  }
})

test('where a bundle failed is told as a place in its source', async () => {
  const bundles = mkdtempSync(join(folder, 'bundle-'))
  fileOf('wrong.ts', '\n\nexport const handler = async (): Promise<never> => {\n  throw new Error("no")\n}\n')
  await build({
    entryPoints: [join(folder, 'wrong.ts')],
    outfile: join(bundles, 'index.js'),
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    sourcemap: 'linked',
    logLevel: 'silent',
  })
  const environment = environmentOf(bundles)
  const failed = await environment.invoke('{}').catch((error: unknown) => error)
  await environment.kill('done')
  expect(failed).toMatchObject({
    trace: expect.arrayContaining(['Error: no', expect.stringMatching(/at .*wrong\.ts:4:9\)?$/)]),
  })
  expect(originalPositions(bundles)('at /elsewhere/index.js:1:1')).toBe('at /elsewhere/index.js:1:1')
})

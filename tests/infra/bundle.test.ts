import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bundle, bundleDir, missingHandlers } from '#infra/bundle'
import { FUNCTION_NAMES } from '#infra/functions'
import { mirror } from '#infra/mirror'

beforeAll(bundle)

test('a function without its handler is named', () => {
  expect(missingHandlers((path) => !path.includes('publish'))).toEqual(['functions/publish/handler.ts'])
  expect(missingHandlers(() => true)).toEqual([])
})

test('every function is one CommonJS file, with its map; the api carries the console', async () => {
  for (const name of FUNCTION_NAMES) {
    const files = await readdir(bundleDir(name))
    expect(files.filter((file) => file !== 'console').sort(), name).toEqual([
      'index.js',
      'index.js.map',
      'package.json',
    ])
    expect(await readFile(join(bundleDir(name), 'index.js'), 'utf8')).toMatch(/^"use strict";[\s\S]*module\.exports=/)
    expect(JSON.parse(await readFile(join(bundleDir(name), 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' })
  }
  expect(await readdir(join(bundleDir('api'), 'console'))).toContain('index.html')
})

test('bundling the same sources again touches nothing', async () => {
  const path = join(bundleDir('ingest'), 'index.js')
  const before = await stat(path)
  await bundle()
  const after = await stat(path)
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])
})

test('a mirrored folder holds exactly what it is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backdesk-mirror-'))
  await mirror(
    folder,
    new Map([
      ['a/one.txt', Buffer.from('1')],
      ['two.txt', Buffer.from('2')],
    ]),
  )
  await writeFile(join(folder, 'a', 'stale.txt'), 'old')
  await mirror(
    folder,
    new Map([
      ['a/one.txt', Buffer.from('1!')],
      ['two.txt', Buffer.from('2')],
    ]),
  )
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['a', 'a/one.txt', 'two.txt'])
  expect(await readFile(join(folder, 'a', 'one.txt'), 'utf8')).toBe('1!')
})

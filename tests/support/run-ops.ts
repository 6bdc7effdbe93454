import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/**
 * Starts the bundle beside it from what V8 made of it in the first run: compiling megabytes anew would take most of the
 * time of most commands.
 */
const LAUNCHER = `
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { Script } = require('node:vm')
const [bundle, kept] = [__dirname + '/ops.cjs', __dirname + '/compiled']
const cachedData = existsSync(kept) ? readFileSync(kept) : undefined
const code = '(function (exports, require, module, __filename, __dirname) {' + readFileSync(bundle, 'latin1') + '\\n})'
const script = new Script(code, { filename: bundle, cachedData })
if (cachedData === undefined)
  process.once('exit', () => {
    const written = kept + '.' + process.pid
    writeFileSync(written, script.createCachedData())
    renameSync(written, kept)
  })
script.runInThisContext()(exports, require, module, bundle, __dirname)
`

/** A process that compiles the command line afresh takes five times as long as one that runs it bundled. */
async function bundled(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'backdesk-ops-'))
  await build({
    entryPoints: ['infra/ops/ops.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // a script that V8 has compiled before finds no module by itself
    supported: { 'dynamic-import': false },
    // as the functions' bundles do: nobody packs a sketch for the wire
    external: ['protobufjs/minimal'],
    outfile: join(folder, 'ops.cjs'),
    minify: true,
    keepNames: true,
    logLevel: 'error',
  })
  const launcher = join(folder, 'launch.cjs')
  writeFileSync(launcher, LAUNCHER)
  return launcher
}
let bundling: Promise<string> | undefined

/** Runs `npm run ops -- <words>` as a process of its own against an endpoint. `input` is its standard input. */
export async function runOps(endpoint: string, words: string, input = ''): Promise<Ended> {
  bundling ??= bundled()
  const child = spawn(process.execPath, [await bundling, ...words.split(' '), '--endpoint', endpoint])
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** A process that compiles the command line afresh takes five times as long as one that runs it bundled. */
async function bundled(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'backdesk-ops-')), 'ops.cjs')
  await build({
    entryPoints: ['infra/ops/ops.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // as the functions' bundles do: nobody packs a sketch for the wire
    external: ['protobufjs/minimal'],
    outfile,
    logLevel: 'error',
  })
  return outfile
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

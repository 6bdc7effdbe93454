import { spawn } from 'node:child_process'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs `npm run ops -- <words>` as a process of its own against an endpoint. `input` is its standard input. */
export function runOps(endpoint: string, words: string, input = ''): Promise<Ended> {
  const args = ['--import', 'tsx', 'infra/ops/ops.ts', ...words.split(' '), '--endpoint', endpoint]
  const child = spawn(process.execPath, args)
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

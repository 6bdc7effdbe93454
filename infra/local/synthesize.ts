import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AssemblyCache, assemblyCache } from './assembly-cache.ts'
import { isAlive } from './folder-lock.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHILD = fileURLToPath(new URL('./synthesize-child.ts', import.meta.url))

/** How far the child is, as it tells over its channel. */
export type SynthesisStep = 'bundled' | 'synthesized'

export type Synthesis = {
  /** The folder of the assembly, once it is complete. Rejects with what the compiler or the CDK app said. */
  done: Promise<string>
  /** Ends a synthesis that goes on, and removes its folder. */
  clear(): void
}

/**
 * Bundles the functions and runs the CDK app for `dev`, without the CDK's command line, in a process of its own, so
 * that ports and engines come up meanwhile. Each run has its own folder under `.local/`. What was made from the same
 * sources before is taken as it is.
 */
export const synthesize = (onStep: (step: SynthesisStep) => void): Synthesis => {
  // another folder is for whoever wants to see a synthesis at work
  const cache = assemblyCache(ROOT, Date.now, process.env.BACKDESK_ASSEMBLIES)
  const known = cache.find()
  if (known === undefined) return synthesizeAfresh(cache, onStep)
  onStep('bundled')
  onStep('synthesized')
  return { done: Promise.resolve(known), clear: () => undefined }
}

const synthesizeAfresh = (cache: AssemblyCache, onStep: (step: SynthesisStep) => void): Synthesis => {
  const home = join(ROOT, '.local')
  mkdirSync(home, { recursive: true })
  removeLeftovers(home)
  const dir = mkdtempSync(join(home, `run-${process.pid}-`))
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD], {
    cwd: ROOT,
    // a group of its own: Ctrl-C is for the runner, which then ends the child
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...withoutDeployment(process.env),
      BACKDESK_ENV: 'dev',
      CDK_OUTDIR: dir,
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'eu-west-1',
      // the CDK's WASM validator costs seconds; `npm run synth` runs it
      CDK_VALIDATION: 'false',
    },
  })
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
  child.on('message', (step: SynthesisStep) => onStep(step))
  const done = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(cache.keep(dir))
      else reject(new Error(`The app cannot be built:\n${Buffer.concat(output).toString('utf8').trim()}`))
    })
  })
  return {
    done,
    clear: () => {
      child.kill('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Accounts, regions and alarm addresses of real deployments have no place in a local run. */
const withoutDeployment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(BACKDESK_|CDK_|AWS_)/.test(name)))

/** A run that was killed could not remove its folder; the folder's name tells whose it was. */
const removeLeftovers = (home: string): void => {
  for (const name of readdirSync(home)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(home, name), { recursive: true, force: true })
  }
}

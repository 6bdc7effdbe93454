// One Lambda execution environment: a worker thread with its own environment, module graph and clock, and one invocation
// at a time. Plain JavaScript, so that a cold start does not wait for a TypeScript loader.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'

const { codeDir, path, handler, time, compiled } = workerData
const realNow = Date.now.bind(Date)
const catchUp = shiftDate(time)

const fail = (error) => ({
  errorType: error?.name ?? 'Error',
  errorMessage: String(error?.message ?? error),
  trace: typeof error?.stack === 'string' ? error.stack.split('\n') : [],
})

/** CommonJS that was compiled here, and not taken as it was compiled before. */
let fresh

let run
try {
  run = await load()
  parentPort.postMessage({ kind: 'ready' })
} catch (error) {
  parentPort.postMessage({ kind: 'failed to start', error: fail(error) })
}

parentPort.on('message', async ({ id, event, deadlineMs, functionArn, traceId }) => {
  catchUp()
  process.env._X_AMZN_TRACE_ID = traceId
  const context = {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    // the time-out is the machine's, not the story's: code takes as long as it takes
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - realNow()),
  }
  try {
    const result = await run(JSON.parse(event), context)
    await printed()
    parentPort.postMessage({ kind: 'result', id, result: JSON.stringify(result === undefined ? null : result) })
  } catch (error) {
    await printed()
    parentPort.postMessage({ kind: 'error', id, error: fail(error) })
  }
  // with what the first invocation needed, which is most of what any does
  if (fresh !== undefined) parentPort.postMessage({ kind: 'compiled', code: fresh.createCachedData() })
  fresh = undefined
})

// Output travels on a channel of its own: without waiting, the last lines would come after the result, or be lost.
async function printed() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve))
  }
}

async function load() {
  const dot = handler.lastIndexOf('.')
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)]
  if (path === undefined) throw new Error(`Cannot find module '${file}' in ${codeDir}`)
  const loaded = isModule() ? await import(pathToFileURL(path).href) : loadCommonJs()
  const found = loaded[name] ?? loaded.default?.[name]
  if (typeof found !== 'function') throw new Error(`${handler} is undefined or not exported`)
  return found
}

// As Lambda tells them apart.
function isModule() {
  if (extname(path) !== '.js') return extname(path) === '.mjs'
  const described = join(dirname(path), 'package.json')
  return existsSync(described) && JSON.parse(readFileSync(described, 'utf8')).type === 'module'
}

// As `require` does, but with code that was compiled before. A dynamic import would not find its way back from there.
function loadCommonJs() {
  const requireHere = createRequire(path)
  const source = readFileSync(path, 'utf8')
  if (source.includes('import(')) return requireHere(path)
  const wrapped = `(function (exports, require, module, __filename, __dirname) {\n${source}\n})`
  const script = new Script(wrapped, { filename: path, lineOffset: -1, cachedData: compiled })
  if (compiled === undefined || script.cachedDataRejected) fresh = script
  const module = { exports: {} }
  script.runInThisContext().call(module.exports, module.exports, requireHere, module, path, dirname(path))
  return module.exports
}

// Only the reading of the time is the runner's; timers stay real. At the start of an invocation the date is the runner's,
// then it goes on as fast as the code does, however fast the runner's clock is: a budget of 3 s is worth 3 s of work. A
// clock that is moved by hand (speed 0) is followed as it is.
function shiftDate({ buffer, baseMs, realStartMs, speed }) {
  const cell = new BigInt64Array(buffer)
  const runnerNow = () => baseMs + (realNow() - realStartMs) * speed + Number(Atomics.load(cell, 0))
  const rate = Math.min(speed, 1)
  let anchor
  const setAnchor = () => {
    anchor = { atMs: runnerNow(), realMs: realNow() }
  }
  setAnchor()
  const now = () => Math.floor(speed === 0 ? runnerNow() : anchor.atMs + (realNow() - anchor.realMs) * rate)
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  // `date.constructor` must be the same Date that `instanceof` is asked about
  RealDate.prototype.constructor = globalThis.Date
  return setAnchor
}

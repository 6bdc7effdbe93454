// One first use: loads a bundle, adds once, prints both times in milliseconds. Run in a process of its own.
const { performance } = require('node:perf_hooks')
const [, , bundle, question] = process.argv
const { calendar, fromMs, workingMs } = JSON.parse(question)
const started = performance.now()
const { workingTime } = require(bundle)
const loaded = performance.now()
const dueMs = workingTime(calendar).add(fromMs, workingMs)
const firstMs = performance.now() - loaded
process.stdout.write(JSON.stringify({ dueMs, loadMs: loaded - started, firstMs }))

// One cold start: loads a bundle, answers one webhook, prints both times in milliseconds. Run in a process of its own.
const { performance } = require('node:perf_hooks')
const [, , bundle, event] = process.argv
const log = (line) => process.stdout.write(`${line}\n`)
const started = performance.now()
const { handler } = require(bundle)
const loaded = performance.now()
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 10_000 }
process.stdout.write = (
  (write) =>
  (text, ...rest) =>
    String(text).startsWith('#') ? write.call(process.stdout, text, ...rest) : true
)(process.stdout.write)
console.log = () => undefined
handler(JSON.parse(event), context).then((answer) => {
  log(
    `# ${JSON.stringify({ status: answer.statusCode, loadMs: loaded - started, readyMs: performance.now() - started })}`,
  )
  process.exit(0)
})

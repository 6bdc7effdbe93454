/**
 * The engines alone, for any tool that speaks to AWS: `node --import tsx infra/local/engines/serve.ts [--port N] [--data DIR]`.
 * Queues, tables, buckets and topics are created by the tools themselves; credentials may be anything.
 */
import { parseArgs } from 'node:util'
import { realClock } from '../clock.ts'
import { holdFolder } from '../folder-lock.ts'
import { REGION } from './arn.ts'
import { startEngines } from './engines.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4566' }, data: { type: 'string' } } })
if (values.data !== undefined) holdFolder(values.data)
const engines = await startEngines({
  clock: realClock(),
  port: Number(values.port),
  ...(values.data === undefined ? {} : { dataDir: values.data }),
  log: (code, fields) => console.error(JSON.stringify({ code, ...fields })),
})
console.log(
  `export AWS_ENDPOINT_URL=${engines.url} AWS_REGION=${REGION} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
)

const stop = (): void => {
  engines.stop().then(
    () => process.exit(0),
    (fault: unknown) => {
      console.error(fault)
      process.exit(1)
    },
  )
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)

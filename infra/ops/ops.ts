/** `npm run ops -- <area> <command>`: the operator's command line, for a deployed stack and for the local runner. */
import { parseArgs } from 'node:util'
import { type Area, commonOptions, isOneCommand, refuseOtherOptions, UsageFault, type Values } from './area.ts'
import { AREAS } from './areas.ts'

const USAGE = `npm run ops -- <area> <command> [options]

${Object.values(AREAS)
  .map(({ usage }) => usage)
  .join('\n\n')}

Options
  --env NAME        dev (default), staging or prod: which deployment, by your AWS credentials
  --endpoint URL    a local runner's engineUrl instead of AWS
  --json            one JSON document on standard output
  --help            this text

Exit codes: 0 done, 1 a document is not in order, 2 wrong usage, 3 AWS, the runner or a target refused or could not be reached.`

function valuesOf({ env, endpoint, json, help: _help, ...given }: Values['given']): Values {
  return {
    env: String(env),
    endpoint: typeof endpoint === 'string' ? endpoint : undefined,
    json: json === true,
    given,
  }
}

async function main(): Promise<number> {
  const areaOptions = Object.assign({}, ...Object.values(AREAS).map(({ options }) => options)) as Area['options']
  const { values: parsed, positionals } = parseArgs({
    options: { ...areaOptions, ...commonOptions },
    allowPositionals: true,
  })
  const [name, ...words] = positionals
  if (parsed.help || name === undefined) {
    console.log(USAGE)
    return parsed.help ? 0 : 2
  }
  const area = Object.hasOwn(AREAS, name) ? AREAS[name] : undefined
  if (area === undefined || (words.length === 0 && !isOneCommand(area)))
    throw new UsageFault(`unknown command: ${positionals.join(' ')}`)
  const values = valuesOf({ ...parsed })
  refuseOtherOptions({ name, area, command: isOneCommand(area) ? '' : (words[0] ?? '') }, values.given)
  const answer = await area.run(words, values)
  console.log(values.json ? JSON.stringify(answer.json) : answer.text)
  return answer.exitCode ?? 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (fault: unknown) => {
    const wrongUsage = fault instanceof UsageFault || (fault instanceof TypeError && 'code' in fault)
    console.error(fault instanceof Error ? fault.message : String(fault))
    if (wrongUsage) console.error('See: npm run ops -- --help')
    process.exitCode = wrongUsage ? 2 : 3
  },
)

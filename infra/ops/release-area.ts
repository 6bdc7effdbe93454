import { LambdaClient } from '@aws-sdk/client-lambda'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { type AliasState, pointAlias, type Release, releasesOf, versionBefore } from './releases.ts'

const USAGE = `  release list --function NAME             the versions of ingest, process or act that are kept, newest first, and
                                           which one the alias published leads to
  release rollback --function NAME [--to VERSION]
                                           points the alias to the version before, or to VERSION, within seconds.
                                           Exit code 1 if a release is under way: CodeDeploy would undo it`

const FUNCTIONS = ['ingest', 'process', 'act']

/** The way back: which version of a function serves, and pointing its alias at another. */
export const releaseArea: Area = {
  usage: USAGE,
  options: { function: { type: 'string' }, to: { type: 'string' } },
  takes: { list: ['function'], rollback: ['function', 'to'] },
  run: async ([command = ''], values) => {
    if (command !== 'list' && command !== 'rollback') throw new UsageFault(`unknown command: release ${command}`)
    const name = wantedText(values, '--function NAME')
    if (!FUNCTIONS.includes(name)) throw new UsageFault(`--function must be one of ${FUNCTIONS.join(', ')}`)
    const to = givenText(values, 'to')
    if (to !== undefined && !/^[1-9]\d*$/.test(to)) throw new UsageFault('--to must be the number of a version')
    const functionName = `backdesk-${values.env}-${name}`
    const client = new LambdaClient(clientConfig(values))
    const release = await releasesOf(client, functionName)
    return command === 'list' ? listed(release) : rolledBack({ release, to, name, values, client })
  },
}

function listed({ versions, alias }: Release): Answer {
  const lines = versions.map(({ version, publishedAt }) =>
    [version, publishedAt, ...(version === alias.version ? ['serves'] : shareOf(version, alias))].join('\t'),
  )
  return { text: lines.join('\n'), json: { serves: alias.version, weights: alias.weights, versions } }
}

const shareOf = (version: string, { weights }: AliasState): string[] => {
  const weight = weights[version]
  return weight === undefined ? [] : [`takes ${Math.round(weight * 100)} %: a release is under way`]
}

type Rollback = {
  readonly release: Release
  readonly to: string | undefined
  readonly name: string
  readonly values: Values
  readonly client: LambdaClient
}

async function rolledBack({ release, to, name, values, client }: Rollback): Promise<Answer> {
  const { alias, functionName } = release
  if (Object.keys(alias.weights).length > 0)
    return {
      text: underWay(name, values.env),
      json: { refused: 'release_under_way', weights: alias.weights },
      exitCode: 1,
    }
  const wanted = to ?? versionBefore(release)
  if (wanted === undefined)
    return {
      text: `${name} has no version before ${alias.version}: deploy the commit that ran before.`,
      json: { refused: 'no_version_before', serves: alias.version },
      exitCode: 1,
    }
  if (!release.versions.some(({ version }) => version === wanted))
    return {
      text: `${name} has no version ${wanted}. See: npm run ops -- release list --function ${name}`,
      json: { refused: 'no_such_version', serves: alias.version },
      exitCode: 1,
    }
  const json = { function: name, from: alias.version, to: wanted }
  if (wanted === alias.version) return { text: `${name} is served by version ${wanted} already.`, json }
  await pointAlias(client, { functionName, version: wanted, revisionId: alias.revisionId })
  return {
    text: `${name} is served by version ${wanted} again, instead of ${alias.version}. New calls meet it within seconds; what runs ends as it began.
The next deployment releases what the repository says: take the change back there too (git revert).`,
    json,
  }
}

const underWay = (name: string, env: string): string =>
  `A release of ${name} is under way, and CodeDeploy would go on with it. Stop it, and it points the alias back by itself:
aws deploy stop-deployment --auto-rollback-enabled --deployment-id "$(aws deploy list-deployments --application-name backdesk-${env} --deployment-group-name backdesk-${env}-${name} --include-only-statuses InProgress --query 'deployments[0]' --output text)"`

/** Published versions of a function and where its alias leads, as Lambda tells. */
import {
  GetAliasCommand,
  type LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda'

const PUBLISHED = 'published'

export type AliasState = {
  readonly version: string
  /** Shares of calls, 0 to 1, that reach other versions: while a release is under way. */
  readonly weights: Readonly<Record<string, number>>
  /** Changes with every change of the alias. Undefined by a local runner. */
  readonly revisionId: string | undefined
}
export type Release = {
  readonly functionName: string
  readonly alias: AliasState
  /** Newest first. */
  readonly versions: readonly { readonly version: string; readonly publishedAt: string }[]
}

/** @throws the SDK's errors. */
export async function releasesOf(client: LambdaClient, functionName: string): Promise<Release> {
  const alias = await client.send(new GetAliasCommand({ FunctionName: functionName, Name: PUBLISHED }))
  const versions: { version: string; publishedAt: string }[] = []
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName: functionName })) {
    for (const { Version: version = '', LastModified: publishedAt = '' } of page.Versions ?? [])
      if (version !== '$LATEST') versions.push({ version, publishedAt })
  }
  return {
    functionName,
    alias: {
      version: alias.FunctionVersion ?? '',
      weights: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
      revisionId: alias.RevisionId,
    },
    versions: versions.sort((a, b) => Number(b.version) - Number(a.version)),
  }
}

/** The newest one older than what serves. */
export const versionBefore = ({ alias, versions }: Release): string | undefined =>
  versions.find(({ version }) => Number(version) < Number(alias.version))?.version

/** @throws the SDK's errors, among them PreconditionFailedException when somebody moved the alias meanwhile. */
export async function pointAlias(
  client: LambdaClient,
  to: { readonly functionName: string; readonly version: string; readonly revisionId: string | undefined },
): Promise<void> {
  await client.send(
    new UpdateAliasCommand({
      FunctionName: to.functionName,
      Name: PUBLISHED,
      FunctionVersion: to.version,
      ...(to.revisionId === undefined ? {} : { RevisionId: to.revisionId }),
    }),
  )
}

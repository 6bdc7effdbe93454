import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { embedToken } from '#runtime/embed-token'
import { type EmbedStore, embedStore } from '#store/embeds'
import { type Answer, type Area, givenText, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  tile embed-token [--account SLUG] [--days N]
                                           an address that shows the account's tile without a sign-in, in a frame too, for N
                                           days (90; 365 at most): treat it like a password. Sites that may frame it stand
                                           in BACKDESK_<ENV>_EMBED_ORIGINS
  tile close [--account SLUG]              closes every such address of the account, at once and for good`

const USUAL_DAYS = 90
const MOST_DAYS = 365
const DAY_S = 86_400

/** The tile for wikis and walls (ADR 0058). */
export const tileArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, days: { type: 'string' } },
  takes: { 'embed-token': ['account', 'days'], close: ['account'] },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'embed-token':
        return opened(values)
      case 'close':
        return closed(values)
      default:
        throw new UsageFault(`unknown command: tile ${command}`)
    }
  },
}

async function opened(values: Values): Promise<Answer> {
  const days = Number(givenText(values, 'days') ?? USUAL_DAYS)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new UsageFault(`--days must be a whole number from 1 to ${MOST_DAYS}`)
  const { account, embeds, nowMs, url } = await open(values)
  const expiresAtS = Math.floor(nowMs / 1000) + days * DAY_S
  const generation = await embeds.generation(account)
  const token = embedToken({ account, generation, expiresAtS }, await keyOf(values))
  const address = `${url}embed/tile?token=${token}`
  const expires = new Date(expiresAtS * 1000).toISOString()
  return {
    text: [
      address,
      `Opens the tile of ${account} to whoever has it, until ${expires}. As a frame:`,
      `  <iframe src="${address}" title="Support, ${account}" width="340" height="380"></iframe>`,
      `As JSON: ${url}embed/tile.json?token=... Closed by: npm run ops -- tile close --account ${account}`,
    ].join('\n'),
    json: { account, token, url: address, generation, expiresAtMs: expiresAtS * 1000 },
  }
}

async function closed(values: Values): Promise<Answer> {
  const { account, embeds, by } = await open(values)
  const generation = await embeds.close(account, by)
  return {
    text: `${account}: whatever address of its tile was given out is closed. New ones: tile embed-token.`,
    json: { account, generation },
  }
}

type Opened = {
  readonly account: string
  readonly embeds: EmbedStore
  readonly nowMs: number
  readonly by: string
  /** Of the console, with a slash at its end. */
  readonly url: string
}

async function open(values: Values): Promise<Opened> {
  const [desk, outputs] = await Promise.all([openDesk(values), allOutputs(values)])
  const account = await accountFor(values, desk)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const embeds = embedStore({ client, table: outputs.TableName ?? '', now: desk.now })
  return { account, embeds, nowMs: desk.now(), by: desk.by, url: outputs.ConsoleUrl ?? '' }
}

/** @throws Error where this release is not deployed yet, and the SDK's errors. */
async function keyOf(values: Values): Promise<string> {
  const client = new SecretsManagerClient(clientConfig(values))
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: `backdesk/${values.env}/embeds` }))
  if (!SecretString) throw new Error('the secret of embedded tiles is empty: deploy this release first')
  return SecretString
}

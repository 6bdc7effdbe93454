import { Stack, type StackProps } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from './config.ts'
import { ArchiveStream } from './constructs/archive-stream.ts'
import { BodiesBucket } from './constructs/bodies-bucket.ts'
import { DeskTable } from './constructs/desk-table.ts'
import { InsightsTable } from './constructs/insights-table.ts'
import { removalOf } from './constructs/removal.ts'
import { SignIn } from './constructs/sign-in.ts'

export type DataStackProps = StackProps & { readonly config: EnvironmentConfig }

/** What must outlive every deployment: retained, deletion-protected and recoverable outside dev. */
export class DataStack extends Stack {
  readonly config: EnvironmentConfig
  readonly table: DeskTable
  /** Facts and sums that figures are made of: numbers, and no text. */
  readonly insights: InsightsTable
  readonly bodies: BodiesBucket
  /** Null where nothing is archived. */
  readonly archive: ArchiveStream | null
  readonly accounts: Secret
  /** How people are reached: Slack, Teams, PagerDuty. */
  readonly targets: Secret
  /** Tokens for Chatwoot's API. One function may read it. */
  readonly chatwoot: Secret
  /** What tokens for embedded tiles are signed with. */
  readonly embeds: Secret
  readonly signIn: SignIn

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props)
    const { config } = props
    this.config = config

    this.table = new DeskTable(this, 'Desk', config)
    this.insights = new InsightsTable(this, 'Insights', config)
    this.bodies = new BodiesBucket(this, 'Bodies', config)
    this.archive = config.archiveDays === 0 ? null : new ArchiveStream(this, 'Archive', { config, bucket: this.bodies })
    this.accounts = this.secret('Accounts', {
      name: 'accounts',
      description: 'Chatwoot accounts by the unguessable key in their webhook URL, with their signing secrets',
    })
    this.targets = this.secret('Targets', {
      name: 'targets',
      description: 'Slack, Teams and PagerDuty addresses by the names that escalation documents use',
    })
    this.chatwoot = this.secret('Chatwoot', {
      name: 'chatwoot',
      description: "Addresses and access tokens of each account's Chatwoot",
    })
    this.embeds = new Secret(this, 'Embeds', {
      secretName: `backdesk/${config.name}/embeds`,
      description: 'Signs the addresses of embedded tiles: a new value closes all of them',
      // made once, and by CloudFormation: nobody needs to know it
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalOf(config),
    })
    this.signIn = new SignIn(this, 'SignIn', config)
  }

  /**
   * Starts empty and is filled by `npm run ops`: CloudFormation writes the value only when the template's own text
   * changes, so later deployments leave it alone. The command line finds it by its name.
   */
  private secret(id: string, { name, description }: { readonly name: string; readonly description: string }): Secret {
    return new Secret(this, id, {
      secretName: `backdesk/${this.config.name}/${name}`,
      description,
      secretObjectValue: {},
      removalPolicy: removalOf(this.config),
    })
  }
}

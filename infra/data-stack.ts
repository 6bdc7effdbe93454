import { Stack, type StackProps } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { EnvironmentConfig } from './config.ts'
import { BodiesBucket } from './constructs/bodies-bucket.ts'
import { DeskTable } from './constructs/desk-table.ts'
import { removalOf } from './constructs/removal.ts'
import { SignIn } from './constructs/sign-in.ts'

export type DataStackProps = StackProps & { readonly config: EnvironmentConfig }

/** What must outlive every deployment: retained, deletion-protected and recoverable outside dev. */
export class DataStack extends Stack {
  readonly config: EnvironmentConfig
  readonly table: DeskTable
  readonly bodies: BodiesBucket
  readonly accounts: Secret
  readonly signIn: SignIn

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props)
    const { config } = props
    this.config = config

    this.table = new DeskTable(this, 'Desk', config)
    this.bodies = new BodiesBucket(this, 'Bodies', config)
    // Starts empty and is filled by `npm run ops -- accounts`: CloudFormation writes the value only when the template's
    // own text changes, so later deployments leave the accounts alone.
    this.accounts = new Secret(this, 'Accounts', {
      // The operator's command line finds it by this name.
      secretName: `backdesk/${config.name}/accounts`,
      description: 'Chatwoot accounts by the unguessable key in their webhook URL, with their signing secrets',
      secretObjectValue: {},
      removalPolicy: removalOf(config),
    })
    this.signIn = new SignIn(this, 'SignIn', config)
  }
}

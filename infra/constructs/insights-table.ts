import { type Attribute, AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { BY_OPENED } from '#store/insight-keys'
import type { EnvironmentConfig } from '../config.ts'
import { removalOfProtected } from './removal.ts'

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING })

/**
 * Table `insights`: facts of conversations and the sums that figures are made of. Apart from `desk`, whose stream nobody
 * should wake for a sum, and which keeps texts for a shorter time than these numbers. See `shared/store/insight-keys.ts`.
 */
export class InsightsTable extends Table {
  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    super(scope, id, {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.pointInTimeRecovery },
      deletionProtection: config.keepData,
      removalPolicy: removalOfProtected(config),
    })
    this.addGlobalSecondaryIndex({
      indexName: BY_OPENED,
      partitionKey: text('openedKey'),
      sortKey: text('openedSk'),
      projectionType: ProjectionType.KEYS_ONLY,
    })
  }

  get openedIndexArn(): string {
    return `${this.tableArn}/index/${BY_OPENED}`
  }
}

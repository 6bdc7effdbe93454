import { RemovalPolicy } from 'aws-cdk-lib'
import type { EnvironmentConfig } from '../config.ts'

/**
 * For what may hold data: outside dev it stays when its stack goes, or replaces it. Only what a deployment has just
 * made is taken back when that deployment fails: left behind, the accounts secret would hold its name, and the next
 * attempt would fail on it.
 */
export const removalOf = ({ keepData }: EnvironmentConfig): RemovalPolicy =>
  keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY

/**
 * For what is deletion-protected besides. Taking it back would be refused and would leave the stack stuck, so it stays
 * even then. CloudFormation gives it a name of its own, so nothing collides with what was left.
 */
export const removalOfProtected = ({ keepData }: EnvironmentConfig): RemovalPolicy =>
  keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY

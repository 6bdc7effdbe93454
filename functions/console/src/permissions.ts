/** What the page offers to whom. The API decides; buttons that it would refuse are not shown. */
import type { Role } from './api-shapes.ts'

/** Lowest first. */
const ROLES: readonly Role[] = ['viewer', 'operator', 'lead', 'admin']

export const reaches = (role: Role | null, least: Role): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least)

/** Takes and ends escalations, says whether they were right, puts promises away. */
export const mayAct = (role: Role | null): boolean => reaches(role, 'operator')
/** Reads drafts, and decides what reaches a customer. */
export const mayApprove = (role: Role | null): boolean => reaches(role, 'operator')
/** Excuses breaches. */
export const mayExcuse = (role: Role | null): boolean => reaches(role, 'lead')
/** Decides what the Help Center says. */
export const mayCurate = (role: Role | null): boolean => reaches(role, 'lead')
/** Sees how Backdesk itself is doing, and what can be done about it. */
export const mayOperate = (role: Role | null): boolean => reaches(role, 'lead')

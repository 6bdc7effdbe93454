import type { Route } from '../http-door.ts'
import { accountRoutes } from './account.ts'
import { contactRoutes } from './contacts.ts'
import { conversationActionRoutes } from './conversation-actions.ts'
import { conversationRoutes } from './conversations.ts'
import { directoryRoutes } from './directory.ts'
import { helpCenterRoutes } from './help-center.ts'
import { messageRoutes } from './messages.ts'
import { standinRoutes } from './standin.ts'
import { webhookRoutes } from './webhooks.ts'

/** Tried in order: fixed paths come before those with a parameter in the same place. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...conversationRoutes,
  ...conversationActionRoutes,
  ...messageRoutes,
  ...directoryRoutes,
  ...contactRoutes,
  ...helpCenterRoutes,
  ...webhookRoutes,
  ...standinRoutes,
]

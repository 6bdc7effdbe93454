import type { Route } from '../http-door.ts'
import { standinRoutes } from './standin.ts'
import { webhookRoutes } from './webhooks.ts'

export const routes: readonly Route[] = [...webhookRoutes, ...standinRoutes]

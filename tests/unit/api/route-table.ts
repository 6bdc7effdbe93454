/** The API's routes as data: none of them is called, so nothing that they need is there. */
import { type ApiDeps, apiRoutes } from '#functions/api/routes'
import { type LetterRouteDeps, letterRoutes } from '#functions/redrive/letter-routes'

/** Has every part one may ask for, each again like this, and none that can be called. */
const nothing: object = new Proxy(() => undefined, {
  get: () => nothing,
  apply: () => {
    throw new Error('not to be called')
  },
})

export const ROUTES = [...apiRoutes(nothing as ApiDeps), ...letterRoutes(nothing as LetterRouteDeps)]

/** As docs and templates write it: `GET /v1/queue`. */
export const keyOf = ({ method = 'GET', path }: { readonly method?: string; readonly path: string }): string =>
  `${method} ${path}`

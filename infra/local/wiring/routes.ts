/** What an incoming request is matched against. */
export type RouteShape = {
  /** As in the template: `POST /orders/{id}` or `$default`. */
  key: string
  method: string
  path: string
}

export type Match<Route> = { route: Route; pathParameters: Readonly<Record<string, string>> }

/** Static segments win over parameters, parameters over `{proxy+}`, a named method over ANY, and anything over $default. */
const rank = (route: RouteShape): string =>
  route.key === '$default'
    ? '9'
    : route.path
        .split('/')
        .map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'))
        .join('') + (route.method === 'ANY' ? '2' : '1')

/** Takes a route key apart. */
export const readRouteKey = (key: string): RouteShape => {
  const [method = '', path = '/'] = key === '$default' ? ['ANY', '/{proxy+}'] : key.split(' ')
  return { key, method, path }
}

/** Finds the route of a request as an HTTP API does; undefined means 404, also when only the method differs. */
export const routeTable = <Route extends RouteShape>(
  routes: readonly Route[],
): ((method: string, path: string) => Match<Route> | undefined) => {
  const compiled = routes
    .map((route) => ({ route, rank: rank(route), ...compile(route) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
  return (method, path) => {
    for (const { route, names, expression } of compiled) {
      if (route.method !== 'ANY' && route.method !== method) continue
      const values = route.key === '$default' ? [] : expression.exec(path)
      if (values === null) continue
      const pairs = names.map((name, at) => [name, decoded(values[at + 1] ?? '')])
      return { route, pathParameters: Object.fromEntries(pairs) }
    }
    return undefined
  }
}

const compile = (route: RouteShape): { names: string[]; expression: RegExp } => {
  if (route.key === '$default') return { names: [], expression: /^/ }
  const names: string[] = []
  const source = route.path
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const name = /^\{([^}+]+)(\+?)\}$/.exec(part)
      if (name?.[1] === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(name[1])
      return name[2] === '+' ? '(.+)' : '([^/]+)'
    })
    .join('')
  return { names, expression: new RegExp(`^${source}$`) }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // a lone percent sign: API Gateway passes it on as it came
    return text
  }
}

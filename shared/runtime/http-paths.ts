/** Which routes are at an address. */

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** Where a route is: `{name}` in its path stands for one segment, a trailing `{name+}` for the rest. */
export type RoutePath = {
  /** Absent: GET. */
  readonly method?: Method
  readonly path: string
}

export type RouteAt<Route> = {
  readonly route: Route
  /** Of `{name}` in the path, decoded. */
  readonly path: Readonly<Record<string, string>>
}

/** Finds every route whose path fits an address, in the order of the table, whatever their methods. */
export function routeTable<Route extends RoutePath>(
  routes: readonly Route[],
): (address: string) => readonly RouteAt<Route>[] {
  const table = routes.map((route) => ({ route, segments: route.path.split('/') }))
  return (address) => {
    const asked = address.split('/')
    return table.flatMap(({ route, segments }) => {
      const path = matchSegments(segments, asked)
      return path === null ? [] : [{ route, path }]
    })
  }
}

export const methodOf = ({ method = 'GET' }: RoutePath): Method => method

/** The methods of these routes, each once. */
export const methodsOf = (routes: readonly RoutePath[]): readonly Method[] =>
  METHODS.filter((method) => routes.some((route) => methodOf(route) === method))

/** The address of a request: named stages prefix the path, the default stage does not. */
export function addressOf(rawPath: string, stage: string | undefined): string {
  const prefix = stage === undefined || stage === '$default' ? '' : `/${stage}`
  const rest = prefix !== '' && rawPath.startsWith(`${prefix}/`) ? rawPath.slice(prefix.length) : rawPath
  return rest === '' ? '/' : rest
}

/** Path parameters when the pattern fits, else null. An undecodable segment fits nothing. */
function matchSegments(pattern: readonly string[], asked: readonly string[]): Record<string, string> | null {
  const path: Record<string, string> = {}
  for (const [index, segment] of pattern.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(segment)
    const given = asked[index]
    if (given === undefined) return null
    if (name?.[1] === undefined) {
      if (segment !== given) return null
      continue
    }
    const rest = name[2] === '+'
    const value = decode(rest ? asked.slice(index).join('/') : given)
    if (value === null || value === '') return null
    path[name[1]] = value
    if (rest) return path
  }
  return pattern.length === asked.length ? path : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

import type { PropertiesOf } from '../resource-properties.ts'

/** `CorsConfiguration` of an HTTP API. */
export type Cors = NonNullable<PropertiesOf<'AWS::ApiGatewayV2::Api'>['CorsConfiguration']>

/** Headers on every answer to an allowed origin; none for others. */
export const corsHeaders = (cors: Cors | undefined, origin: string | undefined): Record<string, string> => {
  if (cors === undefined || origin === undefined) return {}
  const everybody = cors.AllowOrigins.includes('*')
  if (!everybody && !cors.AllowOrigins.includes(origin)) return {}
  return {
    'access-control-allow-origin': everybody ? '*' : origin,
    ...(cors.AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders.length > 0 ? { 'access-control-expose-headers': cors.ExposeHeaders.join(',') } : {}),
  }
}

/** Headers that answer a preflight request. */
export const preflightHeaders = (cors: Cors): Record<string, string> => ({
  'access-control-allow-methods': cors.AllowMethods.join(','),
  'access-control-allow-headers': cors.AllowHeaders.join(','),
  ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
})

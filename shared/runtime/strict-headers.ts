/** On every answer that a function gives, errors included. Pages narrow it further by their content security policy. */
export const STRICT_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const

/** Of answers that are data: nothing in them is ever run, shown or framed. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

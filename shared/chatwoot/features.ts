/**
 * What a Chatwoot can do by the version that `GET /api` tells (CONTRACT (a), (c)), where its payloads do not say it by
 * themselves. Unknown ones are taken for old.
 */
export type ChatwootFeatures = {
  /** Webhooks carry a signature. */
  readonly signsWebhooks: boolean
  /** Conversation and inbox payloads name their account. */
  readonly accountInPayloads: boolean
}

export function featuresOf(version: string | null): ChatwootFeatures {
  const parts = partsOf(version)
  const since = (...wanted: readonly number[]): boolean => parts !== undefined && compare(parts, wanted) >= 0
  return {
    signsWebhooks: since(4, 11, 2),
    accountInPayloads: since(4, 14, 2),
  }
}

/** Forks append words of their own, as in `4.15.1-ce` or `v4.15.1`. */
function partsOf(version: string | null): readonly number[] | undefined {
  const found = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?![\d.])/.exec(version?.trim() ?? '')
  return found === null ? undefined : found.slice(1).map((part) => Number(part ?? 0))
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const nth of [0, 1, 2]) {
    const difference = (a[nth] ?? 0) - (b[nth] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The language a message is written in. */

/** ISO 639-1, e.g. `de`; null where it cannot be told. */
export type LanguageOf = (plain: string) => string | null

/** Fewer letters than this fit too many languages. */
const FEWEST_LETTERS = 16
const MOST_CHARACTERS = 400

/**
 * The detector: character sequences of 60 languages (eld, 1 MB). Loaded at the first use, because it takes some 200 ms that
 * no start should wait for.
 */
export async function languageDetector(): Promise<LanguageOf> {
  const { eld } = await import('eld/extrasmall')
  return (plain) => {
    const text = plain.slice(0, MOST_CHARACTERS)
    if ((text.match(/\p{L}/gu)?.length ?? 0) < FEWEST_LETTERS) return null
    const found = eld.detect(text)
    return found.language !== '' && found.isReliable() ? found.language : null
  }
}

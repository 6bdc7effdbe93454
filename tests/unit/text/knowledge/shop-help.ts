/** A shop's small Help Center, and questions people asked it. */
import type { KnowledgeArticle, PastQuestion } from '#domain/knowledge-article'
import { packedFeatures, questionFeatures } from '#text/knowledge/question-features'

export const DAY_MS = 86_400_000
export const NOW_MS = Date.UTC(2026, 9, 1)

const article = (id: number, title: string, summary: string, content: string, language = 'en'): KnowledgeArticle => ({
  id,
  version: 1_700_000_000 + id,
  title,
  summary,
  content,
  url: `https://help.example.com/hc/shop/articles/${id}`,
  language,
})

export const ARTICLES: readonly KnowledgeArticle[] = [
  article(
    1,
    'Returning an item',
    'How to send something back within thirty days.',
    '# Print the label\nOpen your order and choose **Return**. Print the label and put it on the parcel.\n\n# When you get your money\nRefunds reach your bank five days after the parcel has arrived at our warehouse.',
  ),
  article(
    2,
    'Where is my parcel?',
    'Tracking a delivery.',
    'Every parcel has a tracking number in the confirmation mail. Deliveries take two to four working days.\n\n# The tracking does not move\nCouriers scan parcels late. Wait one day before you write to us.',
  ),
  article(
    3,
    'Changing your password',
    'Log in again when you have forgotten your password.',
    'Choose **Forgot password** on the login page. The mail with the link is valid for an hour.',
  ),
  article(
    4,
    'Rückgabe eines Artikels',
    'So schicken Sie etwas zurück.',
    'Öffnen Sie die Bestellung und wählen Sie **Zurückgeben**.',
    'de',
  ),
]

let asked = 0
export const past = (text: string, answers: PastQuestion['answers'], daysAgo = 10): PastQuestion => ({
  id: `q${asked++}`,
  atMs: NOW_MS - daysAgo * DAY_MS,
  features: packedFeatures(questionFeatures({ text, language: 'en' })),
  answers,
})

import { beforeAll, describe, expect, it } from 'vitest'
import { type LanguageOf, languageDetector } from '#text/language'

let languageOf: LanguageOf
beforeAll(async () => {
  languageOf = await languageDetector()
})

describe('the language of a message', () => {
  it.each([
    ['en', 'My order has not arrived yet, and nobody answers the phone.'],
    ['de', 'Meine Bestellung ist immer noch nicht angekommen.'],
    ['fr', 'Je voudrais savoir où se trouve ma commande, merci.'],
    ['es', '¿Dónde está mi pedido? Todavía no ha llegado nada.'],
    ['it', 'Vorrei sapere quando arriva il mio pacco, grazie.'],
    ['pt', 'Gostaria de saber onde está a minha encomenda, obrigado.'],
    ['nl', 'Mijn pakket is beschadigd aangekomen, wat moet ik doen?'],
    ['pl', 'Moja paczka jeszcze nie dotarła, proszę o pomoc.'],
    ['ru', 'Мой заказ до сих пор не пришёл, помогите пожалуйста.'],
  ])('%s: %s', (language, text) => {
    expect(languageOf(text)).toBe(language)
  })

  it.each(['', 'ok', 'Hi there', '60007', '👍👍👍'])('is not told by %j', (text) => {
    expect(languageOf(text)).toBeNull()
  })
})

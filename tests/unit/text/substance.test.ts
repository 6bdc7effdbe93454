import { describe, expect, it } from 'vitest'
import { isSubstantive } from '#text/substance'

describe('a message that says nothing to go by', () => {
  it.each([
    'Hi',
    'hiii!!',
    'Hello there',
    'Good morning',
    'hello, is anyone there?',
    'Hello I have a question',
    'Hi, can you help me please?',
    'I need some help',
    'Hi Jordan',
    'Dear Sir or Madam,',
    'thanks',
    'Thank you so much!',
    'ok',
    'yes',
    'are you there',
    'still waiting',
    '👍',
    '🙏🙏 ❤️',
    '60007',
    '???',
    '',
    'Guten Tag',
    'Hallo, ich habe eine Frage',
    'Können Sie mir bitte helfen?',
    'Vielen Dank!',
    'Sehr geehrte Damen und Herren',
    "Bonjour, j'ai une question",
    "Bonsoir, pouvez-vous m'aider s'il vous plaît ?",
    'Merci beaucoup',
    'Hola, buenos días',
    'Hola, tengo una pregunta',
    '¿Hay alguien ahí?',
    'Muchas gracias',
    'Buongiorno, ho una domanda',
    'Grazie mille',
    'Olá, bom dia',
    'Oi, tenho uma dúvida',
    'Muito obrigada',
    'Goedemorgen, ik heb een vraag',
    'Hoi, kan iemand me helpen?',
    'https://example.com/',
    '你好',
  ])('%s', (text) => {
    expect(isSubstantive(text)).toBe(false)
  })
})

describe('a message with a matter', () => {
  it.each([
    'refund',
    'My order has not arrived yet.',
    'Hi, my invoice is wrong',
    'Hello, I have a question about delivery times',
    'I want to cancel my subscription',
    'thanks, but the code does not work',
    'Wo bleibt meine Bestellung?',
    'Guten Tag, meine Rechnung ist falsch',
    'Je voudrais annuler ma commande',
    '¿Dónde está mi pedido?',
    'Il pacco non è arrivato',
    'Quero cancelar minha assinatura',
    'Mijn pakket is beschadigd',
    'Moja paczka jeszcze nie dotarła',
    '我的订单还没有到',
  ])('%s', (text) => {
    expect(isSubstantive(text)).toBe(true)
  })
})

import type { DraftsDocument } from '#domain/drafts-policy'

/** Version 0: nobody writes drafts, and nothing is sent without a person. */
export const DEFAULT_DRAFTS: DraftsDocument = {
  kind: 'drafts',
  description: 'Shipped with Backdesk: no drafts are written, and a person approves every reply.',
  writers: [],
  atLeastPercent: 60,
  languages: {
    en: {
      greeting: 'Hello {name},',
      greetingWithoutName: 'Hello,',
      readMore: 'You find all of it here:',
      closing: 'Kind regards',
    },
    de: {
      greeting: 'Guten Tag {name},',
      greetingWithoutName: 'Guten Tag,',
      readMore: 'Alles dazu steht hier:',
      closing: 'Freundliche Grüße',
    },
    fr: {
      greeting: 'Bonjour {name},',
      greetingWithoutName: 'Bonjour,',
      readMore: 'Vous trouverez tout ici :',
      closing: 'Cordialement',
    },
    es: {
      greeting: 'Hola {name}:',
      greetingWithoutName: 'Hola:',
      readMore: 'Lo encontrará todo aquí:',
      closing: 'Un saludo',
    },
    it: {
      greeting: 'Buongiorno {name},',
      greetingWithoutName: 'Buongiorno,',
      readMore: 'Trova tutto qui:',
      closing: 'Cordiali saluti',
    },
    pt: {
      greeting: 'Olá {name},',
      greetingWithoutName: 'Olá,',
      readMore: 'Encontra tudo aqui:',
      closing: 'Cumprimentos',
    },
    nl: {
      greeting: 'Hallo {name},',
      greetingWithoutName: 'Hallo,',
      readMore: 'Alles staat hier:',
      closing: 'Met vriendelijke groet',
    },
  },
  autonomy: { intents: [], sampleOneIn: 5 },
}

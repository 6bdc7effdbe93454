import { type Found, first } from './money.ts'
import { phrases } from './phrases.ts'
import type { Readable } from './readable.ts'

/** What a model says about itself or its orders, or repeats of orders that a customer slipped in. */
const TALK = phrases(
  `as an ai, as a language model, as a large language model, i am an ai, i'm an ai, ai language model, my instructions, my system prompt, system prompt, system message, developer message, my training data, my knowledge cutoff,
   previous instructions, prior instructions, instructions above, above instructions, ignore all _ instructions, disregard _ instructions, ignore everything above, new instructions, override instructions, jailbreak*, prompt injection, developer mode, do anything now, you are now a, you are now an, pretend to be, act as if you are, you are chatgpt, chatgpt, customer message fence, here is the draft, here's the draft, here is a draft, here is a possible reply, sure here is, as requested by the user, the user asks, the customer asks me to`,
  `als ki, als sprachmodell, ich bin eine ki, ich bin ein sprachmodell, meine anweisungen, vorherige anweisungen, vorherigen anweisungen, ignoriere alle, systemprompt, hier ist der entwurf, hier ist ein entwurf`,
  `en tant qu'ia, en tant que modèle, modèle de langage, instructions précédentes, ignore les instructions, voici le brouillon`,
  `como ia, como modelo de lenguaje, modelo de lenguaje, instrucciones anteriores, ignora las instrucciones, aquí está el borrador`,
  `come ia, modello linguistico, istruzioni precedenti, ignora le istruzioni, ecco la bozza`,
  `como uma ia, modelo de linguagem, instruções anteriores, ignore as instruções, aqui está o rascunho`,
  `als ai, als taalmodel, taalmodel, vorige instructies, eerdere instructies, negeer alle, hier is het concept`,
)
/** Machinery that shows: tokens of models, places left to fill in, code that runs, marks of citations that led nowhere. */
const MARKS = [
  /<\|[a-z_]{2,30}\|>|\[\/?inst\]|<<\/?sys>>|<\/?s>/,
  /^\s*(?:system|assistant|human|user)\s*:/m,
  /^\s*#{1,4}\s*(?:instructions?|system|response|prompt)\b/m,
  /<\/?(?:script|iframe|object|embed|form|style|svg|customer|customer_message|article|articles|instructions|thinking|answer)\b[^<>]{0,200}>/,
  /\{\{(?:[^{}]{0,80}\}\})?|\{%(?:[^{}]{0,80}%\})?|<%[^<>]{0,80}%>|\$\{[^{}]{0,80}\}/,
  /\[(?:your|my|our|insert|agent|customer|company|name|first name|last name|date|link|todo|ihr|dein|votre|su|nome|naam)\b[^\][]{0,40}\](?!\()/,
  /<(?:your|insert|customer|agent|company)[ _-][a-z _-]{1,30}>/,
  /"(?:role|content|tool_use|function_call|arguments)"\s*:/,
  /\[\^?\d{1,2}\](?!\()|\[(?:article|source|cite|citation)[ :]/,
  /\blorem ipsum\b/,
  /\b(?:javascript|vbscript|data):(?=\S)/,
  /\b(?:dear|hi|hello|hallo|bonjour|hola|ciao|olá) (?:undefined|null|nan|none)\b|\[object object\]/,
]

export function residueIn({ text }: Readable): Found | null {
  const talk = first(TALK, text)
  if (talk !== null) return talk
  for (const pattern of MARKS) {
    const match = pattern.exec(text)
    if (match !== null) return { from: match.index, length: Math.max(1, match[0].length) }
  }
  return null
}

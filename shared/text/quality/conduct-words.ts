/** Words by which a conversation is ended well; lower case, whole words. */
const listed = (phrases: string): readonly string[] =>
  phrases
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** In English, German, French, Spanish, Italian, Portuguese and Dutch. */
export const CLOSING_WORDS = {
  closes: listed(`
    anything else, let me know, let us know, feel free, have a great, have a nice, have a good, have a lovely, best regards
    kind regards, warm regards, regards, best wishes, you're welcome, you are welcome, happy to help, glad, take care, enjoy
    all the best, sincerely, many thanks, thank you for, cheers, do not hesitate, don't hesitate
    freundliche grüße, freundlichen grüßen, viele grüße, beste grüße, schönen tag, schönes wochenende, gern geschehen
    gerne geschehen, melden sie sich, melde dich, kein problem, alles gute
    cordialement, bien à vous, bonne journée, bonne soirée, n'hésitez pas, je vous en prie, de rien, avec plaisir
    saludos, un saludo, buen día, que tenga, de nada, no dude, con gusto
    cordiali saluti, buona giornata, saluti, di nulla, prego, non esiti
    cumprimentos, bom dia, tenha um, de nada, não hesite, abraço
    met vriendelijke groet, vriendelijke groeten, fijne dag, graag gedaan, laat het weten, aarzel niet
  `),
} as const

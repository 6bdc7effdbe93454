/** Words that stand before, after and instead of names, in the languages of the product. All in lower case. */

const listed = (words: string): readonly string[] => words.split(',').map((word) => word.trim().replace(/\s+/g, ' '))
const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Whom a letter begins with stands behind these. */
export const SALUTATIONS =
  listed(`dear, hello, hi, hey, good morning, good afternoon, good evening, hallo, guten tag, guten morgen,
  moin, servus, grüezi, liebe, lieber, liebes, sehr geehrte, sehr geehrter, werte, werter, bonjour, bonsoir, salut, cher, chère,
  coucou, hola, buenos días, buenas tardes, estimado, estimada, querido, querida, apreciado, apreciada, ciao, salve, buongiorno,
  buonasera, gentile, caro, cara, egregio, olá, oi, bom dia, boa tarde, prezado, prezada, beste, geachte, goedemorgen,
  goedemiddag, dag, cześć, dzień dobry, witam, szanowny, szanowna, drogi, droga, hej, hejsan, goddag, kære, kära, bästa, thanks, thank you,
  danke, merci, gracias, grazie, obrigado, obrigada, bedankt, dank je, dziękuję, tack, tak, sorry, welcome, willkommen`)

/** Titles are taken with the name: they tell man from woman. */
export const TITLES =
  setOf(`mr mrs ms miss mx dr prof professor sir madam herr herrn frau familie fam dipl-ing m mme mlle monsieur madame
  mademoiselle sr sra srta señor señora señorita don doña sig signor signora signore dott dottor dottoressa ing senhor senhora dona dhr
  mevr mw mevrouw meneer heer familia famille famiglia pan pani pana panią panu fru fröken hr fröken frøken herra`)

/** Somebody says or is told who he is. */
export const INTRODUCTIONS =
  listed(`my name is, name is, name's, this is, i am, i'm, it's, on behalf of, speaking with, spoke with, spoke to, talked to,
  ask for, signed by, called, addressed to, care of, c/o, attn, attention, recipient, name, customer, contact, agent, cardholder, account holder, full name,
  mein name ist, ich heiße, ich heisse, ich bin, im namen von, im auftrag von, gesprochen mit, ansprechpartner, ansprechpartnerin, kunde, kundin,
  empfänger, empfängerin, kontoinhaber, kontoinhaberin, inhaber, zu händen, z.hd., vorname, nachname, je m'appelle, je suis, au nom de, de la part de, client, cliente,
  destinataire, nom, titulaire, me llamo, mi nombre es, soy, a nombre de, de parte de, titular, destinatario, nombre, mi chiamo, sono, il mio nome è, a nome di, da parte di, intestatario,
  nome, meu nome é, chamo-me, me chamo, sou a, sou o, em nome de, mijn naam is, ik ben, ik heet, namens, klant, naam, ontvanger, nazywam się, mam na imię, jestem, klient, imię, odbiorca, jag heter, mitt namn är, jag är, jeg hedder, mit navn er,
  jeg er, kund, kunde, namn, navn, modtager, mottagare`)

/** What a letter ends with stands before the name of who wrote it. */
export const SIGN_OFFS =
  listed(`best, best regards, kind regards, regards, warm regards, warmly, best wishes, many thanks, thanks, thank you, thanks again, cheers, sincerely, yours sincerely, yours, yours truly, yours faithfully,
  respectfully, take care, love, mit freundlichen grüßen, freundliche grüße, mit freundlichem gruß, viele grüße, beste grüße, liebe grüße, herzliche grüße, schöne grüße, grüße, gruß, mfg, lg, vg, danke, vielen dank, cordialement, bien cordialement, bien à vous, salutations,
  meilleures salutations, merci, merci d'avance, amicalement, bonne journée, saludos, un saludo, saludos cordiales, atentamente, gracias, muchas gracias, un abrazo, cordiali saluti, distinti saluti, saluti, grazie, grazie mille, un saluto, cordialmente,
  atenciosamente, com os melhores cumprimentos, cumprimentos, abraço, abraços, obrigado, obrigada, met vriendelijke groet, met vriendelijke groeten, vriendelijke groet, groeten, groetjes, mvg, bedankt, hartelijk dank, pozdrawiam, z poważaniem, serdecznie pozdrawiam, dziękuję, hälsningar, med vänliga hälsningar, vänliga hälsningar,
  mvh, tack, med venlig hilsen, venlig hilsen, hilsen, de bedste hilsner, tak, kind wishes, your, ihr, ihre, euer, eure, dein, deine`)

/** Between the parts of a name. */
export const PARTICLES = setOf(
  `von van de del della di da do dos das du der den ter ten zu zum zur le la el al bin ibn ben af av y e i und & of d' de'`,
)

/** After a salutation, whom it is for when it is nobody. */
export const NOBODY =
  setOf(`there all team everyone everybody folks guys both again sir madam zusammen alle allerseits leute damen herren tous toutes à équipe todos todas
  equipo tutti tutte team a equipe pessoal allemaal iedereen wszyscy państwo alla alle support so very much for und again but sehr viel beaucoup muchas mille you your schön dass für pour por per voor za för`)

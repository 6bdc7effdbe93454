import { type Found, first } from './money.ts'
import { phrases } from './phrases.ts'
import type { Sentence } from './readable.ts'

/** Statements about the law, and advice on it: a lawyer's to make. */
const LEGAL = phrases(
  `legally, legal advice, legal action, legal right*, legal claim*, legal obligation*, legal proceeding*, legal department, legal team, legal grounds, legal position, lawsuit*, law suit, sue, suing, sued, litigation, attorney*, lawyer*, solicitor*, barrister*, in court, to court, the court*, small claims,
   statutory, statute*, by law, the law, under _ law, consumer right*, your rights under, warranty claim*, right of withdrawal, right to withdraw, breach of contract, contractual*, terms entitle, binding, without prejudice, settlement, indemnif*, hereby, gdpr, data breach, unlawful*, illegal*, prosecut*, sections _ act, subpoena*`,
  `rechtlich*, rechtsanspruch*, rechtsberatung, rechtsanwalt*, rechtsanwält*, anwalt*, anwält*, rechtsabteilung, rechtsweg*, gesetzlich*, gesetz, laut gesetz, verklag*, klage einreichen, gericht, gerichtlich*, gewährleistungsanspruch*, gewährleistungsrecht*, widerrufsrecht*, vertragsbruch*, schadensersatzanspruch*, verbindlich*, dsgvo, bgb, strafbar*, rechtswidrig*`,
  `juridique*, juridiquement, légal, légale, légaux, légales, légalement, avocat*, tribunal*, poursuite*, porter plainte, la loi, droit de rétractation, garantie légale, vos droits, rgpd, mise en demeure, contractuel*, illégal*`,
  `legal, legales, legalmente, abogad*, tribunal*, demandar, demanda judicial, acciones judiciales, la ley, derecho de desistimiento, garantía legal, sus derechos, rgpd, contractual*, incumplimiento de contrato, ilegal*`,
  `legale, legali, legalmente, avvocat*, tribunal*, per legge, la legge, diritto di recesso, garanzia legale, i suoi diritti, azioni legali, contrattual*, illegal*`,
  `legal, legais, legalmente, advogad*, tribunal*, processo judicial, medidas judiciais, a lei, por lei, direito de arrependimento, garantia legal, seus direitos, lgpd, procon, contratual*, ilegal*`,
  `juridisch*, wettelijk*, wettig*, advocaat*, advocaten, rechtbank*, rechtszaak*, de wet, herroepingsrecht, bedenktijd, uw rechten, avg, contractbreuk, onwettig*, illegaal`,
)
/** Contains such a word and says nothing about the law. */
const HARMLESS = phrases(
  'legal name, legal notice page, full legal name, legal entity name, binding file*, key binding*, keybinding*, data binding, two way binding, court name, settlement report*, settlement date, settlement currency, legal hold, illegal character*, illegal argument*, illegal state, illegal instruction*, illegal start',
  'gesetzlicher name, rechtlicher name, unverbindlich*',
  'mentions légales, razón social legal, nombre legal, aviso legal, note legali, nome legal, aviso legal, ragione sociale legale',
)
/** Takes the blame in our name. */
const ADMITTING = phrases(
  `our fault, my fault, our own fault, at fault, fault is ours, fault was ours, our mistake, our error, an error on our side, an error on our part, mistake on our side, mistake on our part, mistake on our end, error on our end, to blame, blame is ours, our negligence, negligent*, liable, liability, admit*,
   we acknowledge our, full responsibility, take responsibility, accept responsibility, taking responsibility, are responsible for, is responsible for, were responsible for, responsibility for the damage, responsibility for your loss, we caused, caused by us, we damaged, we broke, we lost your, we leaked, we failed, our failure, we should have prevented, we messed up, we screwed up, we were wrong, we are guilty`,
  `unsere schuld, unser verschulden, unser fehler, mein fehler, fehler unsererseits, fehler von uns, fehler auf unserer seite, wir sind schuld, wir haften, haftbar, haftung, fahrlässig*, verantwortung übernehmen, übernehmen die _ verantwortung, wir tragen die verantwortung, wir sind verantwortlich, wir haben versagt, von uns verursacht, wir haben _ verursacht, selbstverschuldet, wir räumen ein, wir gestehen`,
  `notre faute, notre erreur, erreur de notre part, de notre faute, nous sommes responsables, nous reconnaissons, responsabilité, notre négligence, négligen*, nous avons causé, nous avons échoué`,
  `nuestra culpa, nuestro error, culpa nuestra, error nuestro, error por nuestra parte, somos responsables, asumimos la responsabilidad, responsabilidad, nuestra negligencia, negligen*, reconocemos, hemos causado, fallamos`,
  `colpa nostra, nostra colpa, nostro errore, errore nostro, errore da parte nostra, siamo responsabili, responsabilità, nostra negligenza, negligen*, ammettiamo, riconosciamo, abbiamo causato`,
  `nossa culpa, culpa nossa, nosso erro, erro nosso, erro da nossa parte, somos responsáveis, assumimos a responsabilidade, responsabilidade, nossa negligência, negligên*, reconhecemos, causamos`,
  `onze schuld, onze fout, fout van ons, fout aan onze kant, wij zijn verantwoordelijk, we zijn verantwoordelijk, aansprakelijk*, onze nalatigheid, nalatig*, wij erkennen, we erkennen, door ons veroorzaakt, wij hebben gefaald`,
)

export const legalIn = ({ text }: Sentence): Found | null =>
  first(
    LEGAL,
    text.replace(HARMLESS, (harmless) => ' '.repeat(harmless.length)),
  )

export const admissionIn = ({ text }: Sentence): Found | null => first(ADMITTING, text)

import type { WordLists } from './word-lists.ts'

const listed = (words: string): readonly string[] => words.split(',').map((word) => word.trim().replace(/\s+/g, ' '))

/**
 * The lists an escalation policy starts from. Phrases where a single word would be ambiguous: "sue" is a name, "court" a
 * place to play, and "cancel" mostly means an order or a transfer. Of other languages unmistakable words only.
 */
export const DEFAULT_WORDS = {
  legal:
    listed(`lawyer, lawyers, attorney, attorneys, solicitor, solicitors, barrister, litigation, lawsuit*, suing, to sue,
    will sue, i'll sue, we'll sue, sue you, sue your, sue the, legal action, legal proceedings, legal steps, legal advice,
    legal counsel, my legal team, take you to court, see you in court, small claims, class action, press charges,
    cease and desist, subpoena*, consumer protection, trading standards, ombudsman, better business bureau,
    data protection authority, gdpr complaint, formal complaint, report you to, breach of contract,
    anwalt, rechtsanwalt, anwältin, rechtsanwältin, verklage*, rechtliche schritte, verbraucherzentrale,
    mon avocat, mise en demeure, porter plainte, action en justice, mi abogado, mi abogada, acciones legales,
    meu advogado, minha advogada, procon, medidas judiciais, il mio avvocato, vie legali, mijn advocaat, juridische stappen`),
  abuse:
    listed(`fuck*, motherfuck*, shit, shitty, bullshit, bitch*, asshole*, arsehole*, bastard*, cunt*, dickhead*, scumbag*,
    idiots, morons, you idiot, you moron, you stupid, screw you, go to hell, piece of crap, stfu,
    arschloch, scheiß*, connard*, gilipollas, hijo de puta, filho da puta, vaffanculo, stronzi, klootzak*`),
  safety:
    listed(`suicide, suicidal, kill myself, killing myself, end my life, want to die, self harm, hurt myself, kill you,
    kill him, kill her, kill them, death threat*, bomb threat*, threatened me, stalking me, being stalked,
    domestic violence, child abuse, caught fire, catching fire, burst into flames, electric shock, electrocuted, gas leak,
    exploded, carbon monoxide, was injured, got injured, been injured, injured by, got hurt, allergic reaction, anaphyla*,
    choking hazard, food poisoning, emergency room, safety hazard,
    selbstmord, suizid*, mich umbringen, stromschlag, me suicider, suicidarme, me matar, suicidarmi, zelfmoord`),
  cancellation:
    listed(`cancel my account, cancel my subscription, cancel our subscription, cancel the subscription, cancel my plan,
    cancel my contract, cancel our contract, cancel my membership, cancel my service, cancel my policy, cancel everything,
    cancelling my account, canceling my account, cancelling my subscription, canceling my subscription,
    cancelling our contract, canceling our contract, close my account, close our account, closing my account,
    delete my account, terminate my account, terminate my contract, terminate our contract, end my subscription,
    stop my subscription, to a competitor, to your competitor, taking my business elsewhere, take my business elsewhere,
    losing a customer, lost a customer, kündigen, kündigung, kündige, résilier, résiliation, dar de baja, darme de baja,
    cancelar mi suscripción, cancelar mi cuenta, cancelar minha assinatura, cancelar minha conta,
    disdire, disdetta, opzeggen, opzegging`),
} as const satisfies WordLists

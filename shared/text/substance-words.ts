/** Words that no matter is told by, without accents: greetings, thanks, and asking whether one may ask. */

const listed = (words: string): string[] => words.split(/\s+/).filter((word) => word !== '')

/** A name may follow. */
export const GREETINGS: ReadonlySet<string> = new Set(
  listed(`
    hi hai hey heya hello helo helloo hallo hullo howdy yo hiya greetings morning afternoon evening dear thanks thank thx
    tnx ty bye goodbye
    moin servus gruss gruezi tag morgen abend danke tschuss lieber liebe
    bonjour bonsoir salut coucou merci cher chere
    hola buenos buenas gracias estimado estimada adios
    ciao salve buongiorno buonasera grazie gentile
    ola oi bom boa obrigado obrigada prezado prezada
    hoi goedemorgen goedemiddag goedenavond goedendag dag bedankt dankjewel dankuwel beste
  `),
)

export const EMPTY_WORDS: ReadonlySet<string> = new Set([
  ...GREETINGS,
  ...listed(`
    am an and any anybody anyone are as ask asking assist assistance assistant at be been but by can chat could day did do
    does doing enquiry fine for from glad good great guys had has have having he hear help helping here hope how i'd i'm
    i've i'll if in inquiry is issue it it's its just kindly know let like ll love ma'am madam maam may me mr mrs ms my
    need needed nice night no nope now of oh ok okay okey on one or our out person please pls plz problem query question
    questions quick ready really reply respond response sir so some somebody someone something sorry speak still sure talk
    team tell test that that's the them then there they this to today too try u up us very wait waiting wanna want wanted
    was we welcome well were what what's when who will with wonder wondering would yea yeah yep yes you your yours ya
    alright cool perfect awesome agent human operator representative support customer service hmm hm lol wow right
    answer answered anything nothing everything everyone all few moment minute second sec while little bit bother
    i
  `),
  ...listed(`
    ich sie du er es wir ihr mir mich uns ihnen euch ist sind bin war habe hab haben hat hatte kann konnen konnte konnten
    mochte wurde wollte will muss bitte frage fragen problem anliegen hilfe helfen eine einen einem einer ein der die das
    den dem des und oder aber mit von zu zum zur fur auf in im an am bei nach aus ob jemand da hier noch schon mal gerne
    gern guten gute guter gut schonen schoner schones vielen viele dank herr frau damen herren sehr geehrte geehrter
    geehrten ja nein nicht kein keine wie geht gehts etwas was wer wo dann doch nur so alles klar super prima mitarbeiter
    mensch sprechen reden liebes team kurze kurz wiedersehen freundlichen freundliche grussen grusse
  `),
  ...listed(`
    je tu il elle nous vous on suis est es ai as avez avons sont etes ete etre avoir pouvez peux peut pourriez pourrais
    puis besoin aide aider aidez une un le la les l'aide des de du d'aide d'une et ou mais avec pour sur dans en au aux ce
    c'est ca cela j'ai j'aurais question questions probleme souci s'il stp svp plait bien beaucoup tres madame monsieur
    mesdames messieurs quelqu'un qu'un quelqu oui non pas y a-t-il t'il t-il la journee bonne soiree moi me m'aider toi mon
    ma mes votre vos parler conseiller agent personne service client voudrais aimerais demander revoir
  `),
  ...listed(`
    yo tu el ella ustedes usted nosotros me te le les se mi mis su es esta estan estoy soy hay tengo tiene tienen tenia
    puede pueden puedo podria podrian necesito necesita ayuda ayudar ayudarme ayudame una un unos unas la los las lo de del
    y o pero con por para en al que quien alguien ahi aqui hacer pregunta preguntas duda dudas problema consulta favor
    muchas mucho muy dia dias tarde tardes noche noches senor senora si no tal como estas quiero quisiera hablar agente
    persona bien vale
  `),
  ...listed(`
    io tu lui lei noi voi mi ti ci vi si sono e ho ha avete hai c'e siete sei e' posso puo potete potrebbe potreste
    bisogno aiuto aiutare aiutarmi una un uno il lo la i gli le di del della e o ma con per su in al che chi qualcuno qui
    li domanda domande problema favore cortesia molto molte mille tante giorno buon buona sera giornata signore signora no
    come stai sta vorrei parlare operatore persona bene fare chiedere
  `),
  ...listed(`
    eu tu ele ela nos voce voces me te se meu minha seu sua e esta estao estou sou ha tem tenho tinha pode podem posso
    poderia poderiam preciso precisa ajuda ajudar uma um uns o os a as de do da em no na e ou mas com por para que quem
    alguem ai aqui fazer pergunta perguntas duda duvida duvidas problema favor muito muita dia tarde noite senhor senhora
    sim nao tudo bem como vai quero queria gostaria falar atendente pessoa tirar
  `),
  ...listed(`
    ik jij je hij zij wij we jullie u me mij ons is ben bent zijn heb hebt heeft hebben had kan kunt kunnen kunt zou zouden
    wil wilt graag hulp helpen nodig een de het en of maar met van voor op in aan bij naar dat die iemand daar hier er nog
    vraag vragen vraagje probleem alstublieft aub svp veel heel zeer goede goed morgen middag avond dag meneer mevrouw ja
    nee niet geen hoe gaat wie wat spreken medewerker mens even iets stellen
  `),
])

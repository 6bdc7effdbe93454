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
    hej hejsan tjena tack hei heisann takk goddag moi terve kiitos czesc witam dziekuje ahoj dekuji diky merhaba selam
    tesekkurler привет здравствуите здравствуи спасибо вітаю привіт дякую مرحبا السلام شكرا
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
  // of these languages greetings, thanks and the knock at the door alone
  ...listed(`
    jag har en fraga behover hjalp god morgon middag kvall jeg et spørgsmal spørsmal trenger hjelp brug for hjælp minulla on
    kysymys hyvaa paivaa huomenta iltaa dzien dobry wieczor prosze mam pytanie potrzebuje pomocy dobry den rano vecer mam
    dotaz otazku prosim iyi gunler aksamlar gunaydın bir sorum var yardım lutfen ederim tesekkur добрыи день утро вечер
    доброе у меня есть вопрос нужна помощь пожалуиста помогите добрии добридень є питання عليكم صباح الخير مساء لدي سؤال
  `),
])

/** Of scripts without blanks between words, and of Korean: greetings, thanks and knocks at the door. Longer ones first. */
export const EMPTY_PHRASES =
  /你好|您好|大家好|请问|請問|在吗|在嗎|有人吗|有人嗎|谢谢你|谢谢|謝謝|多谢|多謝|早上好|下午好|晚上好|哈喽|嗨|转人工|轉人工|人工客服|客服|お世話になっております|お世話になります|こんにちは|こんばんは|おはようございます|おはよう|はじめまして|初めまして|すみません|ありがとうございます|ありがとう|よろしくお願いいたします|よろしくお願いします|質問があります|もしもし|안녕하세요|안녕하십니까|안녕|감사합니다|고맙습니다|문의드립니다|문의 드립니다|질문이 있습니다|질문 있습니다|여보세요|저기요|상담원|สวัสดีครับ|สวัสดีค่ะ|สวัสดีคะ|สวัสดี|ขอบคุณครับ|ขอบคุณค่ะ|ขอบคุณ|ขอสอบถามหน่อย|สอบถามหน่อย/g

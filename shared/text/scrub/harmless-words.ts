/**
 * Words that are written with a capital and name nobody: days, months, tongues, countries, what shops and software are
 * called, and what a customer's letter is about in German, which gives every noun a capital. All in lower case.
 */
const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

export const HARMLESS = setOf(`
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz mai juni juli oktober dezember
morgen abend mittag nachmittag vormittag nacht heute christmas easter weihnachten ostern black friday cyber new year
english german french spanish italian portuguese dutch polish swedish danish norwegian finnish british american european chinese japanese
deutsch englisch französisch spanisch italienisch niederländisch polnisch deutsche deutschen deutscher europäische englische
germany france spain italy portugal netherlands poland sweden denmark norway finland austria switzerland belgium ireland england scotland wales europe
deutschland frankreich spanien italien niederlande polen schweden dänemark norwegen finnland österreich schweiz belgien irland europa eu uk us usa
españa francia italia países bajos polska sverige danmark nederland brasil brazil canada kanada australia india china japan america
paypal visa mastercard amex american express klarna apple google pay sepa iban bic swift stripe sofort bancontact ideal
dhl ups fedex dpd gls hermes usps royal mail post deutsche poste correos la colissimo chronopost inpost postnl postnord bring
windows macos mac linux android ios iphone ipad chrome firefox safari edge explorer internet samsung microsoft office word excel outlook gmail whatsapp facebook
instagram twitter telegram messenger amazon ebay chatwoot bluetooth wifi wlan wi-fi usb hdmi pdf sms url qr vpn dns api html css faq id pin tan ok pc tv cd dvd led app apps
store center centre help desk service support team customer care sales shop online account settings login password profile menu home page website web order status
profil einstellungen passwort konto anmeldung startseite warenkorb kasse
notifications notificaciones benachrichtigungen notifiche notificações meldingen powiadomienia aviseringar notifikationer ajustes paramètres impostazioni definições instellingen ustawienia inställningar indstillinger configuración
équipe equipo soporte servizio clienti service client cliente clientes atendimento klantenservice obsługa klienta kundtjänst kundeservice suporte assistance assistenza
yesterday today tomorrow tonight sundays mondays fridays saturdays recipient attention note
premium basic plus pro standard express prime business classic family gold silver platinum starter
vat gdpr dsgvo agb tos csv jpeg png gb mb kb cm mm kg eur usd gbp chf
i i'm i'll i've i'd the a an and or but if when where what which who how why this that these those here there we you he she it they my your our his her its their
no not yes please thanks thank sorry hello hi hey dear great sure unfortunately however also once after before then since because as for from with without to in on at by of
is are was were has have had do does did can could will would should may might must let see click open go choose select enter press try check make use send
ich du er sie es wir ihr ihnen ihre ihren ihrem ihrer ihres sein mein meine unser unsere der die das den dem des ein eine einen einem einer und oder aber wenn wann wo was wer wie warum
bitte danke leider gerne vielen hallo guten liebe ja nein nicht kein keine mit ohne zu im in am an auf aus bei bis für von vom zum zur nach seit vor über unter um als auch noch schon dann hier da
je tu il elle nous vous ils elles le la les un une des et ou mais si quand où que qui comment pourquoi ce cette votre vos notre nos mon ma mes son sa ses leur merci bonjour oui non pas avec sans pour par dans sur à en au aux de du
yo tú él ella nosotros usted ustedes el los las unos unas y o pero cuando donde qué quién cómo por su sus nuestro mi gracias hola sí con sin para en al del
io lui lei noi voi loro gli uno una e ma se quando dove che chi come perché suo vostro nostro grazie sì non con senza per da dal nel sul della
eu ele ela nós você vocês os as um uma mas quando onde que quem como porque seu sua nosso obrigado olá sim não com sem em no na do da dos
ik jij hij zij wij jullie het een en of maar als waar wat wie hoe uw jouw ons onze bedankt hallo ja nee niet geen met zonder voor naar van op bij
ja ty on ona my wy oni i lub ale gdy gdzie co kto jak czy twój nasz dziękuję tak nie z bez dla do w na od po
jag du han hon vi ni de en ett och eller men när var vad vem hur din vår tack ja nej inte med utan för till i på av jeg han hun vi et og eller men når hvor hvad hvem tak nej ikke uden til på af
`)

/** German nouns of letters like these; endings that make nouns of anything stand below. */
export const GERMAN_NOUNS = setOf(`
paket pakete sendung bestellung bestellungen lieferung lieferungen rechnung rechnungen artikel ware produkt produkte gerät geräte kunde kunden kundin kundendienst kundenservice
betrag geld preis preise kosten gebühr gebühren rabatt gutschein gutscheine zahlung überweisung lastschrift bank karte kreditkarte kauf vertrag verträge kündigung widerruf rückgabe rücksendung retoure umtausch reparatur garantie
tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute minuten uhr uhrzeit datum termin frist zeit zeitraum anfang ende
frage fragen antwort anfrage nachricht nachrichten mail mails e-mail e-mails brief anruf telefon nummer code link seite seiten formular anhang foto fotos bild bilder
problem probleme fehler hilfe anleitung schritt schritte lösung hinweis hinweise grund gründe fall fälle information informationen daten adresse adressen name namen
herr frau damen herren familie team kollege kollegin kollegen kolleginnen mitarbeiter abteilung firma filiale geschäft haus wohnung straße stadt ort land lager tür nachbar nachbarn
farbe größe form material menge stück teil teile ersatz zubehör kabel akku lampe filter knopf taste schalter gerätes software version update programm datei dateien
dank gruß grüße grüßen verständnis geduld entschuldigung mühe freude wunsch wünsche interesse versuch mal möglichkeit weise art teil vielen ordnung recht folge
eingang ausgang versand abholung zustellung zusteller bote fahrer station paketshop post absender empfänger
`)
export const GERMAN_NOUN_ENDING =
  /(?:ung|ungen|heit|keit|schaft|tion|tionen|nummer|nummern|dienst|service|zeit|zeiten|tag|tage|karte|konto|adresse|datum|code|shop|team|partner|betrag|kosten|gebühr|schein|frist|recht|fall|grund|stelle|stück|gerät|bereich|center|mail|formular|bestätigung|status|daten|system|modell|paket|brief|seite|preis|wert|platz|raum|teil|weise|ismus|tät|ment|ling|nis|tum|ierung|nahme|gabe|zahl|antrag|auftrag|eingang|ausgang|weg|wagen|korb)s?$/u

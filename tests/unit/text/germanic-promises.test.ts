import { describe, expect, it } from 'vitest'
import { linesOf, promisesIn, readAs } from './promise-table.ts'

/** Written on Wednesday 2026-03-04 at 10:20. */
const GERMAN_PROMISES = `
  2026-03-05T18:00 day      | Wir rufen Sie morgen an.
  2026-03-04T12:20 duration | Wir melden uns innerhalb von 2 Stunden bei Ihnen.
  2026-03-05T12:00 day      | Ich rufe Sie morgen früh an.
  2026-03-06T18:00 day      | Sie hören bis Freitag von uns.
  2026-03-04T17:00 time     | Ich melde mich bis 17 Uhr.
  2026-03-05T17:00 day      | Wir werden Ihnen bis morgen Nachmittag antworten.
  2026-03-06T20:00 day      | Bis Freitagabend erhalten Sie eine Rückmeldung.
  2026-03-04T18:00 day      | Ein Kollege meldet sich heute noch bei Ihnen.
  2026-03-04T10:50 duration | Geben Sie mir bitte 30 Minuten.
  2026-03-05T12:00 day      | Morgen Vormittag rufe ich Sie zurück.
  2026-03-05T10:20 duration | Wir melden uns in den nächsten 24 Stunden.
  2026-03-09T18:00 day      | Ihre Bestellung wird am Montag verschickt.
  2026-03-06T18:00 day      | Der Fehler wird bis Ende der Woche behoben.
  2026-03-12T18:00 day      | Ich kläre das und gebe Ihnen bis zum 12. März Bescheid.
  2026-03-05T18:00 duration | Wir haben Ihre Nachricht erhalten und melden uns innerhalb eines Werktages.
  2026-03-04T17:00 day      | Ich schicke Ihnen die Rechnung heute Nachmittag.
  2026-03-06T18:00 day      | Sie bekommen übermorgen eine Antwort.
  2026-03-13T18:00 day      | Ich melde mich nächste Woche.
  2026-03-09T18:00 duration | Wir erstatten den Betrag innerhalb von drei Werktagen.
  2026-03-04T15:00 time     | Ich rufe Sie um 15 Uhr an.
  2026-03-04T10:50 duration | In einer halben Stunde melde ich mich.
  2026-03-05T18:00 day      | Vielen Dank für Ihre Nachricht. Wir prüfen das und kommen bis Donnerstag auf Sie zu.
  2026-03-05T12:00 time     | Ich habe den Fall an die Technik weitergeleitet, Sie erhalten spätestens morgen Mittag ein Update.
  2026-03-10T16:00 time     | Gerne rufe ich Sie am Dienstag zwischen 14 und 16 Uhr an.
  2026-03-06T18:00 day      | Der Ersatz geht übermorgen raus, ich schicke Ihnen dann die Sendungsnummer.
  2026-03-04T17:00 day      | Frau Weber wird Sie heute Nachmittag anrufen.
  2026-03-09T18:00 duration | Wir werden den Betrag in den nächsten 3 Werktagen erstatten.
  2026-03-04T15:30 time     | Ich melde mich gegen 15:30 Uhr noch einmal.
  2026-03-31T18:00 day      | Bis Ende des Monats sollten wir das gelöst haben.
`
const NO_GERMAN_PROMISES = `
  Bitte antworten Sie innerhalb von 14 Tagen.
  Wir haben von 9 bis 18 Uhr geöffnet.
  Ihre Bestellung wurde am Montag verschickt.
  Die Gutschrift dauert 5 Tage.
  Haben Sie es nach 2 Stunden noch einmal versucht?
  Wir melden uns schnellstmöglich.
  Sie können uns bis 18 Uhr erreichen.
  Bitte melden Sie sich bis Freitag.
  Wir können heute nicht antworten.
  Das Paket wird am Freitag geliefert.
  Wenn Sie sich nicht bis Freitag melden, schließen wir den Fall.
  Guten Morgen, vielen Dank für Ihre Geduld.
  Der Link ist 24 Stunden gültig.
  Wir waren seit Montag nicht erreichbar.
  Sie haben uns am Dienstag geschrieben.
  Starten Sie das Gerät in 10 Minuten neu.
  Schönes Wochenende!
  Wir bitten um Rückmeldung bis Freitag.
  Die Aktion läuft bis Sonntag.
  Ihre Bestellung ist am Montag angekommen.
  Laut DHL kommt das Paket morgen an.
  Unsere Hotline erreichen Sie von 8 bis 20 Uhr.
  Haben Sie morgen um 10 Uhr Zeit für ein Telefonat?
`

const DUTCH_PROMISES = `
  2026-03-04T12:20 duration | We nemen binnen 2 uur contact met u op.
  2026-03-05T12:00 day      | Ik bel u morgenochtend.
  2026-03-05T18:00 day      | U hoort voor vrijdag van ons.
  2026-03-05T10:20 duration | Wij reageren binnen 24 uur.
  2026-03-04T17:00 time     | Ik bel u om 17 uur.
  2026-03-04T17:00 day      | Een collega belt u vanmiddag.
  2026-03-05T18:00 day      | Ik ga het na en laat het u morgen weten.
  2026-03-09T18:00 day      | Uw bestelling wordt maandag verzonden.
  2026-03-06T18:00 day      | Het probleem wordt voor het einde van de week opgelost.
  2026-03-04T10:50 duration | Geef me 30 minuten.
  2026-03-05T17:00 day      | Morgenmiddag stuur ik u de factuur.
  2026-03-04T10:50 duration | Over een half uur bel ik u terug.
  2026-03-12T18:00 day      | We sturen het contract op 12 maart.
  2026-03-06T18:00 day      | U krijgt overmorgen een antwoord.
  2026-03-06T18:00 duration | We reageren binnen twee werkdagen.
  2026-03-06T14:30 time     | We bellen u vrijdag om 14:30.
  2026-03-13T18:00 day      | Ik kom er volgende week op terug.
  2026-03-04T18:00 day      | Ik laat het u vandaag nog weten.
  2026-03-06T17:00 day      | Vrijdagmiddag krijgt u een update.
  2026-03-05T18:00 day      | Bedankt voor uw geduld, we komen er uiterlijk donderdag op terug.
  2026-03-05T18:00 day      | Ik heb het doorgezet naar de techniek, u krijgt morgen een update.
  2026-03-10T16:00 time     | Mevrouw De Vries belt u dinsdag tussen 14 en 16 uur.
  2026-03-04T12:20 duration | We lossen dit binnen twee uur op.
  2026-03-04T17:00 day      | Ik mail u de factuur vanmiddag.
`
const NO_DUTCH_PROMISES = `
  Gelieve binnen 14 dagen te antwoorden.
  We zijn open van 9 tot 18 uur.
  Uw bestelling is maandag bezorgd.
  De terugbetaling duurt 5 dagen.
  Heeft u het na 2 uur nog eens geprobeerd?
  We reageren zo snel mogelijk.
  U kunt ons bellen tot 18 uur.
  We kunnen niet voor vrijdag antwoorden.
  De bezorger belt u morgen.
  Stuur ons de factuur voor vrijdag.
  Als u niet binnen 7 dagen reageert, sluiten we het ticket.
  U heeft 30 dagen om het artikel te retourneren.
  De link verloopt over 24 uur.
  We hebben u gisteren om 15 uur gebeld.
  Goedemorgen, bedankt voor uw geduld.
  Start het apparaat over 10 minuten opnieuw.
  Kunt u dit voor vrijdag bevestigen?
  De actie loopt tot zondag.
  Het pakket komt dinsdag aan.
  De winkel gaat morgen om 9 uur open.
  We hebben uw bericht maandag ontvangen.
`

describe.each([
  { locale: 'de', promises: GERMAN_PROMISES, others: NO_GERMAN_PROMISES },
  { locale: 'nl', promises: DUTCH_PROMISES, others: NO_DUTCH_PROMISES },
])('a reply in $locale', ({ locale, promises, others }) => {
  it.each(promisesIn(promises))('"$reply" is due $expected', ({ reply, expected }) => {
    expect(readAs(reply, locale)).toBe(expected)
  })
  it.each(linesOf(others))('"%s" promises nothing', (reply) => {
    expect(readAs(reply, locale)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { linesOf, promisesIn, readAs } from './promise-table.ts'

/** Written on Wednesday 2026-03-04 at 10:20. */
const FRENCH_PROMISES = `
  2026-03-04T12:20 duration | Nous vous répondrons d'ici 2 heures.
  2026-03-05T12:00 day      | Je vous rappelle demain matin.
  2026-03-05T18:00 day      | Vous aurez une réponse avant vendredi.
  2026-03-06T10:20 duration | Nous reviendrons vers vous sous 48 heures.
  2026-03-05T10:20 duration | Nous reviendrons vers vous dans les 24 prochaines heures.
  2026-03-04T17:00 time     | Je vous appelle à 17h.
  2026-03-04T17:00 day      | Un collègue vous contactera cet après-midi.
  2026-03-04T18:00 day      | Je vais vérifier et je vous tiens au courant d'ici la fin de la journée.
  2026-03-09T18:00 day      | Votre commande sera expédiée lundi.
  2026-03-06T18:00 day      | Le problème sera résolu d'ici la fin de la semaine.
  2026-03-04T10:50 duration | Laissez-moi 30 minutes.
  2026-03-05T12:00 day      | Demain matin, je vous rappellerai.
  2026-03-04T10:50 duration | Je reviens vers vous dans une demi-heure.
  2026-03-12T18:00 day      | Nous vous enverrons le contrat le 12 mars.
  2026-03-06T18:00 day      | Vous recevrez une réponse après-demain.
  2026-03-06T18:00 duration | Nous vous répondrons sous deux jours ouvrés.
  2026-03-04T20:00 day      | Je vous écris ce soir.
  2026-03-07T10:20 duration | Nous vous rembourserons dans quelques jours.
  2026-03-06T14:30 time     | Je vous rappelle vendredi à 14h30.
  2026-03-09T18:00 day      | Nous reviendrons vers vous lundi prochain.
  2026-03-05T18:00 day      | Merci pour votre patience, nous reviendrons vers vous au plus tard jeudi.
  2026-03-05T18:00 day      | J'ai transmis votre demande et vous aurez des nouvelles demain en fin de journée.
  2026-03-10T16:00 time     | Notre technicien vous rappellera mardi entre 14h et 16h.
  2026-03-04T20:00 day      | On vous tient au courant d'ici ce soir.
  2026-03-04T12:20 duration | Nous allons corriger cela dans les deux heures.
  2026-03-04T15:30 time     | Je vous enverrai le document vers 15h30.
`
const NO_FRENCH_PROMISES = `
  Merci de répondre sous 14 jours.
  Nous sommes ouverts de 9h à 18h.
  Votre commande a été livrée lundi.
  Le remboursement prend 5 jours.
  Avez-vous réessayé après 2 heures ?
  Nous revenons vers vous au plus vite.
  Vous pouvez nous appeler jusqu'à 18h.
  Nous ne pourrons pas répondre avant vendredi.
  Le livreur vous appellera demain.
  Veuillez nous envoyer la facture d'ici vendredi.
  Si vous ne répondez pas d'ici 7 jours, nous fermerons le ticket.
  Vous avez 30 jours pour retourner l'article.
  Le lien expire dans 24 heures.
  Nous vous avons appelé hier à 15h.
  Bonne journée et bon week-end !
  Redémarrez l'appareil dans 10 minutes.
  Pourriez-vous nous répondre avant vendredi ?
  L'offre est valable jusqu'à dimanche.
  Votre colis arrivera mardi.
  Le magasin ouvre à 9h demain.
  Nous avons bien reçu votre message lundi.
`

const SPANISH_PROMISES = `
  2026-03-04T12:20 duration | Le responderemos en 2 horas.
  2026-03-05T12:00 day      | Te llamo mañana por la mañana.
  2026-03-05T18:00 day      | Recibirá una respuesta antes del viernes.
  2026-03-05T10:20 duration | Nos pondremos en contacto con usted en 24 horas.
  2026-03-04T17:00 time     | Le llamaré a las 17:00.
  2026-03-04T17:00 day      | Un compañero le contactará esta tarde.
  2026-03-05T18:00 day      | Voy a revisarlo y le aviso mañana.
  2026-03-09T18:00 day      | Su pedido será enviado el lunes.
  2026-03-06T18:00 day      | El problema estará resuelto a finales de semana.
  2026-03-04T10:50 duration | Deme 30 minutos.
  2026-03-05T17:00 day      | Mañana por la tarde le enviaré la factura.
  2026-03-04T10:50 duration | Le escribiré en media hora.
  2026-03-12T18:00 day      | Le enviaremos el contrato el 12 de marzo.
  2026-03-06T18:00 day      | Tendrá noticias pasado mañana.
  2026-03-06T18:00 duration | Le responderemos en un plazo de dos días hábiles.
  2026-03-04T17:00 time     | Le llamaremos a las 5 de la tarde.
  2026-03-06T14:30 time     | Te aviso el viernes a las 14:30.
  2026-03-13T18:00 day      | Volveremos a escribirle la próxima semana.
  2026-03-07T10:20 duration | Le reembolsaremos en unos días.
  2026-03-05T18:00 day      | Gracias por su paciencia, tendremos novedades el jueves.
  2026-03-05T12:00 time     | He pasado su caso al equipo técnico, que le llamará mañana al mediodía.
  2026-03-04T17:00 day      | Le mando la factura esta misma tarde.
  2026-03-04T18:00 time     | Me pondré en contacto con usted antes de las 18:00.
  2026-03-04T12:20 duration | Vamos a solucionarlo en las próximas dos horas.
`
const NO_SPANISH_PROMISES = `
  Por favor, responda en 14 días.
  Abrimos a las 9.
  Su pedido llegó el lunes.
  El reembolso tarda 5 días.
  ¿Lo intentó de nuevo después de 2 horas?
  Le responderemos lo antes posible.
  Puede llamarnos hasta las 18:00.
  No podremos responder antes del viernes.
  El transportista le llamará mañana.
  Envíenos la factura antes del viernes.
  Si no responde en 7 días, cerraremos el caso.
  Tiene 30 días para devolver el artículo.
  El enlace caduca en 24 horas.
  Le llamamos ayer a las 15:00.
  Buenos días, gracias por su paciencia.
  Reinicie el equipo en 10 minutos.
  ¿Puede confirmarlo antes del viernes?
  La oferta termina el domingo.
  El paquete llegará el martes.
  La tienda abre mañana a las 9.
  Recibimos su mensaje el lunes.
`

const PORTUGUESE_PROMISES = `
  2026-03-04T12:20 duration | Responderemos em até 2 horas.
  2026-03-05T12:00 day      | Ligo para você amanhã de manhã.
  2026-03-06T18:00 day      | Você receberá uma resposta até sexta-feira.
  2026-03-05T10:20 duration | Entraremos em contato em 24 horas.
  2026-03-04T17:00 time     | Vou ligar às 17h.
  2026-03-04T17:00 day      | Um colega vai entrar em contato hoje à tarde.
  2026-03-05T18:00 day      | Vou verificar e retorno amanhã.
  2026-03-09T18:00 day      | Seu pedido será enviado na segunda-feira.
  2026-03-06T18:00 day      | O problema será resolvido até o fim da semana.
  2026-03-04T10:50 duration | Me dê 30 minutos.
  2026-03-05T17:00 day      | Amanhã à tarde enviarei a fatura.
  2026-03-04T10:50 duration | Retornaremos em meia hora.
  2026-03-12T18:00 day      | Enviaremos o contrato em 12 de março.
  2026-03-06T18:00 day      | Daremos retorno depois de amanhã.
  2026-03-06T18:00 duration | Responderemos em dois dias úteis.
  2026-03-06T14:30 time     | Vamos ligar na sexta-feira às 14:30.
  2026-03-13T18:00 day      | Enviaremos uma atualização na próxima semana.
  2026-03-07T10:20 duration | Reembolsaremos em alguns dias.
  2026-03-04T18:00 day      | Ainda hoje retornaremos.
  2026-03-04T18:00 day      | Responderei até o final do dia.
  2026-03-05T18:00 day      | Obrigado pela paciência, teremos novidades na quinta-feira.
  2026-03-05T12:00 time     | Encaminhei o caso para a equipe técnica, que vai ligar amanhã ao meio-dia.
  2026-03-04T17:00 day      | Envio a nota fiscal hoje à tarde.
  2026-03-04T12:20 duration | Vamos resolver isso nas próximas duas horas.
  2026-03-04T18:00 time     | Te aviso até as 18h.
`
const NO_PORTUGUESE_PROMISES = `
  Por favor, responda em 14 dias.
  Abrimos às 9h.
  Seu pedido chegou na segunda-feira.
  O reembolso leva 5 dias.
  Você tentou de novo depois de 2 horas?
  Responderemos o mais rápido possível.
  Você pode ligar até as 18h.
  Não poderemos responder até sexta-feira.
  A transportadora ligará amanhã.
  Envie a fatura até sexta-feira.
  Se não responder em 7 dias, encerraremos o chamado.
  Você tem 30 dias para devolver o produto.
  O link expira em 24 horas.
  Ligamos ontem às 15h.
  Boa tarde, obrigado pela paciência.
  Reinicie o aparelho em 10 minutos.
  Pode confirmar até sexta-feira?
  A promoção termina no domingo.
  O pacote chega na terça-feira.
  A loja abre amanhã às 9h.
  Recebemos sua mensagem na segunda.
`

const ITALIAN_PROMISES = `
  2026-03-04T12:20 duration | Le risponderemo entro 2 ore.
  2026-03-05T12:00 day      | La richiamo domani mattina.
  2026-03-06T18:00 day      | Riceverà una risposta entro venerdì.
  2026-03-05T10:20 duration | La contatteremo nelle prossime 24 ore.
  2026-03-04T17:00 time     | La chiamerò alle 17.
  2026-03-04T17:00 day      | Un collega la contatterà questo pomeriggio.
  2026-03-05T18:00 day      | Verificherò e le faccio sapere domani.
  2026-03-09T18:00 day      | Il suo ordine sarà spedito lunedì.
  2026-03-06T18:00 day      | Il problema sarà risolto entro la fine della settimana.
  2026-03-04T10:50 duration | Mi dia 30 minuti.
  2026-03-05T17:00 day      | Domani pomeriggio le invierò la fattura.
  2026-03-04T10:50 duration | Le scriverò tra mezz'ora.
  2026-03-12T18:00 day      | Le invieremo il contratto il 12 marzo.
  2026-03-06T18:00 day      | Avrà notizie dopodomani.
  2026-03-06T18:00 duration | Le risponderemo entro due giorni lavorativi.
  2026-03-06T14:30 time     | La chiameremo venerdì alle 14:30.
  2026-03-09T18:00 day      | Ci sentiamo lunedì prossimo.
  2026-03-07T10:20 duration | La rimborseremo tra qualche giorno.
  2026-03-04T18:00 day      | Le rispondo in giornata.
  2026-03-04T11:20 duration | Entro un'ora la richiameremo.
  2026-03-05T18:00 day      | Grazie per la pazienza, avremo novità giovedì.
  2026-03-05T12:00 time     | Ho inoltrato la richiesta al reparto tecnico, che la chiamerà domani a mezzogiorno.
  2026-03-04T17:00 day      | Le mando la fattura oggi pomeriggio.
  2026-03-04T12:20 duration | Risolveremo il problema nelle prossime due ore.
  2026-03-04T18:00 time     | La ricontatto entro le 18.
`
const NO_ITALIAN_PROMISES = `
  Per favore risponda entro 14 giorni.
  Siamo aperti dalle 9 alle 18.
  Il suo ordine è arrivato lunedì.
  Il rimborso richiede 5 giorni.
  Ha riprovato dopo 2 ore?
  Le risponderemo al più presto.
  Può chiamarci fino alle 18.
  Non potremo rispondere entro venerdì.
  Il corriere la chiamerà domani.
  Ci invii la fattura entro venerdì.
  Se non risponde entro 7 giorni, chiuderemo il caso.
  Ha 30 giorni per restituire l'articolo.
  Il link scade tra 24 ore.
  L'abbiamo chiamata ieri alle 15.
  Buongiorno, grazie per la pazienza.
  Riavvii il dispositivo tra 10 minuti.
  Può confermare entro venerdì?
  L'offerta termina domenica.
  Il pacco arriva martedì.
  Il negozio apre domani alle 9.
  Abbiamo ricevuto il suo messaggio lunedì.
`

describe.each([
  { locale: 'fr', promises: FRENCH_PROMISES, others: NO_FRENCH_PROMISES },
  { locale: 'es', promises: SPANISH_PROMISES, others: NO_SPANISH_PROMISES },
  { locale: 'pt', promises: PORTUGUESE_PROMISES, others: NO_PORTUGUESE_PROMISES },
  { locale: 'it', promises: ITALIAN_PROMISES, others: NO_ITALIAN_PROMISES },
])('a reply in $locale', ({ locale, promises, others }) => {
  it.each(promisesIn(promises))('"$reply" is due $expected', ({ reply, expected }) => {
    expect(readAs(reply, locale)).toBe(expected)
  })
  it.each(linesOf(others))('"%s" promises nothing', (reply) => {
    expect(readAs(reply, locale)).toBeNull()
  })
})

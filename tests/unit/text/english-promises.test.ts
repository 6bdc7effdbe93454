import { describe, expect, it } from 'vitest'
import { promisesIn, readAs } from './promise-table.ts'

/** Written on Wednesday 2026-03-04 at 10:20. */
const DURATIONS = `
  2026-03-04T12:20 duration | We will get back to you within 2 hours.
  2026-03-04T10:50 duration | Give me 30 minutes.
  2026-03-04T10:50 duration | Give me 30 minutes, please.
  2026-03-04T10:35 duration | I'll get back to you in a few minutes.
  2026-03-05T18:00 duration | Our team will contact you within one business day.
  2026-03-06T10:20 duration | We have received your message and will respond within 24-48 hours.
  2026-03-07T10:20 duration | Your refund will be processed within 3 days.
  2026-03-04T10:50 duration | We'll update you every 30 minutes.
  2026-03-04T11:50 duration | I'll get back to you in an hour and a half.
  2026-03-04T11:20 duration | My colleague Anna will call you back within the hour.
  2026-03-05T10:20 duration | Allow us 24 hours to investigate.
  2026-03-05T10:20 duration | Please allow 24 hours for a response.
  2026-03-04T10:40 duration | This will take me 20 minutes.
  2026-03-09T18:00 duration | Someone will reach out within the next 2-3 business days.
  2026-03-05T10:20 duration | We aim to reply within 24 hours.
  2026-03-18T10:20 duration | I'll let you know in 2 weeks.
  2026-03-04T11:20 duration | I'll be back to you in 1 hour and 30 minutes.
  2026-03-04T10:50 duration | We will reply in half an hour.
  2026-03-04T12:20 duration | We'll get back to you in a couple of hours.
  2026-03-04T10:35 duration | Hang tight, we will be in touch in 15 min.
  2026-03-04T14:20 duration | We will respond within 4 business hours
  2026-03-04T10:30 duration | I'm on it - back in 10 mins
  2026-03-09T18:00 duration | I'll reach out again in 3 business days.
  2026-03-04T13:20 duration | I should be able to give you an update within the next few hours.
  2026-03-05T10:20 duration | Sure! I'll refund it right away and you will get a confirmation email within 24 hours.
  2026-03-04T10:40 duration | I'll need about 20 minutes to check this with the warehouse.
  2026-03-04T10:25 duration | Hold on, I'll be right back with you in five minutes.
  2026-03-11T10:20 duration | We hope to have this sorted within a week.
  2026-03-04T11:05 duration | I'm going to escalate it now. Someone from tier 2 will call you in the next 30-45 minutes.
  2026-03-04T10:25 duration | OK, calling you in 5 minutes.
  2026-03-06T10:20 duration | Expect to hear from us within 48h.
  2026-03-04T10:50 duration | I'll have it back up in half an hour.
  2026-03-04T12:20 duration | We will get your account unlocked within two hours.
  2026-03-04T11:20 duration | hi there, gonna check and will update you in an hr
  2026-03-06T18:00 duration | You'll be contacted by our billing specialist within 1-2 business days.
  2026-03-04T10:25 duration | I'm just checking this for you, please bear with me for 5 minutes.
  2026-03-04T11:20 duration | Within the next hour you'll receive a link from me.
  2026-03-05T10:20 duration | We will process your cancellation within 24 hours.
  2026-03-04T13:20 duration | We should be able to restore service in 2 to 3 hours.
  2026-03-11T18:00 duration | Our billing department will review the charge and respond within five working days.
  2026-03-04T10:40 duration | We're on it and will post an update here in 20 minutes.
  2026-03-06T18:00 duration | I will pass this on; expect a reply from the team in 2 working days.
  2026-03-06T10:20 duration | Once the parcel arrives, we'll refund you within 2 days.
  2026-03-06T10:20 duration | We will try to resolve it within the next 48 hours.
  2026-03-04T11:20 duration | I'm going to call them now and update you within an hour.
  2026-03-18T10:20 duration | Within 2 weeks you will hear from us.
`

const TIMES = `
  2026-03-04T17:00 time     | I'll call you by 5 pm.
  2026-03-04T15:30 time     | We'll look into this and reply by 3:30 pm today.
  2026-03-04T17:00 time     | By 5 pm today, our billing team will contact you.
  2026-03-04T17:00 time     | The site will be back up by 5 pm.
  2026-03-04T12:00 time     | Let me check and get back to you by noon.
  2026-03-04T15:00 time     | Will call you at 3pm
  2026-03-04T16:00 time     | Next update by 4 pm.
  2026-03-04T17:00 time     | I'll call you by 5.
  2026-03-05T10:00 time     | I'll call you tomorrow at 10.
  2026-03-04T17:00 time     | I'll call you at 5 p.m. today.
  2026-03-05T09:00 time     | Talk to you tomorrow at 9.
  2026-03-04T16:00 time     | Thanks, I'll call you between 2 and 4 pm.
  2026-03-04T17:00 time     | We'll get back to you at 5 pm UTC.
  2026-03-04T12:00 time     | Anna will call you by noon.
  2026-03-05T10:00 time     | I'll call you tomorrow at 10, is that ok?
  2026-03-04T18:00 time     | ETA for the fix is 6 pm.
  2026-03-05T12:00 time     | We'll refund you once you confirm. You will hear back by Thursday at noon.
  2026-03-06T09:30 time     | I promise to call you on Friday at 9:30.
  2026-03-04T21:00 time     | We'll call you Wednesday at 4pm EST.
  2026-03-05T11:00 time     | No worries, I'll ping you tomorrow around 11am.
  2026-03-05T11:00 time     | You can expect a call from my manager between 9 and 11 tomorrow.
  2026-03-04T16:15 time     | Just a heads-up: I'll be calling you at 4:15 PM.
  2026-03-10T15:00 time     | We'd like to apologise. A technician will visit you on Tuesday between 1pm and 3pm.
  2026-03-04T20:00 time     | The team is working on it, and we expect to have it resolved by 8pm tonight.
  2026-03-05T12:00 time     | I'll check and revert by tomorrow noon.
  2026-03-04T10:30 time     | I'll make sure someone calls you by 10:30.
  2026-03-04T20:00 time     | I will update the ticket by 3pm ET.
  2026-03-04T17:00 time     | I'll be in touch by 5.
  2026-03-06T15:00 time     | We'll let you know as soon as possible, at the latest by Friday 3 pm.
  2026-03-04T17:00 time     | I will respond no later than 6 PM CET.
  2026-03-05T12:00 time     | Someone from our side is going to call you at noon tomorrow.
  2026-03-05T09:00 time     | I'll keep an eye on it and update you at 9 tomorrow morning.
  2026-03-04T18:00 time     | hey, ill get back to u by 6pm today
  2026-03-05T14:00 time     | I will reach out to you once I have news, latest by tomorrow 2pm.
  2026-03-04T14:00 time     | We'll be back with an update at 14:00 UTC.
  2026-03-04T17:00 time     | Our engineers are investigating and the next update will follow at 5pm.
  2026-03-04T16:00 time     | I will have someone call you this afternoon between 3 and 4.
  2026-03-04T12:00 time     | I'll try to get it sorted by lunchtime.
  2026-03-04T16:00 time     | I'll take care of this and message you back by 4.
  2026-03-05T09:15 time     | Okay, I'll try calling again tomorrow at 9:15am.
  2026-03-04T18:00 time     | You should get a call from Ravi today between 5 and 6pm.
  2026-03-05T00:00 time     | We'll have your account reactivated by midnight.
  2026-03-04T15:00 time     | Leave it with me, I'll be back to you before 3pm.
  2026-03-10T14:00 time     | We'll contact you once more on 10 March at 14:00.
  2026-03-09T09:00 time     | I'll reply on 2026-03-09 at 9:00.
  2026-03-05T17:00 time     | I'll call you on the 5th of March by 5pm.
`

const DAYS = `
  2026-03-05T12:00 day      | You'll hear from us tomorrow morning.
  2026-03-06T18:00 day      | Expect an update by Friday.
  2026-03-05T18:00 day      | I will check with the warehouse and let you know tomorrow.
  2026-03-05T12:00 day      | Tomorrow morning I'll call you.
  2026-03-04T17:00 day      | I'll send the invoice this afternoon.
  2026-03-09T18:00 day      | We'll ship your replacement on Monday.
  2026-03-06T18:00 day      | Your order will be shipped by Friday.
  2026-03-06T18:00 day      | We should have a fix by Friday.
  2026-03-04T12:00 day      | I will email you first thing in the morning.
  2026-03-06T18:00 day      | You will receive an answer from our legal team by EOD Friday.
  2026-03-13T18:00 day      | I'll follow up next week.
  2026-03-31T18:00 day      | We will have this fixed by the end of the month.
  2026-03-09T18:00 day      | I'll call you on March 9th.
  2026-03-09T18:00 day      | I'll call you on 3/9.
  2026-03-04T20:00 day      | I'm sending you the form tonight.
  2026-03-10T18:00 day      | We'll get back to you Monday or Tuesday.
  2026-03-05T18:00 day      | I'll have an answer for you before Friday.
  2026-03-05T20:00 day      | We are getting back to you by tomorrow evening.
  2026-03-06T18:00 day      | I can get back to you by Friday.
  2026-03-05T18:00 day      | Hi Jo, we'll get this sorted by close of business tomorrow.
  2026-03-04T18:00 day      | I'll be in touch later today.
  2026-03-05T18:00 day      | I'll escalate this now and you should have an update by tomorrow EOD.
  2026-03-12T18:00 day      | As discussed, we will send you the contract by 12 March.
  2026-03-05T18:00 day      | Thanks for waiting! I've forwarded this to engineering and will have news for you by Thursday.
  2026-03-04T18:00 day      | Hi Maria, I will personally look into it and get back to you before the end of the day.
  2026-03-04T17:00 day      | Our finance team needs to approve it, but you'll have an answer by Wednesday afternoon.
  2026-03-04T20:00 day      | We're going to deploy the fix tonight.
  2026-03-04T18:00 day      | I will get this done today.
  2026-03-10T18:00 day      | We will follow up with you on the 10th.
  2026-03-06T18:00 day      | As promised I'll send over the documents by COB Friday.
  2026-03-04T20:00 day      | Let me talk to my colleague and I'll write back this evening.
  2026-03-09T18:00 day      | We will send you a new one next Monday.
  2026-03-09T12:00 day      | We'll have it ready for you first thing on Monday.
  2026-03-06T18:00 day      | We promise to resolve this by the weekend.
  2026-03-04T18:00 day      | Will get back to you by EOB.
  2026-03-05T18:00 day      | Could you send a screenshot? I'll take a look and respond by tomorrow.
  2026-03-05T12:00 day      | It will be fixed by tomorrow morning.
  2026-03-06T18:00 day      | I've asked billing to check; they will email you by Friday.
  2026-03-09T12:00 day      | We will look at it on Monday morning and let you know.
  2026-03-06T18:00 day      | You'll get an email from me later this week.
  2026-03-05T18:00 day      | I'll do that tomorrow.
  2026-03-05T18:00 day      | We are shipping your new device on Thursday.
  2026-03-06T18:00 day      | Please give us until Friday to look into this.
  2026-03-10T18:00 day      | We've logged this with the developers and will report back next Tuesday.
  2026-03-05T12:00 day      | I'll be glad to help. My shift ends soon but Priya will contact you tomorrow morning.
  2026-03-04T18:00 day      | Apologies for the delay, we will have this resolved by EOD today.
  2026-03-06T18:00 day      | A member of our team will be in touch by the end of the week.
  2026-03-06T18:00 day      | We anticipate having an answer by Friday.
  2026-03-05T18:00 day      | I have raised this with our supplier and hope to hear back by Thursday, at which point I will email you.
  2026-03-09T18:00 day      | I shall revert by Monday, 9 March.
  2026-03-05T20:00 day      | By tomorrow evening we will have restored your data.
  2026-03-06T18:00 day      | We'll send a courier to collect it on Friday.
  2026-03-05T12:00 day      | I'm afraid we can't do it today, but we'll do it first thing tomorrow.
  2026-03-06T18:00 day      | Rest assured we will fix this before the weekend.
  2026-03-04T18:00 day      | Your ticket is with our specialists, who will answer you by Wednesday.
  2026-03-06T18:00 day      | Let me look into this and I'll come back to you on Friday.
  2026-03-09T18:00 day      | I'll find out and tell you on Monday.
  2026-03-13T18:00 day      | We are hoping to release the fix early next week.
  2026-03-12T18:00 day      | Our technician is going to visit on the 12th.
  2026-03-20T18:00 day      | We will review your application and you will hear from us by 20 March.
  2026-03-04T20:00 day      | Will do! You'll have the invoice and a confirmation by tonight.
  2026-03-04T18:00 day      | I'm chasing this up with logistics and will let you know by close of play today.
  2026-03-05T18:00 day      | Please expect our response by end of business tomorrow.
  2026-03-06T18:00 day      | I'll get back to you by the weekend.
  2026-03-08T18:00 day      | We'll check this over the weekend and let you know.
  2026-03-10T18:00 day      | We will call you on 10.03.2026.
  2026-03-05T18:00 day      | We'll ship it tomorrow, and you'll have the link by Friday.
`

describe('a promise in English', () => {
  it.each(promisesIn(DURATIONS))('"$reply" is due $expected', ({ reply, expected }) => {
    expect(readAs(reply, 'en')).toBe(expected)
  })
  it.each(promisesIn(TIMES))('"$reply" is due $expected', ({ reply, expected }) => {
    expect(readAs(reply, 'en')).toBe(expected)
  })
  it.each(promisesIn(DAYS))('"$reply" is due $expected', ({ reply, expected }) => {
    expect(readAs(reply, 'en')).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { linesOf, readAs } from './promise-table.ts'

/** Asked, not promised. */
const QUESTIONS = `
  Did you try again after 2 hours?
  Can I call you by 5 pm?
  Shall we call you tomorrow morning?
  Would you like us to call you tomorrow?
  When should we call you tomorrow?
  Does tomorrow at 3 pm work?
  Did we get back to you within 2 hours?
  When did you say you'd be back, at 5 pm?
  Could someone be at home on Monday between 8 and 12?
  Have you tried restarting within the last 24 hours?
`

/** The customer's duties, chances and expectations. */
const CUSTOMERS = `
  Your order arrived on Monday.
  Please reply within 14 days.
  You can call us until 6 pm.
  If we don't hear from you within 7 days, we will close this ticket.
  Your bank will contact you within 2 days.
  Your package will be delivered by Friday.
  You have 30 days to return the item.
  Please send us the invoice by Friday.
  Please let us know by tomorrow.
  Let us know by Friday.
  You will be charged on Friday.
  Your subscription renews on 12 March.
  Restart it and wait 10 minutes.
  Try again in 30 minutes.
  You told us on Tuesday that it works.
  You should receive your refund within 5-7 business days.
  Once you reply by Friday, the case moves on.
  You need to confirm your e-mail within 24 hours.
  If you cancel before Friday, you will not be charged.
  Your account will be locked for 30 minutes.
  Use the code within 10 minutes.
  Your warranty ends on 12/03/2027.
  You will receive the parcel on Thursday.
  You'll see the credit within 3-5 business days.
  If the problem persists after 24 hours, contact us again.
  Let me know if tomorrow at 10 works for you.
  Your appointment is on Monday at 10 am.
  Feel free to call us tomorrow between 9 and 5.
  Let me know how it goes!
  Make sure to restart it within 5 minutes.
  Your invoice will be due on 1 April.
  You may cancel at any time within the first 14 days.
  Your password will expire in 5 days.
  Please confirm by tomorrow so that we can ship it.
  Your case number is 12 and was opened on March 3.
  Please try logging in again tomorrow.
  You can expect your parcel on Tuesday.
  If you reply before 5 pm, you still get it tomorrow.
  Your session expires in 15 minutes, so please save your work.
  Turn it off, wait for 5 minutes, and turn it on again.
  You'll be billed on the 1st of each month.
  Sign in within 10 minutes, or the code becomes invalid.
  Your plan will renew on 5 April.
  Please return the device by 20 March.
  You will get the goods in 2-4 business days.
  You are welcome, have a lovely evening!
  You can download the invoice within 30 days.
  Your booking starts tomorrow at 15:00.
  Allow cookies and reload after 5 minutes.
  Try to reach the courier tomorrow morning.
  Just a moment, please.
`

/** What we did, usually do, cannot do, or do not say when. */
const OURSELVES = `
  We open at 9 am.
  We'll get back to you shortly.
  I'll look into it asap.
  Our office hours are 9 am to 5 pm.
  We will not be able to reply by Friday.
  We can't get back to you today.
  I called you yesterday at 5 pm.
  We wrote to you on Monday.
  I was going to call you at 5 pm.
  We are open 24/7.
  We will be closed on Friday.
  I will be out of office until Monday.
  We'll keep your order for 7 days.
  We are looking into the outage since 5 pm.
  We usually reply within a few hours.
  We tried to call you at 3 pm.
  I hope you have a great weekend!
  We will close this ticket in 3 days.
  We emailed you 2 hours ago.
  We have been working on this since Monday.
  I will need your order number by Friday.
  We may be able to help you on Monday.
  Our phone lines are open from 9 am.
  We'll reply by 5 December 2030.
  I'll call you yesterday.
  I saw that you tried this on Tuesday at 9.
  Our agents are available Monday to Friday, 9am-5pm.
  We need the documents by Friday.
  I noticed the last login was yesterday at 8 pm.
  We will get back to you as soon as we can.
  I am sorry that you had to wait for 2 hours.
  He called at 5 pm but nobody answered.
  I will be on vacation from Monday.
  We were unable to reach you yesterday, please call us back tomorrow.
  We never share your data, not even in 10 years.
  Our system will delete the data in 30 days.
  Our response time is usually one business day.
  We have extended your trial by 7 days.
  I have scheduled your callback request, thank you!
  We won't ship it before Monday.
  I hope this helps, have a good day!
  I understand you were promised a call by 5 pm.
  We could offer you a slot tomorrow at 9.
  We take every report seriously and review it every Friday.
  I see you ordered on Friday at 5 pm.
  We'll be happy to help you from 9 to 5 on weekdays.
  Our terms say that you must return it within 30 days.
  We'd need the form back by Friday.
  I had a look at your account at 3 pm.
  We wish you a happy weekend!
  Our next holiday is on Monday, we are closed then.
  I am in meetings until 4 pm.
  My colleague answered you on Thursday.
  Our sale runs until Sunday.
  Our hotline is open from 8 am to 8 pm on weekdays.
  We close at 6 pm today.
  I would wait until tomorrow.
  He is out of office until Wednesday.
  We don't have any news yet, maybe tomorrow.
  Give me a minute, I'll check.
  I'll be with you in a second.
  We will reply on 3 March 2026.
  I'll do it someday.
`

/** What others do, what was, and what holds in general. */
const OTHERS = `
  The refund takes 5 days to show on your statement.
  Thanks for your patience!
  This conversation will be closed in 48 hours.
  The courier will call you tomorrow.
  The offer is valid for 3 days.
  The maintenance was on Sunday.
  The update installs within 5 minutes.
  Orders placed before 2 pm ship the same day.
  Delivery takes 3-5 business days.
  It will appear on your statement in 5 days.
  The link expires in 24 hours.
  See you on Friday!
  Have a nice evening.
  The trial ends tomorrow.
  The technician arrived at 10 am.
  The event is tomorrow at 5 pm.
  It can take up to 24 hours for the change to show.
  Thanks for calling us on Monday, the case is now closed.
  The webinar starts at 3 pm tomorrow.
  The new version was released on Friday.
  The discount is valid until Sunday.
  Since Monday we have received many reports.
  Payment is due within 30 days.
  The bank may need 3 days to process it.
  The outage lasted 2 hours.
  Refunds are issued within 14 days of receipt.
  Today is a public holiday.
  It was delivered at 2 pm today and signed for.
  Thank you for contacting us today.
  The meeting with your account manager takes place next Tuesday.
  Tom wrote that he would call you by 5 pm yesterday.
  Black Friday deals end tonight.
  The store closes in 30 minutes.
  The feature will be available on 1 April.
  The promotion ended yesterday at midnight.
  The customs office can hold it for up to 10 days.
  As of Monday prices will rise.
  The last backup was made 2 days ago.
  The delivery company says it arrives tomorrow between 9 and 12.
  The engineer was at your place on Monday at 10.
  The email was sent 3 hours ago.
  Customers usually get their refund in 5 days.
  The limit resets every 24 hours.
  The guarantee covers repairs within 2 years.
`

describe('no promise in English', () => {
  it.each(linesOf(QUESTIONS))('"%s" asks', (reply) => {
    expect(readAs(reply, 'en')).toBeNull()
  })
  it.each(linesOf(CUSTOMERS))('"%s" is for the customer to do', (reply) => {
    expect(readAs(reply, 'en')).toBeNull()
  })
  it.each(linesOf(OURSELVES))('"%s" commits us to nothing', (reply) => {
    expect(readAs(reply, 'en')).toBeNull()
  })
  it.each(linesOf(OTHERS))('"%s" is not ours to do', (reply) => {
    expect(readAs(reply, 'en')).toBeNull()
  })
})

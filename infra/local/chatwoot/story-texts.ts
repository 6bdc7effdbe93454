/** What invented customers and operators say. Short, harmless, and about parcels. */

export type Topic = {
  readonly label: string
  readonly team: 'support' | 'billing' | 'shipping'
  readonly openers: readonly string[]
  readonly replies: readonly string[]
  readonly answers: readonly string[]
}

export const TOPICS: readonly Topic[] = [
  {
    label: 'delivery',
    team: 'shipping',
    openers: [
      'My order has not arrived yet. Can you check where it is?',
      'The tracking number shows nothing since Monday.',
      'Parcel says "delivered" but there is nothing at my door & my neighbour has nothing either.',
      'Can you still change the delivery address?',
    ],
    replies: [
      'Sorry for the wait. I am checking with the carrier now.',
      'Could you share your order number? It starts with HL-.',
      'The parcel is in the depot of your town and comes tomorrow.',
    ],
    answers: ['It is HL-20417.', 'Thanks, and what if it does not come tomorrow?', 'Still nothing here.'],
  },
  {
    label: 'return',
    team: 'support',
    openers: [
      'How do I send the rain jacket back?',
      'The return label in my account does not open.',
      'I would like to return two of three items. One parcel or two?',
    ],
    replies: [
      'Your return label is on its way to your mail address.',
      'One parcel is fine. Please put the note with the order number on top.',
    ],
    answers: ['Got the label, thank you.', 'The label says <expired>, can you make a new one?'],
  },
  {
    label: 'refund',
    team: 'billing',
    openers: [
      'You got my parcel a week ago. When do I see the money?',
      'The refund is 4.90 short.',
      'I was charged twice for one order.',
    ],
    replies: [
      'The refund is booked. Your bank shows it within five working days.',
      'I see both charges. One is a reservation only and disappears by itself.',
    ],
    answers: ['My bank says there is nothing pending.', 'Alright, I will wait until Friday.'],
  },
  {
    label: 'damaged',
    team: 'support',
    openers: [
      'The tent arrived with a broken pole.',
      'One strap of the backpack is torn. Brand new!',
      'The stove leaks gas. What now?',
    ],
    replies: [
      'I am sorry! Please send two photos, one of the damage and one of the box.',
      'A replacement leaves today. You can keep the damaged piece.',
    ],
    answers: ['Photos are on their way.', 'When will the new one arrive? We leave on Saturday.'],
  },
  {
    label: 'sizing',
    team: 'support',
    openers: ['Ridge boots: I wear 42, should I take 43?', 'Is the down jacket cut long or short?'],
    replies: [
      'The Ridge runs small: take the 43.',
      'It ends at the hip. You can try both and return one free of charge.',
    ],
    answers: ['And with thick socks?', 'Perfect, I will order the 43.'],
  },
  {
    label: 'payment',
    team: 'billing',
    openers: [
      'My voucher SUMMER is not accepted.',
      'I need an invoice with our company address.',
      'Your checkout says "card declined" but my card works elsewhere.',
    ],
    replies: ['The voucher needs a basket of 60 or more.', 'The new invoice is in your account under My orders.'],
    answers: ['It says the same with 80 in the basket.', 'Found it, thanks.'],
  },
  {
    label: 'wholesale',
    team: 'billing',
    openers: ['Our hiking club needs 40 headlamps. Is there a price for that?', 'Please send the spring price list.'],
    replies: ['I have put an offer together, you will find it in your mail.', 'From 25 pieces you get 12 % off.'],
    answers: ['Could you do 15 %?', 'We take it. How do we order?'],
  },
]

export const BOT_QUESTIONS = [
  'Hi, I am Harbor Helper. Could you share your order number?',
  'Is this about delivery, a return, or something else?',
] as const

export const NOTES = [
  'Gold plan customer, please prioritise.',
  'Carrier ticket is open, they call back this afternoon.',
  'Second complaint this month. A small voucher would be kind.',
  'Warehouse confirms: it left on Tuesday.',
] as const

export const NUDGES = ['Hello? Anybody there?', 'Any news?', 'I am still waiting...'] as const
export const THANKS = ['Great, thank you!', 'That solved it, thanks.', 'Perfect. Have a nice day!'] as const
export const FEEDBACK = [
  'Quick and friendly.',
  'Took too long to get an answer.',
  'All good.',
  'I had to ask twice.',
] as const

export const BROWSERS = [
  {
    browser_name: 'Chrome',
    browser_version: '140.0.0.0',
    device_name: 'Unknown',
    platform_name: 'macOS',
    platform_version: '15.6',
  },
  {
    browser_name: 'Firefox',
    browser_version: '142.0',
    device_name: 'Unknown',
    platform_name: 'Windows',
    platform_version: '11',
  },
  {
    browser_name: 'Safari',
    browser_version: '18.6',
    device_name: 'iPhone',
    platform_name: 'iOS',
    platform_version: '18.6',
  },
] as const

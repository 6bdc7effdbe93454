/** What Harbor Lane Outfitters, an invented outdoor shop, has written down: help articles, canned responses, labels. */

export const LABELS = [
  { title: 'delivery', description: 'Where is my parcel', color: '#2f7ebc' },
  { title: 'return', description: 'Sending goods back', color: '#8a5cc2' },
  { title: 'refund', description: 'Money on its way back', color: '#c2772f' },
  { title: 'damaged', description: 'Arrived broken or wrong', color: '#c23b3b' },
  { title: 'sizing', description: 'Fit and size advice', color: '#3bc28a' },
  { title: 'payment', description: 'Cards, invoices, vouchers', color: '#c2a83b' },
  { title: 'wholesale', description: 'Clubs and resellers', color: '#4a5568' },
  { title: 'vip', description: 'Gold plan customers', color: '#d4af37' },
] as const

export const CANNED = [
  { shortCode: 'hello', content: 'Hi, thanks for writing to Harbor Lane! How can I help?' },
  { shortCode: 'order', content: 'Could you share your order number? It starts with HL-.' },
  { shortCode: 'carrier', content: 'I have asked the carrier and will write again as soon as they answer.' },
  { shortCode: 'label', content: 'Your return label is on its way to your mail address.' },
  { shortCode: 'refund', content: 'The refund is booked. Your bank shows it within five working days.' },
  {
    shortCode: 'not_arrived',
    content:
      'I am sorry that your order has not arrived yet. Please check where it is under Orders in your account: the page shows what the carrier says, hour by hour.',
  },
  {
    shortCode: 'change_address',
    content:
      'You can still change the delivery address until the parcel has left us: open Orders in your account, and choose Address beside it.',
  },
  {
    shortCode: 'send_back',
    content:
      'To send a jacket back, open Orders in your account, choose it, and print the return label that you find there.',
  },
  {
    shortCode: 'tent_poles',
    content:
      'The poles of our tents are in the side pocket of the bag, where it is easy not to find them. If they are missing, tell us your order number and we send a set.',
  },
  {
    shortCode: 'wash_down',
    content:
      'Wash a down jacket at 30 degrees with soap for down, without softener, and dry it with two tennis balls: that does not ruin it.',
  },
  { shortCode: 'bye', content: 'Glad that worked out. Have a good day outside!' },
] as const

export const CATEGORIES = [
  { slug: 'orders', name: 'Orders and delivery', description: 'From basket to doorstep' },
  { slug: 'returns', name: 'Returns and refunds', description: 'When something has to go back' },
  { slug: 'gear', name: 'Gear and care', description: 'Choosing and keeping your things' },
] as const

type ArticleText = {
  readonly category: (typeof CATEGORIES)[number]['slug']
  readonly title: string
  readonly description: string
  readonly content: string
}

export const ARTICLES: readonly ArticleText[] = [
  {
    category: 'orders',
    title: 'How long delivery takes',
    description: 'Delivery times by region',
    content:
      '# How long delivery takes\n\nOrders placed before 14:00 leave the same day. Standard delivery takes **2 to 4 working days**, express delivery **1 working day**. Islands need two days more.',
  },
  {
    category: 'orders',
    title: 'Track your parcel',
    description: 'Where to find the tracking number',
    content:
      '# Track your parcel\n\nThe dispatch mail carries a tracking number. It works some hours after the mail. If it shows nothing for two working days, write to us with your order number (it starts with `HL-`).',
  },
  {
    category: 'orders',
    title: 'Change or cancel an order',
    description: 'Possible until the parcel is packed',
    content:
      '# Change or cancel an order\n\nWe can change the address or cancel until the parcel is packed, usually **within one hour**. Afterwards refuse the parcel or send it back free of charge.',
  },
  {
    category: 'orders',
    title: 'Delivery costs',
    description: 'Free from 60',
    content: '# Delivery costs\n\nStandard delivery costs 4.90 and is free from 60. Express delivery costs 12.90.',
  },
  {
    category: 'orders',
    title: 'Paying with a voucher',
    description: 'Vouchers and gift cards at the checkout',
    content:
      '# Paying with a voucher\n\nEnter the code in the basket, before payment. One voucher per order; gift cards can be combined. A rest stays on the card for three years.',
  },
  {
    category: 'orders',
    title: 'Invoices and receipts',
    description: 'Where to download an invoice',
    content:
      '# Invoices and receipts\n\nSign in, open *My orders*, and choose **Invoice**. For a company address write to us before the parcel leaves; an invoice cannot be rewritten later.',
  },
  {
    category: 'returns',
    title: 'Send something back',
    description: 'Thirty days, free of charge',
    content:
      '# Send something back\n\nYou have **30 days**. Ask for a label in *My orders*, put the goods into their box, and hand the parcel in at any shop of the carrier. Worn items cannot be taken back.',
  },
  {
    category: 'returns',
    title: 'When the refund arrives',
    description: 'Five working days after we have the parcel',
    content:
      '# When the refund arrives\n\nWe check a return within two working days and refund to the card you paid with. Banks need up to **five working days** more.',
  },
  {
    category: 'returns',
    title: 'Exchange for another size',
    description: 'The quick way to the right size',
    content:
      '# Exchange for another size\n\nOrder the new size at once and send the old one back: that is quicker than an exchange. Delivery of the second parcel is free; tell us the order number.',
  },
  {
    category: 'returns',
    title: 'Damaged on arrival',
    description: 'What we need to help at once',
    content:
      '# Damaged on arrival\n\nSend us **two photos** (the damage and the box) within seven days. We send a replacement the same day; the damaged piece need not come back if it costs less than 40.',
  },
  {
    category: 'returns',
    title: 'Warranty',
    description: 'Two years on everything, five on tents',
    content:
      '# Warranty\n\nTwo years on everything, five on tents and backpacks. Wear of zips and soles is not covered, but we repair them at cost.',
  },
  {
    category: 'gear',
    title: 'Find your boot size',
    description: 'Measure in the evening, add a thumb',
    content:
      '# Find your boot size\n\nMeasure your foot in the evening and add 12 mm. Between two sizes take the larger. The *Ridge* runs small, the *Dune* runs large.',
  },
  {
    category: 'gear',
    title: 'Wash a down jacket',
    description: 'Gently, with tennis balls',
    content:
      '# Wash a down jacket\n\n30 degrees, down detergent, no softener. Dry with two tennis balls on low heat until no clump is left; that takes up to three hours.',
  },
  {
    category: 'gear',
    title: 'Proof a tent again',
    description: 'Once a season',
    content:
      '# Proof a tent again\n\nClean it with lukewarm water, let it dry, spray the fly evenly and wipe off the rest after five minutes. Tape seams that peel.',
  },
  {
    category: 'gear',
    title: 'Stoves and gas cartridges',
    description: 'What fits, and what may be posted',
    content:
      '# Stoves and gas cartridges\n\nAll our stoves take screw cartridges (EN 417). Gas travels by ground only, so express delivery is not possible with cartridges.',
  },
]

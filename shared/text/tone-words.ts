/** What AFINN-165 does not know about the talk of customers. Weights are on its scale of -5 to 5. */

const listed = (words: string): string[] => words.trim().split(/\s+/)
/** Lines of words and phrases of one weight each: "-3: useless, fed up". */
const weighed = (lines: string): ReadonlyMap<string, number> =>
  new Map(
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [weight = '', words = ''] = line.split(':')
        return words.split(',').map((word): [string, number] => [word.trim(), Number(weight)])
      }),
  )

/** Words that AFINN rates and that here only name the matter, the writer's worry about it, or are mere politeness. */
export const MATTER_WORDS: ReadonlySet<string> = new Set(
  listed(`
    abort aborted accident accidental accidentally affected afraid alarm alarms alert alone anti apologise apologize avoid
    avoided block blocked blocking blocks blurry bother bothering breach broke broken cancel canceled cancelled cancelling
    challenge charge charged charges clash clear cleared clearly complain complained complaint complaints concerned conflict
    conflicting conflicts confused confusing confusion corrupt corrupted corruption crash crashes critical cut cutting
    damage damaged damages danger dangerous dead debt defect defective defects defunct delay delayed delays demand denied
    denies deny desperate desperately destroy destroyed die died difficult dirty disabling disappear disappeared disappears
    dispute disputed disputes doubt drag dragged drop dropped dropping drops drunk dump emergency empty error errors escape
    exclude excluded exposed fail failed failing fails failure failures fake fall false fatal fear fire forbidden forced
    forget forgot forgotten fraud fraudulent fraudulently ghost gray grey gun hack hacked hard hazardous hide hiding hurt
    ill illegal inadvertently incomplete inconvenient infected infection inferior insecure interrupt interrupted invalid
    isolated join kill killed lack lag lagging leak leave limit limitation limited limits loose looses lose losing loss
    lost mandatory matter miss misplaced missed missing mistake mistakenly mistakes negative nervous no odd offline outage
    overload pain panic pay penalty prevent prevented prevents problem problems recession refuse refused refuses refusing
    reject rejected rejecting rejects restrict restricted retained risk risks rob robbed sentence sentences shoot sick sorry
    spam spamming stab steal stole stolen stop stopped stopping stops strange strangely strike struggle struggling stuck
    sue suspect suspected suspend suspended suspicious threat threats tired trouble troubled troubles unable unauthorised
    unauthorized unavailable unaware uncertain unclear undo unknown unsecured unstable unsubscribe unsuccessful
    unsuccessfully unsupported unsure unwanted urgent victim virus war warn warned warning warnings weird withdraw
    withdrawal worried worries worry wrong wrongly zap
    ability accept accepted accepting accepts activated active advanced allow allowed appropriate approval approve approved
    backed backing better big bold capable care certain chance dear desired donate donated donation easily easy ensure fair
    fine fit free fresh friend friends gain god greetings hello help helped helping helps hi highlight hope hopefully hoping
    important increase increased interest interested joke kind kindly like likes loyal natural number ok okay opportunity
    patience please pretty protect protected protects reach reached reaches recommend recommended resolution resolve
    resolved resolves restore restored restoring safe safely save saved saves saving savings secure share shares smart
    solution solutions solve solved solving success successful successfully support supported supporting supports swift top
    trust trusted true unified united want wants welcome win winning wish won worth yeah yep yes
  `),
)

/** Beside or against AFINN: single words, and phrases of two or three. */
export const CUSTOMER_TALK: ReadonlyMap<string, number> = weighed(`
  -4: appalling, atrocious, disgrace, disgraceful, disgusting, furious, livid, crooks, liars, scammers, thieves
  -4: outrageous, unacceptable, worst, absolute joke, complete joke, joke of a, ripped off, ripping off, thanks for nothing
  -3: cheaters, disappointed, disappointing, frustrated, incompetent, infuriating, laughable, lied, nightmare, pathetic
  -3: regret buying, piece of junk, ridiculous, rude, shambles, stupid, terrible, unprofessional, upset, useless
  -3: is a joke, fed up, sick of, sick and tired, had enough, last straw, how dare, never again, no excuse, rip off, shame on
  -3: nobody cares, no one cares, not impressed, waste of time, waste of money, wasting my time, wasted my time
  -3: ashamed of yourselves, fuming, let down, let me down, not good enough
  -3: losing my patience, losing patience, lost my patience, running out of patience
  -2: bad, badly, liar, nonsense, regret, rubbish, seriously, unbelievable, unhelpful, expected better
  -2: done with you, i demand, is garbage, tired of, put up with, speak to your, what a joke
  -1: a mess, can't believe, cannot believe, still nothing, still waiting
  0: no idea, not sure
  1: appreciate, appreciated, cheers, thank, thanks, no problem, no problems, no worries, not bad, not to worry
  3: works great, works perfectly
`)

/** Say little by themselves, and something when they are denied: "isn't working", "nobody answered". */
export const MISSED_WHEN_DENIED: ReadonlyMap<string, number> = weighed(`
  -3: acceptable
  -2: apology, care, cares, help, helped, helpful, helping, helps, worth
  -1: answer, answered, answers, refunded, replied, reply, respond, responded, response, work, worked, working, works
`)

export const DENIALS: ReadonlySet<string> = new Set(
  listed(`
    not no never none nobody nothing neither nor without hardly barely cannot cant dont doesnt didnt isnt wasnt arent wont
    wouldnt couldnt shouldnt hasnt havent zero
  `),
)

/** Factors on the rated word that follows. */
export const DEGREES: ReadonlyMap<string, number> = weighed(`
  1.4: absolutely, extremely, incredibly, utterly
  1.3: beyond, completely, deeply, totally, very
  1.2: really, so, truly
  0.6: bit, little, slightly, somewhat
`)

/** Emoji speak in every language. */
export const EMOJI: ReadonlyMap<string, number> = weighed(`
  -4: 😡, 🤬
  -3: 😠, 👿
  -2: 😤, 👎, 🙄, 😞, 😢
  1: 🙂, 🙏
  2: 😊, 😀, 😃, 👍
  3: ❤, 😍, 🎉
`)

/**
 * "Die" is German and "male" Italian: a text that has words of other languages, and none of English, is not rated. The
 * first list has no words that are common in another language; the second none that are common in English.
 */
export const ENGLISH: ReadonlySet<string> = new Set(
  listed(`
    the and you your my this it it's of for have has with are be been were i'm i've i'll not don't can't that they from
    what how why who when where which there would could should will please thanks thank very after before still nothing
    never ever again about because we our get got days weeks hours
  `),
)
export const FOREIGN: ReadonlySet<string> = new Set(
  listed(`
    der das und ich nicht ist ein eine mit für auf wir sie zu den von dem wie kann mein beim
    le les des est une je vous pas que pour dans du et sur avec mon ne
    el los las por una con para está mi no se un es al del como
    il che di per non sono della ho la lo mio si
    os um uma não com meu em na da
    het een niet ik van de dat maar mijn zijn kan naar
    nie jest się w že v och att som på det og til ve bir bu için
  `),
)

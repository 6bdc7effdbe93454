/** Words by which customers say how it went, and operators what they do; lower case, whole words, * for any ending. */

const listed = (phrases: string): readonly string[] =>
  phrases
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** In English, German, French, Spanish, Italian, Portuguese and Dutch. */
export const CUSTOMER_SIGNS = {
  thanks: listed(`
    thank you, thanks, thankyou, thx, many thanks, much appreciated, appreciate, appreciated, grateful, ty, cheers
    danke*, vielen dank, herzlichen dank, besten dank, merci, gracias, grazie, obrigad*, dank u, dank je, dankjewel, bedankt
  `),
  solved: listed(`
    worked, that works, this works, it works, works now, works again, works fine, works perfectly, works great, works well
    working now, now working, working again, is working, working fine, all working, now works, working perfectly, did work
    solved, resolved, problem solved, fixed, fixed it, that fixed, it's fixed, is fixed, sorted, sorted it, all sorted
    did the trick, did the job, that did it, this did it, that was it, that's it, got it, got it working, all good, all set, all is well
    back to normal, as good as new, good to go, up and running, no longer a problem, problem is gone, problem has gone, gone now
    found it, i found, success, successful, successfully, just what i, exactly what i, is ok now, all ok, ok now, fine now
    perfect, perfectly, brilliant, excellent, you are the best, you're the best, lifesaver, life saver, genius, hero, awesome, bingo
    fantastic, wonderful, hooray, hallelujah, yay, bravo, great help, very helpful, so helpful, your help, that helped, this helped
    you were right, you are right, you're right, makes sense, understand now, i now understand, now i understand, great answer
    much better, so easy, restored, recovered, i was able to, was able to, am able to, now able to, at last, finally, it seems to be, relief, relieved
    geklappt, funktioniert jetzt, funktioniert wieder, geht jetzt, geht wieder, gelost, erledigt, hat geholfen, passt jetzt
    ça marche, ca marche, fonctionne maintenant, c'est résolu, c'est reglé, c'est réglé, parfait
    ya funciona, funcionó, resuelto, solucionado, perfecto, risolto, funziona ora, ora funziona, perfetto
    funcionou, resolvido, perfeito, deu certo, opgelost, werkt nu, het werkt, gelukt
  `),
  notSolved: listed(`
    still not, still no, still can't, still cannot, still doesn't, still does not, still don't, still have, still having, still getting
    still get, still the same, still won't, still unable, still happening, still broken, still waiting, still need, still says, still asks
    
    didn't work, did not work, doesn't work, does not work, not working, isn't working, hasn't worked, haven't worked, has not worked, have not worked, never worked, nothing worked, not fix, didn't fix, did not fix, doesn't fix, not sorted, not able to, won't work, not work
    doesn't help, didn't help, did not help, does not help, not helpful, no help, no luck, no joy, no success, no change, no difference
    no effect, same problem, same issue, same error, same thing, same result, to no avail, without success, not solved, not resolved
    not fixed, unsolved, unresolved, already tried, i've tried, i have tried, tried everything, tried that, tried all, nothing works
    nothing changed, nothing happens, not the problem, not the issue, not the case, not my question, doesn't answer, did not answer
    problem persists, persists, persist, continues, came back, is back, again today, worse, gave up, give up, giving up, frustrat*
    any other, any ideas, any suggestions, anyone, what now, what next, but now, however, unfortunately, alas, not an option, unhelpful
    geht immer noch nicht, immer noch, funktioniert nicht, geht nicht, leider, hilft nicht, weiterhin
    toujours pas, ne marche pas, ne fonctionne pas, malheureusement, sigue sin, no funciona, todavía no, aún no
    non funziona, ancora non, purtroppo, não funciona, ainda não, infelizmente, werkt niet, nog steeds, helaas, lukt niet
  `),
  willTry: listed(`
    i'll try, i will try, will try, i'll give, i will give, going to try, let you know, report back, get back to you, i'll check
    i will check, will do, trying, i'll look, give it a try, give that a try, tomorrow, later, probiere, versuche, j'essaie, probaré
  `),
  ownAnswer: listed(`
    i found a, i figured, figured out, figured it out, i solved, i fixed, i managed, i discovered, turned out, turns out, it was my
    found the, found a, found out, i have found, i've found, solution was, the solution, workaround, work around, for anyone, update
  `),
} as const

export const OPERATOR_SIGNS = {
  steps: listed(`
    click*, select, choose, go to, open, press, tap, check, uncheck, tick, untick, enable, disable, turn on, turn off, set, change
    enter, type, copy, paste, delete, remove, add, install, uninstall, reinstall, update, restart, reboot, download, run, create
    switch, drag, right-click, scroll, sign in, log in, sign out, log out, reset, clear, make sure, use, try, start, close, exit
    klicken, öffnen, wählen, gehen sie, starten, cliquez, ouvrez, allez, haga clic, abra, vaya, clicca, apri, clique, klik, ga naar
  `),
  order: listed(
    `first, then, next, after that, afterwards, finally, once, step, steps, follow, following, instructions, instead`,
  ),
  hedges: listed(`
    no idea, not sure, don't know, do not know, i think, i guess, perhaps, maybe, might, possibly, probably, could be, i suspect
    i believe, as far as i know, seems, not aware, unclear, cannot reproduce, can't reproduce, not possible, no way, cannot, can't
    unfortunately, sorry, i have no
  `),
  asksFor: listed(`
    please post, please provide, please share, please attach, post a, screenshot, screen shot, what version, which version, what is your
    what exactly, can you, could you, did you, do you, have you, are you, does it, is it, is this, what do you, when you, let us know
    let me know, tell us, more information, more details, more detail, please tell, please confirm
  `),
  welcome: listed(`
    you're welcome, you are welcome, welcome, glad, happy to help, my pleasure, no problem, great to hear, good to hear, thanks for
    thank you for, enjoy, nice to hear
  `),
  elsewhere: listed(`
    file a bug, bug report, known bug, known issue, bug, duplicate, another forum, beta, post here, contact your, ask your, contact the
    support forum, new question, new thread, new topic, start a new, open a new, not supported, feature request, third party, provider
  `),
  empathy: listed(`
    sorry, apolog*, understand, thank you, thanks, please, appreciate, entschuldig*, bitte, leid, désolé, pardon, s'il vous, lamento
    por favor, mi dispiace, per favore, desculp*, het spijt, alstublieft
  `),
  sameHere: listed(
    `same problem, same issue, me too, i have this, i also have, i am having, i'm having, happening to me, my account`,
  ),
  holding: listed(`
    get back to you, look into, looking into, bear with, one moment, just a moment, please wait, please hold, will check, we'll check
    let me check, i'll check, investigating, escalated, forwarded, as soon as possible, under review, thank you for your patience
  `),
} as const

/** Words of the second say the contrary of the first. */
export const CONTRARY_SIGNS = { solved: 'notSolved' } as const

export type CustomerSign = keyof typeof CUSTOMER_SIGNS
export type OperatorSign = keyof typeof OPERATOR_SIGNS

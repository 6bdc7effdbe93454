import type { Found } from './money.ts'

/** Keys, tokens and passwords in the forms they are commonly seen in. */
const SECRETS = [
  /-----BEGIN [A-Z ]{0,30}(?:PRIVATE KEY|CERTIFICATE)-----/,
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9]{16,}/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/,
  /\bBearer\s+[A-Za-z0-9._~+/-]{16,}/i,
  /\b(?:password|passwort|kennwort|passwd|pwd|mot de passe|contraseña|senha|wachtwoord|api[ _-]?key|secret|access[ _-]?token|token)\s*(?:is|ist|est|es|è|é)?\s*[:=]\s*(?=\S*[\d_!-/:-@]\S)[^\s"'<]{6,}/i,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,64}:[^\s/@]{3,}@/i,
  /(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+]{40,}={0,2}(?![A-Za-z0-9+/=])/,
] as const

export function secretIn(text: string): Found | null {
  for (const pattern of SECRETS) {
    const match = pattern.exec(text)
    if (match !== null) return { from: match.index, length: match[0].length }
  }
  return null
}

/** Enough to find it by, too little to use it. */
export const masked = (secret: string): string => `${secret.slice(0, 4)}…`

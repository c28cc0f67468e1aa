/** For inputs that nothing but the page may remember: neither the browser nor a password manager, which do not all heed `off`. */
export const UNKEPT = {
  autoComplete: "off",
  autoCorrect: "off",
  autoCapitalize: "off",
  spellCheck: false,
  "data-1p-ignore": "true",
  "data-lpignore": "true",
  "data-bwignore": "true",
  "data-form-type": "other",
} as const

/** Dots on the screen. A password field would be offered to be saved. */
export const MASKED = "[-webkit-text-security:disc]"

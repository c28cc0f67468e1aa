/** What ISO-8859-1, or a narrower field, has no character for, in characters that it has. */
const BY_CHARACTER: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "′": "'",
  "`": "'",
  "´": "'",
  ʼ: "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "″": '"',
  '"': "'",
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "―": "-",
  "−": "-",
  "·": "-",
  "•": "-",
  _: "-",
  "…": "...",
  ";": ",",
  "|": "/",
  "⁄": "/",
  "[": "(",
  "]": ")",
  "{": "(",
  "}": ")",
  "@": " at ",
  "€": "EUR",
  "£": "GBP",
  "™": "(TM)",
  "®": "(R)",
  "©": "(C)",
  "№": "No",
  "×": "x",
  "&": " and ",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ħ: "h",
  Ħ: "H",
  ı: "i",
  ŋ: "n",
  Ŋ: "N",
  œ: "oe",
  Œ: "OE",
  ŧ: "t",
  Ŧ: "T",
  ĸ: "k",
  ə: "e",
  Ə: "E",
  ẞ: "SS",
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  ø: "o",
  Ø: "O",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "TH",
  ƒ: "f",
  "\r": " ",
  "\n": " ",
  "\t": " ",
}

const CYRILLIC =
  "а a б b в v г g д d е e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts " +
  "ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya є ie і i ї i ґ g ў u ђ dj ј j љ lj њ nj ћ c џ dz"
const GREEK =
  "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"

const BY_LETTER = new Map<string, string>()
for (const alphabet of [CYRILLIC, GREEK]) {
  const parts = alphabet.split(" ")
  for (let index = 0; index < parts.length; index += 2) {
    const letter = parts[index] as string
    const latin = parts[index + 1] === "-" ? "" : (parts[index + 1] as string)
    BY_LETTER.set(letter, latin)
    const capital = letter.toUpperCase()
    if (capital !== letter) BY_LETTER.set(capital, latin.charAt(0).toUpperCase() + latin.slice(1))
  }
}

const LATIN_1 = /^[\x20-\x7E\xA0-\xFF\r\n]$/

const mapped = (character: string): string | undefined =>
  Object.hasOwn(BY_CHARACTER, character) ? BY_CHARACTER[character] : BY_LETTER.get(character)

function fit(character: string, allowed: RegExp, depth: number): string {
  if (allowed.test(character)) return character
  if (depth === 0) return ""
  const direct = mapped(character)
  if (direct !== undefined) return fitAll(direct, allowed, depth - 1)
  // Without its accent, its ligature or its width: ő becomes o, ﬁ becomes fi.
  const plain = character.normalize("NFKD").replace(/\p{M}/gu, "")
  return plain === character ? "" : fitAll(plain, allowed, depth - 1)
}

function fitAll(text: string, allowed: RegExp, depth: number): string {
  let result = ""
  for (const character of text) result += fit(character, allowed, depth)
  return result
}

/**
 * Text in the characters that a field takes (a class for one character, as `FORMATS.name.chars`;
 * without it, ISO-8859-1). What has no likeness, such as an emoji, is dropped. Spaces are single.
 */
export function transliterate(text: string, allowed: RegExp = LATIN_1): string {
  return fitAll(text.normalize("NFC"), allowed, 4).replace(/ {2,}/g, " ").trim()
}

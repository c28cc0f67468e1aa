/**
 * The legend of Shared guide 3.0: the symbols that the guide's Format column is written in, each
 * with the characters that it stands for. The tables beside this file use the same symbols.
 */
const CHARACTERS: Record<string, RegExp> = {
  Aa: /[A-Za-z]/,
  "0-9": /[0-9]/,
  á: /[\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF]/,
  "/\\": /[/\\]/,
  "&": /&/,
  ".": /\./,
  "'": /'/,
  ",": /,/,
  "-": /-/,
  _: /_/,
  ":": /:/,
  ";": /;/,
  "+": /\+/,
  "{}": /[{}]/,
  "()": /[()]/,
  Space: / /,
  "CR/LF": /[\r\n]/,
}

/** Formats that the guide describes as a whole instead of by their characters. */
export type WholeFormat =
  | "ISO4217"
  | "ISO3166"
  | "ISO639"
  | "US"
  | "RFC532N"
  | "RFC1738"
  | "<html>"
  | "XML"
  | "amount"
  | "values"

const WHOLE: readonly string[] = [
  "ISO4217",
  "ISO3166",
  "ISO639",
  "US",
  "RFC532N",
  "RFC1738",
  "<html>",
  "XML",
  "amount",
  "values",
] satisfies WholeFormat[]

export function isWholeFormat(format: string): format is WholeFormat {
  return WHOLE.includes(format)
}

/** Whether the guide's format, a list of symbols, has this character. */
export function allows(format: string, character: string): boolean {
  return format.split(" ").some((symbol) => {
    const characters = CHARACTERS[symbol]
    if (!characters) throw new Error(`"${symbol}" is no symbol of the legend`)
    return characters.test(character)
  })
}

/** A character that the format does not have: what a row's format is broken with. */
export function forbiddenCharacter(format: string): string {
  const found = ["|", "$", "#"].find((character) => !allows(format, character))
  if (!found) throw new Error(`"${format}" has every probe`)
  return found
}

/** A character to fill a value up with, to its greatest length. */
export function fillerCharacter(format: string): string {
  return allows(format, "A") ? "A" : "1"
}

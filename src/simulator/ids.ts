import { randomBytes } from "node:crypto"

/** Makes the identifiers of a gateway; with a seed the same ones in the same order. */
export type Ids = {
  vpsTxId(): string
  securityKey(): string
  uuid(): string
  text(alphabet: string, length: number): string
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const HEX = "0123456789ABCDEF"

export function createIds(seed?: string | number): Ids {
  const nextByte = seed === undefined ? secureByte : seededByte(String(seed))
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(nextByte() % alphabet.length)).join("")
  const guid = (): string => [8, 4, 4, 4, 12].map((length) => text(HEX, length)).join("-")
  return {
    vpsTxId: () => `{${guid()}}`,
    securityKey: () => text(LETTERS_AND_DIGITS, 10),
    uuid: () => guid().toLowerCase(),
    text,
  }
}

function secureByte(): number {
  return randomBytes(1)[0] ?? 0
}

/** mulberry32 over an FNV-1a hash of the seed: repeatable, not secret. */
function seededByte(seed: string): () => number {
  let state = 0x811c9dc5
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 8) & 0xff
  }
}

/**
 * SecurityKeys at rest: AES-256-GCM, bound to their VPSTxId so that a sealed key copied to another row opens nothing.
 * The first key seals, all open; each sealed value names its key, so keys can be rotated without a migration.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

const SCHEME = "s1"
const CIPHER = "aes-256-gcm"
/** Said when opening too: without it a tag cut down to four bytes would pass. */
const TAG = { authTagLength: 16 }

export type EncryptionKey = { readonly id: string; readonly key: string }

/** The value was sealed by a key that is not configured, or was changed. Never the same as a bad signature. */
export class CannotUnsealError extends Error {
  readonly code = "cannot_unseal"
}

export class Sealer {
  private readonly keys: ReadonlyMap<string, Buffer>
  private readonly sealingId: string

  constructor(keys: readonly EncryptionKey[]) {
    const [first] = keys
    if (!first) throw new Error("At least one encryption key is needed.")
    this.sealingId = first.id
    this.keys = new Map(keys.map(({ id, key }) => [id, Buffer.from(key, "base64")]))
  }

  seal(secret: string, boundTo: string): string {
    const iv = randomBytes(12)
    const cipher = createCipheriv(CIPHER, this.key(this.sealingId), iv, TAG)
    cipher.setAAD(Buffer.from(boundTo))
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()])
    const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))
    return [SCHEME, this.sealingId, ...parts].join(".")
  }

  open(value: string, boundTo: string): string {
    const [scheme, id, iv, tag, sealed] = value.split(".")
    if (scheme !== SCHEME || !id || !iv || !tag || sealed === undefined) {
      throw new CannotUnsealError("A stored secret is not in the form this version seals.")
    }
    const key = this.key(id)
    try {
      const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64url"), TAG)
      decipher.setAAD(Buffer.from(boundTo))
      decipher.setAuthTag(Buffer.from(tag, "base64url"))
      return decipher.update(sealed, "base64url", "utf8") + decipher.final("utf8")
    } catch (cause) {
      throw new CannotUnsealError(
        `A stored secret cannot be opened with the encryption key "${id}": the key or the row was changed.`,
        { cause }
      )
    }
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id)
    if (!key) {
      throw new CannotUnsealError(
        `A stored secret was sealed with the encryption key "${id}", which is not in encryption_keys.`
      )
    }
    return key
  }
}

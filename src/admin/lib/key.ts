/** Made when a form opens: however often it is sent, it moves money once. */
export function newKey(): string {
  // randomUUID is missing where the admin is opened over plain http; this is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `admin-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`
}

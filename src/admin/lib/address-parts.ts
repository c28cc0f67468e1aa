/** Where an address may be broken: after each "/", and before what is asked of it. */
export function addressParts(address: string): string[] {
  return address.split(/(?<=\/)(?!\/)|(?=[?&#])/)
}

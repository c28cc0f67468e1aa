/** The demo is always its own shop: where the ledger asks whether it may post, it may. */
export async function confirmInstallation(_admin) {}

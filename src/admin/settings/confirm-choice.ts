/** What says that the shop has moved to this server, as the attention list would offer it. */
import type { Choice } from "../attention/choices"

export function confirmChoice(account: string): Choice {
  return {
    id: "confirm",
    label: "The shop has moved here",
    what: "Lets this server send payments for what is in its database; moves no money by itself. Never for a copy.",
    method: "POST",
    path: "/admin/sagepay/installation/confirm",
    body: {
      type: "object",
      properties: {
        account: { type: "string", description: "Whose address it is.", const: account },
        backend_url: { type: "string", description: "This server's address, typed by you." },
        note: { type: "string", description: "How you know, in a few words." },
      },
      required: ["account", "backend_url", "note"],
      additionalProperties: false,
    },
  }
}

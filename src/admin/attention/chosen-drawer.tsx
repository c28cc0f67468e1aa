import type { AttentionEntry } from "../lib/types"
import { ChoiceDrawer } from "./choice-drawer"
import type { Choice } from "./choices"

/** Kept apart from the list: an entry may leave it while its form is open. */
export type Chosen = { readonly entry: AttentionEntry; readonly choice: Choice }

export type ChosenDrawerProps = {
  readonly chosen: Chosen | undefined
  readonly onClose: () => void
}

export function ChosenDrawer({ chosen, onClose }: ChosenDrawerProps) {
  return chosen && <ChoiceDrawer about={chosen.entry} choice={chosen.choice} onClose={onClose} />
}

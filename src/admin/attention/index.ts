export { AttentionEntries, type AttentionEntriesProps } from "./attention-entries"

export { captureOrdersWorkflow, type CaptureOrdersInput } from "./bulk"
export { compare } from "./compare"
export { sweep } from "./sweep"

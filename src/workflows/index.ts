export { compare } from "./compare"
export { sweep } from "./sweep"

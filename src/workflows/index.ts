export { sweep } from "./sweep"

import process from "node:process"
import { simulator } from "./plugin.mjs"

/** The simulator in a process of its own, as beside a real store. */
const { url } = await simulator().startSimulator({ vendor: process.env.BENCH_VENDOR })
process.send({ url })
process.on("disconnect", () => process.exit())

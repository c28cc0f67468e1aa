import os from "node:os"
import process from "node:process"

/** The machine that the numbers belong to. */
export function machine() {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return (
    `${cpu.model.trim()}, ${os.cpus().length} cores, ${memory} GiB, ` +
    `${os.type()} ${os.release()}, Node ${process.version}`
  )
}

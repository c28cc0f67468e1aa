import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

/** Forks a script beside this file and waits until it says where it listens. */
export function startChild(name, options = {}) {
  const child = fork(fileURLToPath(new URL(`./${name}.mjs`, import.meta.url)), {
    ...options,
    env: { ...process.env, ...options.env },
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)))
    child.once("message", (message) =>
      resolve({
        ...message,
        child,
        stop: () =>
          new Promise((stopped) => {
            child.once("exit", stopped)
            child.kill()
          }),
      })
    )
  })
}

/** What a forked script sends when its work is done. */
export function resultOf(name, options = {}) {
  return startChild(name, options).then(({ child, ...result }) => {
    child.disconnect()
    return result
  })
}

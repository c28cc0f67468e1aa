/** What happened is known by now; a broken logger must not turn it into an error. */
export function tell<Line>(log: ((line: Line) => void) | undefined, line: Line): void {
  try {
    log?.(line)
  } catch (error) {
    const type = "SagePayLogWarning"
    process.emitWarning(`The log of a gateway call failed: ${String(error)}`, { type })
  }
}

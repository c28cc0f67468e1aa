import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"

/** What is imported, and whether a release is allowed. */

/** The packages that a file names, in `import` and `require` alike; types too. */
export function packagesOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true)
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith("."))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/")
    )
}

export function filesBelow(folder: string, isWanted: RegExp): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return entries.filter((name) => isWanted.test(name)).map((name) => path.join(folder, name))
}

const version = (range: string) => range.replace(/^\^/, "").split(".").map(Number)

/** Whether a caret range lets this release in, or the lowest of a caret range. */
export function allows(range: string, release: string): boolean {
  const [major, ...rest] = version(range)
  const [itsMajor, ...itsRest] = version(release)
  const [[minor = 0, patch = 0], [itsMinor = 0, itsPatch = 0]] = [rest, itsRest]
  return (
    range.startsWith("^") &&
    major === itsMajor &&
    (itsMinor > minor || (itsMinor === minor && itsPatch >= patch))
  )
}

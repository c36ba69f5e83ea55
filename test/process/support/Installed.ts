/** Programs beyond Node that some tests need. */
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

const isOnPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/**
 * Whether a program is on the path. Without it a test is skipped, and says what to install; where everything is to be
 * tested (`CI=true`) its absence is an error.
 */
export const isInstalled = (program: string, debianPackage = program): boolean => {
  if (isOnPath(program)) return true
  const remedy = `${program} is not installed: apt-get install ${debianPackage}`
  if (process.env["CI"] === "true") throw new Error(remedy)
  console.warn(`skipped: ${remedy}`)
  return false
}

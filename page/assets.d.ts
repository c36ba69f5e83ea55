/** What the build makes of the page: its files, for `Server/Web/Site`. */
import type { Asset } from "../src/Server/Web/Site.ts"

export const assets: ReadonlyArray<Asset>

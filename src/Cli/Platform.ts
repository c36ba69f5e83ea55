/** The services that the command tree requires of its platform. The platform's own layer of all of them opens standard input. */
import type { FileSystem } from "@effect/platform/FileSystem"
import type { Path } from "@effect/platform/Path"
import { Terminal } from "@effect/platform/Terminal"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as Layer from "effect/Layer"

/** The library would ask for missing values on a terminal, if a command wanted that; none does. */
const noTerminal: Layer.Layer<Terminal> = Layer.mock(Terminal, {})

export const layer: Layer.Layer<FileSystem | Path | Terminal> = Layer.mergeAll(
  NodeFileSystem.layer,
  NodePath.layer,
  noTerminal
)

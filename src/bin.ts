/** The only place that runs anything: a command line to an exit status. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cli from "./Cli.ts"

NodeRuntime.runMain(Cli.run(process.argv), {
  disableErrorReporting: true,
  disablePrettyLogger: true,
  // Leaves at once: standard input may still be open, and would keep the process alive.
  teardown: (exit) => process.exit(Cli.exitStatus(exit))
})

/** What fails at run time: one line on standard error and status 1. */
import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { run } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"

const assertFailed = (
  { status, stderr, stdout }: { status: number | null; stderr: string; stdout: string },
  about: RegExp
) => {
  assert.equal(stdout, "")
  assert.match(stderr, /^[^\n]+\n$/)
  assert.match(stderr, about)
  assert.equal(status, 1)
}

it.scopedLive.each(["server", "basic-server"])("chat %s refuses a port in use", (subcommand) =>
  Effect.gen(function* () {
    const { port } = yield* listen
    assertFailed(yield* run([subcommand, "--host", "127.0.0.1", "--port", String(port)]), new RegExp(`${port}.*in use`))
  })
)

// 192.0.2.0/24 is set aside for examples: no machine has an address there.
it.live.each(["server", "basic-server"])("chat %s refuses an address that is none of this machine's", (subcommand) =>
  Effect.gen(function* () {
    assertFailed(yield* run([subcommand, "--host", "192.0.2.1", "--port", "0"]), /192\.0\.2\.1/)
  })
)

it.live("chat basic-client says that it cannot connect", () =>
  Effect.gen(function* () {
    assertFailed(yield* run(["basic-client", "127.0.0.1", "1"]), /Unable to connect to 127\.0\.0\.1:1/)
  })
)

// Names under .invalid have no address (RFC 6761).
it.live.each(["server", "basic-server"])("chat %s says of a name that it has no address", (subcommand) =>
  Effect.gen(function* () {
    assertFailed(yield* run([subcommand, "--host", "nobody.invalid", "--port", "0"]), /no such host\.$/m)
  })
)

it.live("chat server says of a socket that its folder does not exist", () =>
  Effect.gen(function* () {
    assertFailed(yield* run(["server", "--socket", "/nowhere at all/s"]), /its folder does not exist\.$/m)
  })
)

/** Milliseconds (`Connector`). */
const PATIENCE = 500

it.live.each([
  "client Ann 127.0.0.1 1",
  "client Ann 127.0.0.1 1 --json",
  "send Ann 127.0.0.1 1 --channel lab hi",
  "list 127.0.0.1 1",
  "basic-client 127.0.0.1 1"
])("chat %s: tries again for half a second when it is refused, before it says so", (words) =>
  Effect.gen(function* () {
    const [took, { status, stderr, stdout }] = yield* Effect.timed(run(words.split(" ")))
    assert.match(stdout + stderr, /Unable to connect to 127\.0\.0\.1:1/)
    assert.equal(status, 1)
    assert.ok(Duration.toMillis(took) >= PATIENCE)
  })
)

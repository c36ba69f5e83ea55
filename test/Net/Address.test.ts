import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { isLoopback, network, site } from "../../src/Net/Address.ts"

describe("the network that a bound for each address counts", () => {
  const cases: ReadonlyArray<readonly [address: string, network: string]> = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8:1:2:3::", "2001:db8:1:2::/64"],
    ["::", "0:0:0:0::/64"]
  ]
  for (const [address, expected] of cases) {
    it(`of ${address} is ${expected}`, () => assert.equal(network(address), expected))
  }
})

describe("the site that a network is in", () => {
  const cases: ReadonlyArray<readonly [address: string, site: string]> = [
    ["192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2::6", "2001:db8:1:0000::/56"],
    ["2001:db8:1:ff::6", "2001:db8:1:0000::/56"],
    ["2001:db8:1:1234::6", "2001:db8:1:1200::/56"],
    ["2001:db8:1:12ff::6", "2001:db8:1:1200::/56"],
    ["2001:db8:1:1300::6", "2001:db8:1:1300::/56"]
  ]
  for (const [address, expected] of cases) {
    it(`of ${address} is ${expected}`, () => assert.equal(site(network(address)), expected))
  }
})

describe("an address to listen on", () => {
  const hosts: ReadonlyArray<readonly [host: string | undefined, loopback: boolean]> = [
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["192.0.2.7", false],
    ["0.0.0.0", false],
    ["::", false],
    [undefined, false]
  ]
  for (const [host, loopback] of hosts) {
    it(`${host ?? "of no host"} is ${loopback ? "" : "not "}this machine's alone`, () =>
      assert.equal(isLoopback({ _tag: "Tcp", host, port: 1 }), loopback))
  }

  it("with a path is this machine's alone", () => assert.equal(isLoopback({ _tag: "Unix", path: "/x" }), true))
})

import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { forwardedFor, refusal } from "../../src/Net/HttpAccess.ts"

const access = { origins: ["https://chat.example.org", "http://lab:8080"], hostname: "Box" }

describe("who may use the web's door", () => {
  it.each([
    ["an address", "127.0.0.1:8080", undefined],
    ["an IPv6 address", "[::1]:8080", "http://[::1]:8080"],
    ["localhost", "localhost:8080", "http://localhost:8080"],
    ["a name below localhost", "chat.localhost:8080", "http://chat.localhost:8080"],
    ["this machine's name", "box:8080", "http://box:8080"],
    ["this machine's name in its network", "BOX.local:8080", "http://box.local:8080"],
    ["a name that the operator has added", "chat.example.org", "https://chat.example.org"],
    ["that name, where a proxy asks for another host", "127.0.0.1:8080", "https://chat.example.org"],
    ["a program without an origin", "lab:8080", undefined]
  ])("lets in %s", (_, host, origin) => {
    assert.equal(refusal(access, host, origin), undefined)
  })

  it.each([
    ["no host", undefined, undefined, /by this name/],
    // DNS rebinding: the attacker's name points here, and so origin and host are the same.
    ["a name of somebody else's", "evil.example:8080", "http://evil.example:8080", /by this name/],
    ["a name that only ends like ours", "evil-localhost:8080", undefined, /by this name/],
    ["an address as the beginning of a name", "127.0.0.1.evil.example", undefined, /by this name/],
    ["a page of another site", "localhost:8080", "https://evil.example", /other sites/],
    ["a page of another port", "localhost:8080", "http://localhost:3000", /other sites/],
    ["a page of nowhere", "localhost:8080", "null", /other sites/]
  ])("refuses %s", (_, host, origin, sentence) => {
    assert.match(refusal(access, host, origin) ?? "", sentence)
  })

  it("believes the last of those that a proxy names, if it is an address", () => {
    assert.equal(forwardedFor("10.0.0.1, 192.0.2.7"), "192.0.2.7")
    assert.equal(forwardedFor(["10.0.0.1", "2001:db8::1"]), "2001:db8::1")
    assert.equal(forwardedFor("10.0.0.1, nobody"), undefined)
    assert.equal(forwardedFor(undefined), undefined)
  })
})

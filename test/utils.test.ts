import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as utils from "../src/utils.ts"

describe("utils", () => {
  it("has the assignment's constants, byte for byte", () => {
    const { fill, ...constants } = utils
    assert.deepEqual(
      { ...constants },
      {
        MESSAGE_LENGTH: 200,
        CLIENT_CANNOT_CONNECT: "Unable to connect to {0}:{1}",
        CLIENT_SERVER_DISCONNECTED: "Server at {0}:{1} has disconnected",
        CLIENT_MESSAGE_PREFIX: "[Me] ",
        CLIENT_WIPE_ME: "\r    ",
        SERVER_INVALID_CONTROL_MESSAGE:
          "{0} is not a valid control message. Valid messages are /create, /list, and /join.",
        SERVER_NO_CHANNEL_EXISTS: "No channel named {0} exists. Try '/create {0}'?",
        SERVER_JOIN_REQUIRES_ARGUMENT: "/join command must be followed by the name of a channel to join.",
        SERVER_CLIENT_JOINED_CHANNEL: "{0} has joined",
        SERVER_CLIENT_LEFT_CHANNEL: "{0} has left",
        SERVER_CHANNEL_EXISTS: "Room {0} already exists, so cannot be created.",
        SERVER_CREATE_REQUIRES_ARGUMENT: "/create command must be followed by the name of a channel to create",
        SERVER_CLIENT_NOT_IN_CHANNEL: "Not currently in any channel. Must join a channel before sending messages."
      }
    )
  })

  it("fills in every place, and takes the values as they are", () => {
    assert.equal(utils.fill("{0}:{1}:{0}", "{1}", "$&"), "{1}:$&:{1}")
    assert.equal(utils.fill("{0} {1}", "one"), "one {1}")
  })
})

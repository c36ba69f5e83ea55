import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Dispatch } from "../App.tsx"
import type { State } from "../Model.ts"
import { newSession } from "../Storage.ts"

interface Props {
  readonly state: State
  readonly dispatch: Dispatch
}

/** Asks for the name, once, and for the password where the server has one. */
export const Welcome = ({ dispatch, state }: Props): JSX.Element => {
  const { link, profile } = state
  const [name, setName] = useState(profile?.name ?? "")
  const [password, setPassword] = useState("")
  const [isRemembered, setRemembered] = useState(false)
  const asks = link._tag === "Stopped" ? link.asks : "name"
  const problem = link._tag === "Stopped" ? link.problem : undefined
  if (asks === "return") {
    return (
      <main class="welcome">
        <h1>You are elsewhere</h1>
        <p>{problem} This page rests, so that nobody sees you twice.</p>
        <button type="button" class="primary" onClick={() => dispatch({ _tag: "ReturnedHere", session: newSession() })}>
          Chat here
        </button>
      </main>
    )
  }
  const enter = () =>
    dispatch({
      _tag: "Entered",
      isRemembered,
      profile: {
        name: name.trim(),
        session: profile?.session ?? newSession(),
        password: asks === "password" ? password : profile?.password
      }
    })
  return (
    <main class="welcome">
      <h1>{asks === "password" ? "This server has a password" : "Come in"}</h1>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          enter()
        }}
      >
        <label>
          Your name
          <input
            value={name}
            maxLength={64}
            required
            autocomplete="nickname"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        {asks === "password" && (
          <>
            <label>
              Password
              <input
                type="password"
                value={password}
                required
                autocomplete="current-password"
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
            </label>
            <label class="check">
              <input type="checkbox" checked={isRemembered} onChange={() => setRemembered(!isRemembered)} /> Remember it
              on this device
            </label>
          </>
        )}
        <button type="submit" class="primary" disabled={name.trim() === ""}>
          {asks === "password" ? "Enter" : "Start chatting"}
        </button>
      </form>
    </main>
  )
}

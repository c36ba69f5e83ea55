/** One object of JSON a line, for programs. Pure. */

/** Characters that can drive a terminal or are invisible on one. They are escaped: standard output may be a terminal. */
const unsafe = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]/gu

const escape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`
  ).join("")

export const render = (object: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(object).replace(unsafe, escape)}\n`

/** How many bytes at the end of a chunk begin a UTF-8 character that they do not complete; RFC 3629, section 3. */
export function countTornBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0b1000_0000) return 0
    if (byte < 0b1100_0000) continue
    const length = byte < 0b1110_0000 ? 2 : byte < 0b1111_0000 ? 3 : 4
    return back < length ? back : 0
  }
  return 0
}

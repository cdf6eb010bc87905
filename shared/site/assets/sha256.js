// SHA-256 (FIPS 180-4), synchronous and in pieces. crypto.subtle has no way to hash a file bit by bit, and its
// promises cost more than the hash itself when thousands of short texts are tried in a row.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the fractional parts of the cube and square roots of the first primes.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) { prime = false; break; }
  if (!prime) continue;
  if (found < 8) START[found] = ((candidate ** 0.5) % 1) * 2 ** 32;
  K[found++] = ((candidate ** (1 / 3)) % 1) * 2 ** 32;
}

const W = new Uint32Array(64);

/** Takes one block of 64 bytes at `offset` into `state`. */
function compress(state, bytes, offset) {
  for (let i = 0; i < 16; i++, offset += 4) {
    W[i] = (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = W[i - 16] + s0 + W[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** A hash in the making: update(Uint8Array) as often as needed, then digest() once. */
export class Sha256 {
  #state = START.slice();
  #rest = new Uint8Array(128);
  #held = 0;
  #length = 0;

  update(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return this;
      compress(this.#state, this.#rest, 0);
      this.#held = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) compress(this.#state, bytes, at);
    this.#rest.set(bytes.subarray(at), 0);
    this.#held = bytes.length - at;
    return this;
  }

  /** The hash as 64 lower-case hexadecimal digits. */
  digest() {
    const end = this.#held < 56 ? 64 : 128;
    this.#rest.fill(0, this.#held);
    this.#rest[this.#held] = 0x80;
    const view = new DataView(this.#rest.buffer);
    view.setUint32(end - 8, Math.floor(this.#length / 2 ** 29));
    view.setUint32(end - 4, this.#length * 8);
    for (let at = 0; at < end; at += 64) compress(this.#state, this.#rest, at);
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, "0")).join("");
  }
}

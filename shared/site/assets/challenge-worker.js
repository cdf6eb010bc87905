// Looks for the number of an ALTCHA challenge away from the page, so that the page stays usable.
// Message in: { salt, challenge, maxnumber }. Message out: { number }, which is null when there is none.

import { Sha256 } from "./sha256.js";

self.addEventListener("message", ({ data: { salt, challenge, maxnumber } }) => {
  const encoder = new TextEncoder();
  for (let number = 0; number <= maxnumber; number++) {
    if (new Sha256().update(encoder.encode(salt + number)).digest() === challenge) {
      self.postMessage({ number });
      return;
    }
  }
  self.postMessage({ number: null });
});

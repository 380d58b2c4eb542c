/** What `@jest/globals` has for the spec file that a worker runs at the moment. */
let current = {};

export function setGlobals(globals) {
  current = globals;
}

export function getGlobals() {
  return current;
}

// When axios is loaded it reads the global FormData, and reading that makes Node load all of fetch, which takes as long
// as the start of Node itself. Functions send no files, so they don't need it.
Reflect.deleteProperty(globalThis, 'FormData');

/** Sends one HTTP request with the adapter of axios. */
export const { default: send } = await import('axios/lib/adapters/http.js');

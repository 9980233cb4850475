// axios looks at FormData when it is loaded, and Node loads its whole fetch when FormData is looked at: as much work as
// Node's own start. A function sends no forms with files.
Reflect.deleteProperty(globalThis, 'FormData');

/** axios' sender, for one HTTP request. */
export const { default: send } = await import('axios/lib/adapters/http.js');

/**
 * Takes the place of the package `form-data` in a bundle: axios asks for it to send multipart forms to old Nodes, and it
 * brings along a list of every MIME type there is, more than half of what axios weighs. Node has FormData of its own.
 */
export default globalThis.FormData;

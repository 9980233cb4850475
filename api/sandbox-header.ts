/**
 * A header that `npm start` puts on the contract’s answer, with the names of the operations whose provider isn’t asked with
 * keys of its own. No deployed stage sends it.
 */
export const SANDBOX_HEADER = 'Stagepass-Sandbox';

/** The variable that gives `verify` the token of a signed-in user. */
export const BEARER_VARIABLE = 'BEARER_TOKEN';

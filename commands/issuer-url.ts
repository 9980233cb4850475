/** The variable that tells commands where the issuers' sandbox of the running `npm start` is. */
export const ISSUER_URL_VARIABLE = 'STAGEPASS_ISSUER_URL';

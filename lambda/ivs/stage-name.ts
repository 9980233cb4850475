/** What a stage is called here, in configuration, requests and rights. It isn't told to Amazon. */
export const STAGE_NAME = /^[A-Za-z0-9_-]{1,64}$/;

export const STAGE_NAME_EXPECTED = '1 to 64 letters, digits, hyphens and underscores';

/**
 * Lambda has no `~/.aws/config` and no `~/.aws/credentials`: the SDK is configured by environment variables and code.
 */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
export const CONFIG_PREFIX_SEPARATOR = '.';

/** Lambda has no `~/.aws/config` and no `~/.aws/credentials`: what the SDK is to know stands in variables, or in our code. */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
export const CONFIG_PREFIX_SEPARATOR = '.';

/** A configuration of an app's sign-in that is ready but for the values in capitals. */
export interface SignIn {
  readonly id: string;
  readonly title: string;
  readonly issuer: object;
  /** Where the values in capitals are found. */
  readonly found: string;
  /** The claim that names the user, where it isn't `sub`. */
  readonly user?: string;
}

/** docs/signed-in-users.md shows each of them, and says more. */
export const signIns: readonly SignIn[] = [
  {
    id: 'cognito',
    title: 'Amazon Cognito, access tokens',
    issuer: {
      issuer: 'https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID',
      clientIds: ['APP_CLIENT_ID'],
      claims: { token_use: 'access' },
    },
    found: 'Cognito’s console, the user pool; App clients',
  },
  {
    id: 'cognito-id',
    title: 'Amazon Cognito, ID tokens',
    issuer: {
      issuer: 'https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID',
      audience: ['APP_CLIENT_ID'],
      claims: { token_use: 'id' },
    },
    found: 'Cognito’s console, the user pool; App clients',
  },
  {
    id: 'auth0',
    title: 'Auth0',
    issuer: { issuer: 'https://TENANT.REGION.auth0.com/', audience: ['API_IDENTIFIER'] },
    found: 'Auth0, Applications: the app’s Domain; APIs: Identifier',
  },
  {
    id: 'entra',
    title: 'Microsoft Entra ID',
    issuer: { issuer: 'https://login.microsoftonline.com/TENANT_ID/v2.0', audience: ['API_CLIENT_ID'] },
    user: 'oid',
    found: 'App registrations, the API’s registration',
  },
  {
    id: 'clerk',
    title: 'Clerk',
    issuer: { issuer: 'https://YOUR-APP.clerk.accounts.dev', authorizedParties: ['https://app.example.com'] },
    found: 'Clerk’s dashboard, API keys: Frontend API URL; authorizedParties are the origins of your pages',
  },
  {
    id: 'firebase',
    title: 'Firebase',
    issuer: { issuer: 'https://securetoken.google.com/PROJECT_ID', audience: ['PROJECT_ID'] },
    found: 'Firebase’s console, Project settings',
  },
  {
    id: 'supabase',
    title: 'Supabase',
    issuer: {
      issuer: 'https://PROJECT.supabase.co/auth/v1',
      jwksUri: 'https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json',
      algorithms: ['ES256'],
      audience: ['authenticated'],
      claims: { role: 'authenticated', is_anonymous: false },
    },
    found: 'Supabase, Project Settings, Data API: Project URL',
  },
  {
    id: 'keycloak',
    title: 'Keycloak',
    issuer: { issuer: 'https://HOST/realms/REALM', authorizedParties: ['CLIENT_ID'], claims: { typ: 'Bearer' } },
    found: 'Keycloak, the realm’s settings: OpenID Endpoint Configuration; Clients',
  },
  {
    id: 'openid',
    title: 'Another OpenID provider',
    issuer: { issuer: 'https://sign-in.example.com', audience: ['API_IDENTIFIER'] },
    found: 'your provider’s `/.well-known/openid-configuration`, and what its tokens say in `aud`',
  },
];

export const NO_SIGN_IN = 'none';

/** What `--sign-in` takes. */
export const signInNames: readonly string[] = [NO_SIGN_IN, ...signIns.map(({ id }) => id)];

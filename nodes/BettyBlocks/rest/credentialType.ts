/** The name of the credential, as workflows save it. */
export const CREDENTIAL_TYPE = 'bettyBlocksApi';

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { CLOSED_ADVICE, logIn } from '../nodes/BettyBlocks/data/login';
import { forAll, REDIRECTS, testRules } from '../nodes/BettyBlocks/http/credentialTest';
import { RUNTIME_URL_EXPRESSION, runtimeUrl } from '../nodes/BettyBlocks/data/runtimeUrl';

const NO_API =
	'No Data API answers at this address. Check the application and the application ID. An app of the older generation needs the credential "Betty Blocks API"';

const CLOSED = `The application is closed. ${CLOSED_ADVICE}`;

/** What the test says for an answer's status; a refused login has said more before. */
const STATUS_MESSAGES: Record<number, string> = {
	...forAll(REDIRECTS, CLOSED),
	401: `The application turned the request away. Check the authentication profile. ${CLOSED_ADVICE}`,
	403: `The application turned the request away. Check the user's role. ${CLOSED_ADVICE}`,
	404: 'No application with this application ID was found at this address. Check both fields',
	500: "The application couldn't handle the request. A user without a role may be the reason: check the user's roles in the application",
	502: 'The application failed to answer. Try again in a minute',
	503: "The application isn't available right now. Try again in a minute",
	504: 'The application took too long to answer. Try again in a minute',
};

/**
 * A user of an app of the newer generation, who logs in with username and password through an
 * authentication profile; or the app's public role (vendor's article "Data API").
 */
export class BettyBlocksDataApi implements ICredentialType {
	name = 'bettyBlocksDataApi';

	displayName = 'Betty Blocks Data API';

	icon = {
		light: 'file:../icons/bettyblocks.svg',
		dark: 'file:../icons/bettyblocks.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-bettyblocks/n8n-nodes-bettyblocks/blob/main/docs/newer-apps.md#the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Application',
			name: 'application',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. my-app',
			description:
				'The identifier of the app (my-app), its host (my-app.edge.betty.app), or its whole runtime address. The address is shown in the playground of the Data API in the builder',
		},
		{
			displayName: 'Application ID',
			name: 'applicationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
			description:
				'The UUID of the app: the 32 characters after /api/runtime/ in its runtime address. Leave it empty if the application above is that address',
		},
		{
			displayName: 'Access',
			name: 'access',
			type: 'options',
			options: [
				{
					name: 'Login',
					value: 'login',
					description: 'Log in as a user of the app, with the permissions of its role',
				},
				{
					name: 'Public',
					value: 'public',
					description: 'No login: only what the public role of the app may do',
				},
			],
			default: 'login',
		},
		{
			displayName: 'Authentication Profile ID',
			name: 'authenticationProfileId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 7d793037a0760186574b0282f2f435e7',
			description:
				'The UUID of an authentication profile with username and password. In the builder, open the authentication profiles and click the profile: the address bar shows it',
			displayOptions: { show: { access: ['login'] } },
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. api@example.com',
			description: 'The name that the user logs in to the app with, often an email address',
			displayOptions: { show: { access: ['login'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The password that the user logs in to the app with',
			displayOptions: { show: { access: ['login'] } },
		},
		{
			displayName: 'Token',
			name: 'jwtToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** n8n calls it when it has no token, and keeps what it returns. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.access === 'public') return {};
		const jwtToken = await logIn(
			credentials as IDataObject,
			async (options) => (await this.helpers.httpRequest(options)) as unknown,
		);
		return { jwtToken };
	}

	/** The token goes to the app's own host only, whoever uses the credential. */
	async authenticate(
		{ application, applicationId, access, jwtToken }: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const hasToken = access !== 'public' && typeof jwtToken === 'string' && jwtToken !== '';
		const target = new URL(options.url, options.baseURL);
		if (!hasToken || target.origin !== new URL(runtimeUrl(application, applicationId)).origin) {
			return options;
		}
		return { ...options, headers: { ...options.headers, Authorization: `Bearer ${jwtToken}` } };
	}

	test: ICredentialTestRequest = {
		request: {
			url: RUNTIME_URL_EXPRESSION,
			method: 'POST',
			body: { query: 'query { __typename }' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			statuses: STATUS_MESSAGES,
			// An answer without data is a web page, or nothing but errors.
			body: { key: 'data', values: [undefined, null] },
			noApi: NO_API,
		}),
	};
}

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
import { forRedirects, testRules } from '../nodes/BettyBlocks/http/credentialTest';
import { forOwnHost } from '../nodes/BettyBlocks/http/address';
import { RUNTIME_URL_EXPRESSION, runtimeUrl } from '../nodes/BettyBlocks/data/runtimeUrl';
import { bearerOf, isOfOtherLogin } from '../nodes/BettyBlocks/data/token';

const NO_API =
	"No Data API was found at this URL. Check the application and the application ID. A classic app (bettyblocks.com) needs the credential 'Betty Blocks Classic API'";

const CLOSED = `The app redirected the request, which was not followed. ${CLOSED_ADVICE}`;

/** What the test says, by the status of the response. A login that is refused says more by itself. */
const STATUS_MESSAGES: Record<number, string> = {
	...forRedirects(CLOSED),
	401: `The app rejected the request. Check the authentication profile. ${CLOSED_ADVICE}`,
	403: `The app rejected the request. Check the user's role. ${CLOSED_ADVICE}`,
	404: "No app with this application ID was found at this URL. Check both fields. A classic app (bettyblocks.com) needs the credential 'Betty Blocks Classic API'",
	500: "The app couldn't handle the request. The user may have no role: check the user's roles in the app",
	502: "The app didn't respond. Try again in a minute",
	503: "The app isn't available right now. Try again in a minute",
	504: 'The app took too long to respond. Try again in a minute',
};

/**
 * Looks like a response that doesn't take the token, so n8n logs in anew. Otherwise its test of a
 * credential succeeds with the token that it keeps, whatever the password is now.
 */
class LoginChanged extends Error {
	response = { status: 401 };
}

/**
 * A user of a newer app, who logs in with username and password through an authentication profile;
 * or the app's public role (vendor's article "Data API").
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
				'The identifier of the app (my-app), its host (my-app.edge.betty.app) or its full runtime URL. For an app at bettyblocks.com, use a Betty Blocks Classic API credential instead.',
			hint: "Easiest: in the builder, open the Data API's playground and paste its URL here: https://my-app.betty.app/api/runtime/…",
		},
		{
			displayName: 'Application ID',
			name: 'applicationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5d41402abc4b2a76b9719d911017c592',
			description: 'The UUID of the app: the 32 characters after /api/runtime/ in its runtime URL',
			hint: 'Leave this empty if you pasted the runtime URL above.',
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
					description: "No login, with the permissions of the app's public role",
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
			description: 'The UUID of an authentication profile of the kind username and password',
			hint: 'In the builder, open Authentication profiles and click the profile: its ID is in the address bar.',
			displayOptions: { show: { access: ['login'] } },
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. api@example.com',
			description: 'The name that the user logs in with, usually an email address',
			displayOptions: { show: { access: ['login'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The password that the user logs in with',
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

	/** n8n calls this when it has no token, and keeps what it returns. */
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

	/** A property, as n8n's HTTP Request node offers no credential that has it as a method. */
	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { application, applicationId, access, jwtToken } = credential;
		const token = bearerOf(jwtToken);
		if (access === 'public' || token === '') return request;
		if (isOfOtherLogin(jwtToken, credential as IDataObject)) throw new LoginChanged();
		const headers = { ...request.headers, Authorization: `Bearer ${token}` };
		return forOwnHost(request, runtimeUrl(application, applicationId), { headers });
	};

	test: ICredentialTestRequest = {
		request: {
			url: RUNTIME_URL_EXPRESSION,
			method: 'POST',
			body: { query: 'query { __typename }' },
			disableFollowRedirect: true,
		},
		rules: testRules({
			statuses: STATUS_MESSAGES,
			// A response without data is a web page, or nothing but errors.
			body: { key: 'data', values: [undefined, null] },
			noApi: NO_API,
		}),
	};
}

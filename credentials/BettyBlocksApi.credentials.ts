import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { forOwnHost, toAddress } from '../nodes/BettyBlocks/http/address';
import { forRedirects, testRules } from '../nodes/BettyBlocks/http/credentialTest';
import { DOMAIN, toBaseUrl } from '../nodes/BettyBlocks/rest/baseUrl';

const NO_API =
	"No Betty Blocks API was found at this URL. Check the application: enter its identifier (my-app) or its URL (https://my-app.bettyblocks.com). A newer app (betty.app) needs the credential 'Betty Blocks Data API'";

/** What the test says, by the status of the response. */
const STATUS_MESSAGES: Record<number, string> = {
	...forRedirects(NO_API),
	401: "The email address or the API key is wrong. Copy the key again, or press the user's API button to get a new one",
	403: "This user isn't allowed to use the app's API. Check the permissions of the user's role",
	404: "No Betty Blocks app was found at this URL. Check the application. A newer app (betty.app) needs the credential 'Betty Blocks Data API'",
	500: "The app couldn't handle the request. Check the app's log",
	502: "The app didn't respond. Check the app's log, then try again",
	503: "The app isn't available right now. Try again in a minute",
	504: 'The app took too long to respond. Try again in a minute',
};

/**
 * HTTP basic authentication of a user of a classic app, with the email address and the API key that
 * was generated for it (vendor's article "Betty Blocks REST API").
 */
export class BettyBlocksApi implements ICredentialType {
	name = 'bettyBlocksApi';

	displayName = 'Betty Blocks Classic API';

	icon = {
		light: 'file:../icons/bettyblocks.svg',
		dark: 'file:../icons/bettyblocks.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-bettyblocks/n8n-nodes-bettyblocks#the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Application',
			name: 'application',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. my-app',
			description:
				'The identifier of the app (my-app), its host (my-app.edge.bettyblocks.com) or any URL of it',
			hint: 'For a classic app, at bettyblocks.com. For a newer app, at betty.app, use a Betty Blocks Data API credential instead.',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. api@example.com',
			description: 'The email address of the app user that the API key belongs to',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The API key of this user',
			hint: 'In your app: Users → open the user → API. The key is shown only once.',
		},
	];

	/**
	 * A function, as n8n's sandbox takes longer for two expressions than for all else; and a property,
	 * as n8n's HTTP Request node offers no credential that has it as a method.
	 */
	authenticate = async (
		{ application, email, apiKey }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const auth = { username: String(email).trim(), password: String(apiKey).trim() };
		return forOwnHost(request, toBaseUrl(application), { auth });
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ (${toAddress.toString()})($credentials.application, '${DOMAIN}') + '/api' }}`,
			url: '/models',
			// A redirect would take the key to another address.
			disableFollowRedirect: true,
		},
		rules: testRules({
			statuses: STATUS_MESSAGES,
			// Every model has an id; a web page, a text and an empty answer have none.
			body: { key: 'id', values: [undefined] },
			noApi: NO_API,
		}),
	};
}

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { toAddress } from '../nodes/BettyBlocks/http/address';
import { forAll, REDIRECTS, testRules } from '../nodes/BettyBlocks/http/credentialTest';
import { DOMAIN } from '../nodes/BettyBlocks/rest/baseUrl';

const NO_API =
	'No Betty Blocks API answers at this address. Check the application: its identifier (my-app) or its address (https://my-app.bettyblocks.com)';

/** What the test says for an answer's status. */
const STATUS_MESSAGES: Record<number, string> = {
	...forAll(REDIRECTS, NO_API),
	401: "The email address or the API key is wrong. Copy the key again, or press the user's API button for a new one",
	403: "This user isn't allowed to use the API of the application. Check the permissions of the user's role",
	404: 'No Betty Blocks application was found at this address. Check the application field',
	500: "The application couldn't handle the request. Check its log",
	502: 'The application failed to answer. Check its log, then try again',
	503: "The application isn't available right now. Try again in a minute",
	504: 'The application took too long to answer. Try again in a minute',
};

/**
 * HTTP basic authentication of a Betty Blocks user: the e-mail address and the API key that was
 * generated for it (vendor's article "Betty Blocks REST API").
 */
export class BettyBlocksApi implements ICredentialType {
	name = 'bettyBlocksApi';

	displayName = 'Betty Blocks API';

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
				'The identifier of the app (my-app), its host (my-app.edge.bettyblocks.com) or its full address',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. api@example.com',
			description: 'The email address of the user of the app that the API key belongs to',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that Betty Blocks showed once when it was generated for this user',
			hint: 'In your app: Users → open the user → API. The key is shown once.',
		},
	];

	/** A function, as n8n's sandbox would take longer over two expressions than over all else. */
	async authenticate(
		{ email, apiKey }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const auth = { username: String(email).trim(), password: String(apiKey).trim() };
		return { ...request, auth };
	}

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

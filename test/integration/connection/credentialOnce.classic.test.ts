import { companies, company, onCompanies, useApp } from '../../support/app';
import { executeJson } from '../../support/n8n';

const app = useApp(company(companies(20)));

it('The credential is read once a run, as n8n would decrypt it for each request', async () => {
	let reads = 0;
	const { email, apiKey, ...credential } = app.credential;
	Object.defineProperties(credential, {
		email: { value: email, enumerable: true },
		apiKey: {
			get: () => {
				reads += 1;
				return apiKey;
			},
			enumerable: true,
		},
	});
	const items = companies(20).map(({ id }) => ({ json: { id } }));
	const output = await executeJson({
		credential: credential as typeof app.credential,
		parameters: onCompanies('get', { recordId: '={{ $json.id }}' }),
		items: items as never,
	});
	expect(output).toHaveLength(20);
	expect(app.emulator.requests.every(({ authorised }) => authorised)).toBe(true);
	expect(reads).toBe(1);
});

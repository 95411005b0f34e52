/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import axios from 'axios';

import type { CompanyApp } from '../../demo/company.ts';

type Values = Readonly<Record<string, string>>;

/** Writes records as somebody else does: through the app's own API, past n8n. */
function requests({ access }: CompanyApp) {
	return axios.create({
		baseURL: `${access.application}/api`,
		auth: { username: access.email, password: access.apiKey },
		proxy: false,
	});
}

const form = (values: Values) =>
	new URLSearchParams(
		Object.fromEntries(Object.entries(values).map(([name, value]) => [`record[${name}]`, value])),
	);

/** Makes a record in a table of the app; tells its id. */
export async function makeRecord(app: CompanyApp, table: string, values: Values): Promise<number> {
	const path = `/models/${table}/records/new`;
	const { data } = await requests(app).post<{ id: number }>(path, form(values));
	return data.id;
}

/** Changes some properties of a record. */
export async function changeRecord(
	app: CompanyApp,
	table: string,
	id: number,
	values: Values,
): Promise<void> {
	await requests(app).put(`/models/${table}/records/${id}`, form(values));
}

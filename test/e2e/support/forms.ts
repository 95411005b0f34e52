/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import axios from 'axios';

export type Login = Readonly<Record<'username' | 'password', string>>;

/**
 * Submits a form of n8n's form trigger, as a browser does.
 *
 * @param values of its fields, in their order
 * @returns the status of the response
 */
export async function submit(
	url: string,
	values: ReadonlyArray<string | File>,
	auth?: Login,
): Promise<number> {
	const form = new FormData();
	for (const [index, value] of values.entries()) form.append(`field-${index}`, value);
	return (await axios.post(url, form, { proxy: false, auth, validateStatus: () => true })).status;
}

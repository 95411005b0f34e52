// What the app of the benchmark is: one model, its records, and how to sign in.

const uuid = (byte: string) => byte.repeat(16);

/** The credential but for the address. */
export const user = { email: 'api@example.com', apiKey: 'a-secret-key' };

/** A credential as n8n stores it. */
export interface Access {
	type: 'bettyBlocksApi' | 'bettyBlocksDataApi';
	data: Record<string, string>;
}

/** @param application the address of the app */
export function accessTo(application: string): Access {
	return { type: 'bettyBlocksApi', data: { application, ...user } };
}

export const properties = {
	id: { id: uuid('c1'), kind: 'serial' },
	name: { id: uuid('c2'), kind: 'string' },
	email: { id: uuid('c3'), kind: 'email_address' },
	employees: { id: uuid('c4'), kind: 'integer' },
	created_at: { id: uuid('c5'), kind: 'date_time' },
	updated_at: { id: uuid('c6'), kind: 'date_time' },
} as const;

export const company = { id: uuid('c0'), name: 'Company' };

/** As `GET /models` answers. */
export const models = [
	{
		...company,
		properties: Object.entries(properties).map(([name, { id, kind }]) => ({
			id,
			name,
			kind,
			options: {},
		})),
	},
];

/** What a record is written with: the fields of an item of the workflows, too. */
export interface CompanyItem {
	id: number;
	name: string;
	email: string;
	employees: number;
}

export function companyItem(id: number): CompanyItem {
	return { id, name: `Company ${id}`, email: emailOf(id), employees: id % 1000 };
}

export function companyItems(count: number): CompanyItem[] {
	return Array.from({ length: count }, (_, index) => companyItem(index + 1));
}

export function emailOf(id: number): string {
	return `company-${id}@example.com`;
}

/** @returns NaN for any other text */
export function idOfEmail(email: string): number {
	return Number(/^company-(\d+)@example\.com$/.exec(email)?.[1] ?? Number.NaN);
}

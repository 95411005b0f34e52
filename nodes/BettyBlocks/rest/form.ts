/** What a form or a query can carry: text, lists and named values, nested as deep as needed. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

/**
 * Encodes values the way Rails reads them back: `record[group][id]=1`, `ids[]=1&ids[]=2`,
 * `filters[][conditions][][path][]=…`. Names and values are percent-encoded.
 *
 * @returns `name=value` pairs joined by `&`; empty when there is nothing to send
 */
export function encodeForm(values: { [name: string]: FormValue }): string {
	return Object.entries(values)
		.flatMap(([name, value]) => pairs(encodeURIComponent(name), value))
		.join('&');
}

function pairs(name: string, value: FormValue): string[] {
	if (typeof value === 'string') return [`${name}=${encodeURIComponent(value.toWellFormed())}`];
	if (Array.isArray(value)) return value.flatMap((entry) => pairs(`${name}%5B%5D`, entry));
	return Object.entries(value).flatMap(([key, entry]) =>
		pairs(`${name}%5B${encodeURIComponent(key)}%5D`, entry),
	);
}

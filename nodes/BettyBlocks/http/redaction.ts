/** A shorter key could stand in any data by chance. */
const MIN_KEY_LENGTH = 6;

/** How characters are written in HTML: always, and by some. */
const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const MORE_HTML: Array<Record<string, string>> = [
	{ "'": '&#39;' },
	{ "'": '&#x27;' },
	{ "'": '&apos;' },
	{ "'": '&#39;', '"': '&#34;' },
	{ "'": '&#39;', '/': '&#47;' },
	{ "'": '&#x27;', '/': '&#x2F;' },
];

/**
 * What an app answers may repeat what it was sent, in any of the forms that text takes on the way.
 *
 * @param keys what nobody may see; empty ones do not count
 * @returns a function that puts `***` in the place of the keys
 */
export function redaction(keys: string[]): (text: string) => string {
	const known = keys.filter((key) => key !== '');
	const secrets = new Set(
		known.flatMap(formsOf).filter((form) => form.length >= MIN_KEY_LENGTH || known.includes(form)),
	);
	return (text) => {
		let redacted = text;
		for (const secret of secrets) {
			if (redacted.includes(secret)) redacted = redacted.replaceAll(secret, '***');
		}
		return redacted;
	};
}

function formsOf(secret: string): string[] {
	const percent = encodeURIComponent(secret.toWellFormed());
	const json = JSON.stringify(secret).slice(1, -1);
	const each = (escape: (character: string) => string) => [...secret].map(escape).join('');
	return [
		secret,
		percent,
		percent.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
		percent.replaceAll('%20', '+'),
		json,
		json.replaceAll('/', '\\/'),
		each((character) => (/[\w.-]/.test(character) ? character : unicode(character))),
		each((character) =>
			/[\w.-]/.test(character) ? character : unicode(character).toUpperCase().replace('\\U', '\\u'),
		),
		each((character) =>
			/[<>&'\u2028\u2029]/.test(character)
				? unicode(character)
				: JSON.stringify(character).slice(1, -1),
		),
		...[{}, ...MORE_HTML].map((more) => {
			const written: Record<string, string> = { ...HTML, ...more };
			return each((character) => written[character] ?? character);
		}),
	];
}

function unicode(character: string): string {
	return [...character.split('')]
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
}

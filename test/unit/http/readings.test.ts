import { readingsOf, soughtFor } from '../../../nodes/BettyBlocks/http/readings';

const sought = soughtFor(['a-secret-key'], 40, { least: 6, lost: 0 });

/** What an app says of its records, as most apps do. */
function recordsText(count: number): string {
	const records = Array.from({ length: count }, (_each, at) => ({
		id: at + 1,
		name: `Company ${at + 1}`,
		email: `company-${at + 1}@example.com`,
		website: `https://www.company-${at + 1}.example/about-us?from=app`,
		employees: at % 1000,
		revenue: at / 7,
		note: 'Called "Jan" about\nthe offer: 10 % off, and so on (see the other one)',
		isActive: at % 2 === 0,
		created_at: '2026-03-12T09:41:27Z',
		updated_at: '2026-03-12T09:41:27.123+01:00',
	}));
	return JSON.stringify(records);
}

describe('Ordinary records', () => {
	it('are looked into once, whatever number of them comes, and nothing of them is decoded', () => {
		const [few, many] = [1, 1000].map((count) => [...readingsOf(recordsText(count), sought)]);
		expect(many?.length).toBe(few?.length);
		expect(many?.filter(({ isUnpacked }) => isUnpacked)).toEqual([]);
		const [written = 0, ...others] = many?.map(({ bytes }) => bytes.length) ?? [];
		expect(others.length).toBeLessThanOrEqual(2);
		expect(Math.max(...others)).toBeLessThan(written / 2);
	});
});

const hex = (text: string) => Buffer.from(text).toString('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const swapped = (text: string) => utf16(text).swap16();
const times = (count: number, encode: (text: string) => string) =>
	Array.from({ length: count }).reduce<string>((text) => encode(text), 'a-secret-key');
const quoted = (text: string) => text.replace(/[-=]/g, (each) => `=${hex(each).toUpperCase()}`);

/** In which parts of a text the secret is read. */
function readIn(text: string): string[] {
	const places = [...readingsOf(text, sought)].flatMap(({ bytes, origin }) => {
		const at = bytes.indexOf('a-secret-key');
		return at < 0 ? [] : [text.slice(...origin(at, at + 12))];
	});
	return [...new Set(places)];
}

describe('A secret is read', () => {
	it.each<[string, string]>([
		['as it is', 'a-secret-key'],
		['in a percent-encoded text', 'a%2Dsecret%2Dkey'],
		[
			'percent-encoded eight times',
			times(8, (text) => text.replace(/[-%]/g, (each) => `%${hex(each)}`)),
		],
		['in quoted-printable text', 'a=2Dsecret=2Dkey'],
		['in quoted-printable text of several lines', 'a-s=\r\necr=\net-k= \t\r\ney'],
		['in quoted-printable text three times', times(3, quoted)],
		['in Base64 three times', times(3, base64)],
		['in Base64 without padding', base64('xa-secret-key').replace(/=/g, '')],
		['in Base64 on several lines', base64('a-secret-key').replace(/.{5}/g, '$&\n')],
		['in Base64 on lines of Windows', base64('a-secret-key').replace(/.{5}/g, '$&\r\n')],
		['in Base64 with empty lines', base64('a-secret-key').replace(/.{5}/g, '$&\n\n')],
		[
			'in Base64 on lines that begin with blanks',
			base64('a-secret-key').replace(/.{5}/g, '$&\n \t'),
		],
		[
			'in Base64 on lines that begin with blanks, in a form',
			base64('a-secret-key').replace(/.{5}/g, '$&\r\n+ +'),
		],
		['in decimal numbers', Buffer.from('a-secret-key').join(', ')],
		['in decimal numbers between blanks', Buffer.from('a-secret-key').join(' ')],
		['in hexadecimal numbers', hex('a-secret-key').replace(/../g, '0x$&, ')],
		['in UTF-16', utf16('a-secret-key').toString('latin1')],
		['in UTF-16, big end first', swapped('a-secret-key').toString('latin1')],
		['in UTF-16 behind a single byte', `é${utf16('a-secret-key').toString('latin1')}`],
		['in UTF-16 with zeros in it', utf16('a-sec\0ret\0-key').toString('latin1')],
		['in UTF-16 in Base64', utf16('a-secret-key').toString('base64')],
		['in UTF-16, big end first, in hexadecimal digits', swapped('a-secret-key').toString('hex')],
	])('%s', (_how, written) => {
		const [place = ''] = readIn(`(${written})`);
		expect(place.length).toBeGreaterThan(written.length - 5);
	});

	it.each(['\n', '\r\n', '\n\n', '\n ', '\n \t'])(
		'in Base64 with a plus sign at the beginning of a line, where lines end with %j',
		(end) => {
			const lines = base64('>>>-secret-key').replace(/.{3}/g, `$&${end}`);
			expect(lines).toContain(`${end}+`);
			const other = soughtFor(['>>>-secret-key'], 40, { least: 6, lost: 0 });
			const read = [...readingsOf(`(${lines})`, other)].map(({ bytes }) => bytes);
			expect(read).toContain('>>>-secret-key');
		},
	);

	it('not in encodings around each other of which there are more than three', () => {
		expect(readIn(times(4, base64))).toEqual([]);
		expect(readIn(times(4, quoted))).toEqual([]);
	});

	it('not in escapes around each other of which there are more than eight', () => {
		expect(readIn(times(9, (text) => text.replace(/[-%]/g, (each) => `%${hex(each)}`)))).toEqual(
			[],
		);
	});
});

describe('A text', () => {
	const bytesIn = (text: string) => [...readingsOf(text, sought)].map(({ bytes }) => bytes);

	it.each([
		'(no escapes in this text) (at all)',
		'(no numbers) (------------------------)',
		'(some escapes\\n of JSON) (in \\"this\\" text)',
		`(${base64('something-else-of-other-people')})`,
	])('is read in each way only once: %s', (text) => {
		const read = bytesIn(text);
		expect(new Set(read).size).toBe(read.length);
	});

	it('with a single zero is no UTF-16', () => {
		expect(bytesIn('(of these\0two)')).toEqual(['(of these\0two)', 'of these\0two']);
	});
});

describe('What is sought', () => {
	const found = (kind: Uint8Array) =>
		[...kind.entries()].flatMap(([byte, is]) => (is ? [String.fromCharCode(byte)] : [])).join('');

	it('is as short as the shortest secret as it is written, and as one of six where it is decoded', () => {
		const lengths = (...secrets: string[]) => {
			const { shortest, least } = soughtFor(secrets, 40, { least: 6, lost: 2 });
			return [shortest, least];
		};
		expect(lengths('12345', 'a-secret-key')).toEqual([5, 10]);
		expect(lengths('123456', 'a-secret-key')).toEqual([6, 6]);
		expect(lengths('x'.repeat(90))).toEqual([40, 38]);
		expect(lengths()).toEqual([40, 38]);
	});

	it('has blanks that end a word only where a secret has them', () => {
		const blank = (...secrets: string[]) =>
			soughtFor(secrets, 40, { least: 6, lost: 2 }).isWritten[0x20];
		expect(blank('a-secret', 'b-secret')).toBe(2);
		expect(blank('a secret', 'b-secret')).toBe(1);
	});

	it('begins with the digits that its bytes begin with', () => {
		const { isFirst } = soughtFor(['a-secret', 'b-secret'], 40, { least: 6, lost: 2 });
		expect(found(isFirst.hex)).toBe('0234567');
		expect(found(isFirst.base64)).toBe('ACDIJKLMNOPQRSTUVWXYZabcdef');
	});
});

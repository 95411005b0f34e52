/** What a multipart body says of the file in it. */
export interface FilePart {
	/** The name of the part. */
	field: string;
	fileName: string;
	mimeType: string;
}

/** What stands around the bytes of a file in a multipart body. */
export interface Envelope {
	head: Buffer;
	tail: Buffer;
	/** The content type of the whole body. */
	contentType: string;
}

/** A boundary that no file contains: 122 bits of it are random. */
export function newBoundary(): string {
	return `----n8n-nodes-bettyblocks-${crypto.randomUUID()}`;
}

/**
 * Writes a multipart body with one file in it, without the file's own bytes. Names are written as
 * browsers and the `form-data` package do: UTF-8, with quotes and line breaks percent-encoded.
 *
 * @param fields parts with text, which come before the file
 */
export function wrapFile(
	{ field, fileName, mimeType }: FilePart,
	boundary: string,
	fields: Array<[name: string, value: string]> = [],
): Envelope {
	const head = [
		...fields.flatMap(([name, value]) => [
			`--${boundary}`,
			`Content-Disposition: form-data; name="${escape(name)}"`,
			'',
			value,
		]),
		`--${boundary}`,
		`Content-Disposition: form-data; name="${escape(field)}"; filename="${escape(baseName(fileName))}"`,
		`Content-Type: ${mimeType.replace(/\p{Cc}/gu, '')}`,
		'',
		'',
	].join('\r\n');
	return {
		head: Buffer.from(head),
		tail: Buffer.from(`\r\n--${boundary}--\r\n`),
		contentType: `multipart/form-data; boundary=${boundary}`,
	};
}

/** The last part of a path, Windows' included; `file` when there is none. */
export function baseName(path: string): string {
	const name = path.split(/[\\/]/).findLast((part) => part !== '');
	return name === undefined || name === '.' || name === '..' ? 'file' : name;
}

function escape(name: string): string {
	return name.replace(/["\p{Cc}]/gu, encodeURIComponent);
}

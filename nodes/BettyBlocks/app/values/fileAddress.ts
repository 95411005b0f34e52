/** Where computers keep their own files, which no app serves. */
const LOCAL_PATH = /^\/(tmp|home|root|var|etc|usr|Users|Volumes)\//;

/**
 * Whether a text says where a file is: a URL of the web, or a path of the app such as
 * `/uploads/1/a b.pdf`. Apps put names into it as people gave them, with blanks.
 */
export function isFileAddress(text: string): boolean {
	if (/[\r\n]/.test(text)) return false;
	if (/^https?:\/\//i.test(text)) return URL.canParse(text);
	return /^\/\S/.test(text) && !LOCAL_PATH.test(text);
}

/**
 * The address of a file as an app shows one: how is not documented, so it may be a text, or an object
 * with a URL and whatever else, such as a preview.
 *
 * @returns null for an object without a file, undefined for what is no address
 */
export function fileAddress(value: unknown): string | null | undefined {
	if (typeof value === 'string') return isFileAddress(value.trim()) ? value.trim() : undefined;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	if (Object.keys(value).length === 0) return null;
	const url = 'url' in value ? value.url : undefined;
	return url === null || url === '' ? null : typeof url === 'string' ? url : undefined;
}

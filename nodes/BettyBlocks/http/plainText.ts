/** The words of a page are at its beginning; patterns look no further. */
const MAX_PAGE_LENGTH = 4_000;

/** The words of a page, or of text that is none. */
export function plainText(whole: string): string {
	const body = whole.slice(0, MAX_PAGE_LENGTH);
	if (!/<[a-z!][^>]*>/i.test(body)) return body;
	return body
		.replace(/<(script|style|head)\b.*?<\/\1\s*>/gis, (block) => title(block))
		.replace(/<[^>]*>/g, ' ')
		.replace(/&nbsp;/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ');
}

function title(block: string): string {
	return /<title[^>]*>(.*?)<\/title/is.exec(block)?.[1]?.concat(' ') ?? '';
}

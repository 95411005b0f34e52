/** The page with this section put in, in the place of the one with the same heading, or at the end. */
export function withSection(page: string, heading: string, text: string): string {
	const [head = '', ...sections] = page.split(/^(?=## )/m).map((part) => part.trim());
	const section = `## ${heading}\n\n${text.trim()}`;
	const index = sections.findIndex((part) => part.split('\n', 1)[0] === `## ${heading}`);
	if (index < 0) sections.push(section);
	else sections[index] = section;
	return `${[head, ...sections].join('\n\n')}\n`;
}

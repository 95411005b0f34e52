/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';

const FOLDERS = ['credentials', 'nodes'];

/** What a person reads has blanks between words, or is the name of something that is shown. */
const SHOWN_PROPERTIES = new Set([
	'displayName',
	'name',
	'action',
	'hint',
	'placeholder',
	'description',
	'message',
	'title',
]);

/** All texts of the package that a person may be shown, in the order in which they stand, by file. */
export function textsByFile(root: string): Map<string, string[]> {
	const files = FOLDERS.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => `${folder}/${file.split(sep).join('/')}`),
	).sort();
	return new Map(
		files
			.map((file) => [file, textsOf(readFileSync(join(root, file), 'utf8'))] as const)
			.filter(([, texts]) => texts.length > 0),
	);
}

function textsOf(source: string): string[] {
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) return;
		const text = textOf(node);
		if (text !== undefined && isShown(node, text)) texts.push(text);
		else ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('', source, ts.ScriptTarget.Latest, true));
	return [...new Set(texts)];
}

function isShown(node: ts.Node, text: string): boolean {
	if (text.trim().split(/\s+/).length > 2) return true;
	const { parent } = node;
	return (
		ts.isPropertyAssignment(parent) &&
		SHOWN_PROPERTIES.has(parent.name.getText()) &&
		/^[A-Z]/.test(text)
	);
}

/** With `…` for what is filled in. */
function textOf(node: ts.Node): string | undefined {
	if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

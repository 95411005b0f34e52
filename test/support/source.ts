import ts from 'typescript';

export interface Declared {
	/** As it is declared, or by the variable or property that holds it. */
	name: string;
	lines: number;
}

const parse = (text: string) => ts.createSourceFile('', text, ts.ScriptTarget.Latest, true);

function nameOf(node: ts.Node): string {
	const named = ts.isFunctionLike(node) && node.name ? node : node.parent;
	if (ts.isCallExpression(named)) return named.expression.getText();
	return (named as Partial<ts.NamedDeclaration>).name?.getText() ?? 'unnamed';
}

/** All functions of a file with a body, from its first line to its last, those in others too. */
export function functionsIn(text: string): Declared[] {
	const source = parse(text);
	const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
	const found: Declared[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body) {
			const lines = lineAt(node.getEnd()) - lineAt(node.getStart()) + 1;
			found.push({ name: nameOf(node), lines });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** The names that a file declares and exports; not those that it passes on. */
export function exportedNames(text: string): string[] {
	return parse(text).statements.flatMap((statement) => {
		const isExported =
			ts.canHaveModifiers(statement) &&
			ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
		if (!isExported) return [];
		if (ts.isVariableStatement(statement)) {
			return statement.declarationList.declarations.map(({ name }) => name.getText());
		}
		return [(statement as ts.DeclarationStatement).name?.getText() ?? 'default'];
	});
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { PostgreSql } from '../../n8n/services.ts';

/** An API key as it is, in an address, and as basic authentication sends it. */
export function spellingsOf(email: string, apiKey: string): string[] {
	const basic = Buffer.from(`${email}:${apiKey}`).toString('base64');
	return [...new Set([apiKey, encodeURIComponent(apiKey), basic])];
}

/** The files below a folder, but for the packages in it. */
function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isFile()) return [path];
		return entry.isDirectory() && entry.name !== 'node_modules' ? filesBelow(path) : [];
	});
}

/** Every text in a database with the table it is in: in the file, a long one may be in pieces. */
function* textsIn(file: string): Generator<[table: string, text: string]> {
	const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
	try {
		const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
		for (const { name } of tables) {
			for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate()) {
				for (const value of Object.values(row)) {
					if (typeof value === 'string') yield [String(name), value];
					else if (value instanceof Uint8Array) yield [String(name), Buffer.from(value).toString()];
				}
			}
		}
	} finally {
		database.close();
	}
}

/** The files below a folder, but for the packages in it, in which one of the texts stands. */
export function findInFiles(folder: string, texts: readonly string[]): string[] {
	return filesBelow(folder).filter((file) => {
		const content = readFileSync(file);
		return texts.some((text) => content.includes(text));
	});
}

/** The tables of the SQLite database below an n8n's folder in which one of the texts stands. */
export function findInSqlite(folder: string, texts: readonly string[]): string[] {
	const tables = [...textsIn(join(folder, '.n8n', 'database.sqlite'))]
		.filter(([, found]) => texts.some((text) => found.includes(text)))
		.map(([table]) => table);
	return [...new Set(tables)];
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The tables in which one of the texts stands, in any column of any of their rows. */
export async function findInPostgreSql(
	database: PostgreSql,
	texts: readonly string[],
): Promise<string[]> {
	const columns = await database.query(
		"SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'",
	);
	const searches = columns.map(({ table_name: table, column_name: column, data_type: type }) => {
		// Bytes are searched as bytes; all else as PostgreSQL writes it.
		const conditions = texts.map((text) =>
			type === 'bytea'
				? `position(convert_to(${literal(text)}, 'UTF8') in "${column}") > 0`
				: `strpos("${column}"::text, ${literal(text)}) > 0`,
		);
		return `SELECT ${literal(String(table))} AS place WHERE EXISTS (SELECT FROM "${table}" WHERE ${conditions.join(' OR ')})`;
	});
	const found = await database.query(searches.join(' UNION ALL '));
	return [...new Set(found.map(({ place }) => String(place)))];
}

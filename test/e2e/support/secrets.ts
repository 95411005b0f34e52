/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { PostgreSql } from '../../n8n/services.ts';

interface Access {
	email: string;
	apiKey: string;
}

/** As it is, in an address, and as basic authentication sends it. */
function spellings({ email, apiKey }: Access): string[] {
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

/** The files below a folder, but for the packages in it, in which an API key stands. */
export function findInFiles(folder: string, access: Access): string[] {
	const wanted = spellings(access);
	return filesBelow(folder).filter((file) => {
		const content = readFileSync(file);
		return wanted.some((secret) => content.includes(secret));
	});
}

function findInSqlite(file: string, access: Access): string[] {
	const wanted = spellings(access);
	return [...textsIn(file)]
		.filter(([, text]) => wanted.some((secret) => text.includes(secret)))
		.map(([table]) => `table ${table}`);
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The tables in which an API key stands, in any column of any of their rows. */
export async function findInPostgreSql(database: PostgreSql, access: Access): Promise<string[]> {
	const columns = await database.query(
		"SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'",
	);
	const searches = columns.map(({ table_name: table, column_name: column, data_type: type }) => {
		// Bytes are searched as bytes; all else as PostgreSQL writes it.
		const isBytes = type === 'bytea';
		const conditions = spellings(access).map((secret) =>
			isBytes
				? `position(convert_to(${literal(secret)}, 'UTF8') in "${column}") > 0`
				: `strpos("${column}"::text, ${literal(secret)}) > 0`,
		);
		const name = literal(`table ${table}, column ${column}`);
		return `SELECT ${name} AS place WHERE EXISTS (SELECT FROM "${table}" WHERE ${conditions.join(' OR ')})`;
	});
	const found = await database.query(searches.join(' UNION ALL '));
	return found.map(({ place }) => String(place));
}

/**
 * Where an API key stands in what an n8n has kept and logged: its database, its files, its log.
 * @param folder the folder that n8n was started in
 * @returns files, and tables of the database; empty when the key is nowhere
 */
export function findSecrets(folder: string, access: Access): string[] {
	const tables = findInSqlite(join(folder, '.n8n', 'database.sqlite'), access);
	return [...new Set([...findInFiles(folder, access), ...tables])];
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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

/**
 * Where an API key stands in what an n8n has kept and logged: its database, its files, its log.
 * @param folder the folder that n8n was started in
 * @returns files, and tables of the database; empty when the key is nowhere
 */
export function findSecrets(folder: string, access: Access): string[] {
	const wanted = spellings(access);
	const files = filesBelow(folder).filter((file) => {
		const content = readFileSync(file);
		return wanted.some((secret) => content.includes(secret));
	});
	const tables = [...textsIn(join(folder, '.n8n', 'database.sqlite'))]
		.filter(([, text]) => wanted.some((secret) => text.includes(secret)))
		.map(([table]) => `table ${table}`);
	return [...new Set([...files, ...tables])];
}

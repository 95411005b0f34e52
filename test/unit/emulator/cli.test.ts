/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { dataIds, loginQuery, sampleDataApp } from '../../emulator/data/samples.ts';
import { startEmulator } from '../../emulator/index.ts';
import { authorisation, fetchReply, sampleApp } from '../../emulator/samples.ts';

// The Node.js of the development dependencies, which runs TypeScript as it is.
const node = resolve('node_modules/.bin/node');
const program = resolve('test/emulator/main.ts');

describe('The command line of the emulator', () => {
	// Each test starts a process, which takes its time on a busy machine.
	jest.setTimeout(30_000);

	const folder = mkdtempSync(join(tmpdir(), 'emulator-cli-'));
	const appFile = join(folder, 'app.json');

	beforeAll(() => {
		writeFileSync(appFile, JSON.stringify(sampleApp()));
	});
	afterAll(() => {
		rmSync(folder, { recursive: true });
	});

	interface Run {
		code: number | null;
		output: string;
		errors: string;
	}

	/** Runs the program; `whenListening` sees the line it prints and ends it with a signal. */
	async function run(
		options: string[],
		whenListening: (line: string) => Promise<NodeJS.Signals> = async () => 'SIGTERM',
	): Promise<Run> {
		const child = spawn(node, [program, ...options], {
			env: { ...process.env, TMPDIR: folder },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const exited = once(child, 'close');
		const result: Run = { code: null, output: '', errors: '' };
		let signalled: Promise<void> | undefined;
		child.stderr.on('data', (chunk: Buffer) => {
			result.errors += chunk.toString();
		});
		child.stdout.on('data', (chunk: Buffer) => {
			result.output += chunk.toString();
			if (!result.output.includes('\n')) return;
			signalled ??= whenListening(result.output.trim()).then(
				(signal) => void child.kill(signal),
				(error: unknown) => {
					child.kill();
					throw error;
				},
			);
		});
		await exited;
		await signalled;
		return { ...result, code: child.exitCode };
	}

	function temporaryFolders(): string[] {
		return readdirSync(folder).filter((name) => name.startsWith('emulated-app-'));
	}

	function fileOf(name: string, content: string): string {
		const file = join(folder, name);
		writeFileSync(file, content);
		return file;
	}

	it.each(['SIGTERM', 'SIGINT'] as const)(
		'prints one line when it listens and ends cleanly on %s',
		async (signal) => {
			const seen: number[] = [];
			const result = await run(['--port', '0', '--app', appFile], async (line) => {
				const url = /^Emulated Betty Blocks app listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(
					line,
				);
				const reply = await fetchReply(`${url?.[1]}/api/models`, {
					headers: { authorization: authorisation },
				});
				seen.push(reply.status);
				return signal;
			});
			expect(seen).toEqual([200]);
			expect(result).toMatchObject({ code: 0, errors: '' });
			expect(result.output.split('\n')).toHaveLength(2);
		},
	);

	it('keeps uploads in a temporary folder, refused ones not at all, and none when it ends', async () => {
		const kept: number[] = [];
		await run(['--port', '0', '--app', appFile], async (line) => {
			const url = `${line.split(' ').at(-1)}/api/assets`;
			const headers = { authorization: authorisation };
			for (const field of ['file', 'wrong', 'file']) {
				const body = new FormData();
				body.append(field, new Blob(['content']), 'f');
				await fetchReply(url, { body, headers });
			}
			const broken = {
				body: '--X\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nte',
			};
			const type = { 'content-type': 'multipart/form-data; boundary=X' };
			expect((await fetchReply(url, { ...broken, headers: { ...headers, ...type } })).status).toBe(
				400,
			);
			for (const name of temporaryFolders()) kept.push(readdirSync(join(folder, name)).length);
			return 'SIGTERM';
		});
		expect(kept).toEqual([2]);
		expect(temporaryFolders()).toEqual([]);
	});

	it('takes a personality', async () => {
		const options = ['--port=0', '--app', appFile, '--personality', '{"unauthorisedBody":"empty"}'];
		const seen: string[] = [];
		await run(options, async (line) => {
			seen.push((await fetchReply(`${line.split(' ').at(-1)}/api/models`)).text);
			return 'SIGTERM';
		});
		expect(seen).toEqual(['']);
	});

	it('serves the Data API, and tells what the credential asks for', async () => {
		const { models } = sampleApp();
		const app = fileOf('models.json', JSON.stringify({ models }));
		const seen: unknown[] = [];
		const options = ['--api', 'data', '--port', '0', '--app', app];
		const personality = ['--personality', '{"takeDefault":1}'];
		const result = await run([...options, ...personality], async (line) => {
			const [, url, id, authProfileUuid, username, password] =
				/^Emulated Betty Blocks app listening on (http:\/\/127\.0\.0\.1:\d+) \(application ID (\w{32}), authentication profile (\w{32}), username (\S+), password (\S+)\)$/.exec(
					line,
				) ?? [];
			const send = async (json: object, headers = {}) =>
				(await fetchReply(`${url}/api/runtime/${id}`, { json, headers })).json;
			const variables = { authProfileUuid, username, password };
			const login = (await send({ query: loginQuery, variables })) as {
				data: { login: { jwtToken: string } };
			};
			const headers = { authorization: `Bearer ${login.data.login.jwtToken}` };
			seen.push(await send({ query: '{ allTag { results { title } totalCount } }' }, headers));
			return 'SIGTERM';
		});
		expect(seen).toEqual([{ data: { allTag: { results: [{ title: 'red' }], totalCount: 2 } } }]);
		expect(result).toMatchObject({ code: 0, errors: '' });
		expect(temporaryFolders()).toEqual([]);
	});

	it('says that nobody can log in to an app whose end-user model is empty', async () => {
		const app = sampleDataApp();
		const [staff] = app.data?.authenticationProfiles ?? [];
		const models = app.models.map((model) =>
			model.name === 'User' || model.name === 'Task' || model.name === 'Salary'
				? { ...model, records: [] }
				: model,
		);
		const data = { ...app.data, authenticationProfiles: [staff] };
		const file = fileOf('empty.json', JSON.stringify({ ...app, models, data }));
		const { output } = await run(['--api=data', '--port=0', '--app', file]);
		expect(output).toContain(`(application ID ${dataIds.application}, nobody can log in)`);
	});

	it.each([
		[[], '--app is missing'],
		[['--api', 'soap', '--app', 'x'], '--api must be classic or data'],
		[['--api=data', '--app=x', '--personality={"offset":1}'], 'Unknown personality key "offset"'],
		[['--app'], "Option '--app <value>' argument missing"],
		[['--colour', 'red'], "Unknown option '--colour'"],
		[['--app', 'x', 'more'], "Unexpected argument 'more'"],
		[['--app', 'x', '--port', 'many'], '--port must be a number from 0 to 65535'],
		[['--app', 'x', '--port', '70000'], '--port must be a number from 0 to 65535'],
		[['--app', 'x', '--personality', '{'], '--personality is not valid JSON'],
		[['--app', 'x', '--personality', '{"oops":1}'], 'Unknown personality key "oops"'],
		[['--app', 'x', '--personality', '{"asset":1}'], 'Personality "asset" must be one of'],
	])('ends with 2 and tells what is wrong with the options %j', async (options, message) => {
		const result = await run(options);
		expect(result).toMatchObject({ code: 2, output: '' });
		expect(result.errors.startsWith(message)).toBe(true);
		expect(result.errors).toContain('\nUsage: ');
		expect(result.errors).not.toContain('    at ');
	});

	it.each([
		['a file that is not there', () => join(folder, 'none.json'), /^Cannot read .*none\.json\n$/],
		['invalid JSON', () => fileOf('bad.json', '{'), /^.*bad\.json is not valid JSON\n$/],
		[
			'an invalid app',
			() => fileOf('no.json', '{"users":[]}'),
			/no\.json: users must name at least/,
		],
	])('ends with 1 and one line for %s', async (_problem, file, message) => {
		const result = await run(['--port', '0', '--app', file()]);
		expect(result).toMatchObject({ code: 1, output: '' });
		expect(result.errors).toMatch(message);
		expect(result.errors.trim().split('\n')).toHaveLength(1);
	});

	it('ends with 1 when the port is in use', async () => {
		const other = await startEmulator({ app: sampleApp() });
		const result = await run(['--app', appFile, '--port', String(other.port)]);
		await other.close();
		expect(result).toMatchObject({ code: 1, errors: `Port ${other.port} is already in use\n` });
	});
});

/**
 * What an upload costs: memory and time for 10 MB, 300 MB and 1 GB, through this package with n8n's
 * filesystem binary mode, and through `form-data` with axios for comparison. Each upload runs in a
 * process of its own, the server in another. Run `npm run build` first, then
 * `node test/benchmark/upload.mjs`.
 *
 * Memory is how much the upload raises the peak of its process. "n8n" is a process that stored the
 * file itself before, as n8n does with a file from an earlier step. "fresh" is one that has moved
 * no data yet: there V8 lets up to 64 MB of dead chunks pile up before it clears them, unless the
 * memory is given back chunk by chunk.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const MB = 1_000_000;
const SIZES = [10 * MB, 300 * MB, 1_000 * MB];
const WAYS = ['this package', 'form-data + axios'];

/** Takes uploads as an app does, and keeps none of them. */
async function serve() {
	const server = createServer((request, response) => {
		let bytes = 0;
		request.on('data', (chunk) => (bytes += chunk.length));
		request.on('end', () => {
			const announced = Number(request.headers['content-length'] ?? bytes);
			response.writeHead(bytes === announced ? 201 : 400, { 'Content-Type': 'application/json' });
			response.end(JSON.stringify({ url: `https://files.example/${bytes}` }));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	process.send({ port: server.address().port });
}

async function writeFile(path, size) {
	const file = createWriteStream(path);
	const piece = Buffer.alloc(MB, 'n8n and Betty Blocks ');
	for (let written = 0; written < size; written += piece.length) {
		if (!file.write(piece)) await once(file, 'drain');
	}
	file.end();
	await once(file, 'close');
}

const ways = {
	async 'this package'({ port, binary, size, folder }) {
		const { context } = await prepareNode(port, folder);
		const { BettyBlocks } = createRequire(import.meta.url)(
			'../../dist/nodes/BettyBlocks/BettyBlocks.node.js',
		);
		const node = new BettyBlocks();
		return async () => {
			const [[output]] = await node.execute.call(context(node, binary));
			if (output.json.fileSize !== size) throw new Error('The file is not as large as it was');
		};
	},
	async 'form-data + axios'({ port, file, size }) {
		const { default: axios } = await import('axios');
		const { default: FormData } = await import('form-data');
		return async () => {
			const form = new FormData();
			form.append('file', createReadStream(file), { filename: 'large.bin', knownLength: size });
			await axios.post(`http://127.0.0.1:${port}/api/assets`, form, {
				headers: { ...form.getHeaders(), 'Content-Length': form.getLengthSync() },
				maxBodyLength: Infinity,
				maxRedirects: 0,
			});
		};
	},
};

/** The real n8n-core, as in the tests, with files on the disk. */
async function prepareNode(port, folder) {
	process.env.N8N_USER_FOLDER = folder;
	process.env.N8N_ENCRYPTION_KEY = 'only-for-the-benchmark';
	process.env.N8N_LOG_LEVEL = 'silent';
	const require = createRequire(import.meta.url);
	const core = require('n8n-core');
	const workflow = require('n8n-workflow');
	// n8n-core's own copy: others may be installed.
	const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di');
	const config = Container.get(core.BinaryDataConfig);
	Object.assign(config, { mode: 'filesystem', localStoragePath: join(folder, 'binary') });
	const service = Container.get(core.BinaryDataService);
	await service.init();
	const credential = {
		application: `http://127.0.0.1:${port}`,
		email: 'api@example.com',
		apiKey: 'secret',
	};
	const url = 'http://127.0.0.1:5678';
	const urls = ['restApiUrl', 'instanceBaseUrl', 'formWaitingBaseUrl', 'webhookBaseUrl'];
	const additionalData = {
		...Object.fromEntries([...urls, 'webhookWaitingBaseUrl'].map((name) => [name, url])),
		credentialsHelper: {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getCredentialsProperties: () => [],
			preAuthentication: async () => undefined,
			getDecrypted: async () => ({ ...credential }),
			authenticate: async (_credentials, _type, options) => ({
				...options,
				auth: { username: credential.email, password: credential.apiKey },
			}),
		},
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
	};
	const node = {
		id: '1',
		name: 'Betty Blocks',
		type: 'n8n-nodes-bettyblocks.bettyBlocks',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'asset', operation: 'upload' },
		credentials: { bettyBlocksApi: { id: '1', name: 'App' } },
	};
	return {
		storeFile: async (path) =>
			await service.store(
				{ type: 'execution', workflowId: '1', executionId: '1' },
				createReadStream(path),
				{ data: '', mimeType: 'application/octet-stream', fileName: 'large.bin' },
			),
		context: (type, binary) => {
			const graph = new workflow.Workflow({
				id: '1',
				nodes: [node],
				connections: {},
				active: false,
				nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
				settings: {},
			});
			const items = [{ json: {}, binary: { data: binary } }];
			const input = { main: [items] };
			const run = workflow.createRunExecutionData({});
			return new core.ExecuteContext(
				...[graph, graph.nodes[node.name], additionalData, 'trigger', run, 0, items, input],
				...[{ node, data: input, source: null }, []],
			);
		},
	};
}

/** Leaves a file on the disk and in n8n's store, so that neither counts as memory of an upload. */
async function store({ port, file, size, folder }) {
	await writeFile(file, size);
	const { storeFile } = await prepareNode(port, folder);
	process.send({ binary: await storeFile(file) });
}

/** One upload, and how far it raised the peak of the process's memory. */
async function measure(options) {
	const { way, port, file, folder, isFresh } = options;
	if (!isFresh) await (await prepareNode(port, folder)).storeFile(file);
	const upload = await ways[way](options);
	const peak = process.resourceUsage().maxRSS;
	const from = performance.now();
	await upload();
	const seconds = (performance.now() - from) / 1000;
	process.send({ addedMiB: (process.resourceUsage().maxRSS - peak) / 1024, seconds });
}

const children = [];

/** Runs this file once more with a task, and returns the first thing it says. */
async function inProcess(task, options = {}) {
	const child = fork(import.meta.filename, [task, JSON.stringify(options)]);
	children.push(child);
	const [message] = await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(([code]) => {
			throw new Error(`The process for "${task}" ended with ${code}`);
		}),
	]);
	if (task !== 'serve') child.disconnect();
	return message;
}

function row(size, way, state, memory, time) {
	return [size.padEnd(8), way.padEnd(18), state.padEnd(8), memory.padEnd(18), time].join(' ');
}

async function main() {
	const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
	console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${memory}`);
	console.log(`${platform()} ${release()} ${arch()}, Node.js ${process.version}\n`);
	const folder = mkdtempSync(join(tmpdir(), 'bettyblocks-upload-'));
	const { port } = await inProcess('serve');
	try {
		console.log(row('size', 'way', 'process', 'peak memory added', 'time'));
		for (const size of SIZES) {
			const file = join(folder, 'large.bin');
			const stored = await inProcess('store', { port, file, size, folder });
			const options = { port, file, size, folder, binary: stored.binary };
			for (const way of WAYS) {
				for (const isFresh of [false, true]) {
					const { addedMiB, seconds } = await inProcess('measure', { ...options, way, isFresh });
					const cells = [isFresh ? 'fresh' : 'n8n', `${addedMiB.toFixed(1)} MiB`];
					console.log(row(`${size / MB} MB`, way, ...cells, `${seconds.toFixed(2)} s`));
				}
			}
		}
	} finally {
		for (const child of children) child.kill();
		rmSync(folder, { recursive: true, force: true });
	}
}

const [task = 'main', options = '{}'] = process.argv.slice(2);
await { main, serve, store, measure }[task](JSON.parse(options));

// Speaks to the inspector of another Node process, as far as it takes for a CPU profile.
import type { CpuProfile } from './hotSpots.ts';

interface Reply {
	id?: number;
	result?: { profile?: CpuProfile };
	error?: { message: string };
}

/** Microseconds between two samples. */
const SAMPLING_INTERVAL = 500;

export class Inspector {
	private readonly socket: WebSocket;
	private readonly waiting = new Map<number, (reply: Reply) => void>();
	private lastId = 0;

	private constructor(socket: WebSocket) {
		this.socket = socket;
		socket.addEventListener('message', ({ data }) => {
			const reply = JSON.parse(String(data)) as Reply;
			this.waiting.get(reply.id ?? 0)?.(reply);
		});
	}

	/** @param port as in the process's `--inspect=127.0.0.1:<port>` */
	static async open(port: number): Promise<Inspector> {
		const response = await fetch(`http://127.0.0.1:${port}/json/list`);
		const [target] = (await response.json()) as Array<{ webSocketDebuggerUrl: string }>;
		const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
		await new Promise((resolve, reject) => {
			socket.addEventListener('open', resolve, { once: true });
			socket.addEventListener('error', reject, { once: true });
		});
		return new Inspector(socket);
	}

	/** What the process does while the work is under way. */
	async profile(work: () => Promise<unknown>): Promise<CpuProfile> {
		await this.send('Profiler.enable');
		await this.send('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL });
		await this.send('Profiler.start');
		await work();
		const { profile } = await this.send('Profiler.stop');
		if (profile === undefined) throw new Error('The inspector gave no profile');
		return profile;
	}

	close(): void {
		this.socket.close();
	}

	private async send(method: string, params: object = {}): Promise<{ profile?: CpuProfile }> {
		const id = ++this.lastId;
		const reply = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
		this.socket.send(JSON.stringify({ id, method, params }));
		const { result = {}, error } = await reply;
		this.waiting.delete(id);
		if (error !== undefined) throw new Error(`${method}: ${error.message}`);
		return result;
	}
}

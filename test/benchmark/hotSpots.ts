// What a CPU profile says, by package and by function.

/** A function as it was called from one place. */
interface ProfileNode {
	id: number;
	callFrame: { functionName: string; url: string; lineNumber: number };
	/** The nodes that it called. */
	children?: number[];
}

/** A profile as V8's inspector gives it, as far as it is read here. */
export interface CpuProfile {
	nodes: ProfileNode[];
	/** The node that was running, sample by sample. */
	samples: number[];
	/** Microseconds before each sample. */
	timeDeltas: number[];
}

export interface HotSpot {
	/** "n8n-workflow", "Node.js", "(garbage collector)". Native code is of whom it was called by. */
	owner: string;
	/** With its file, where it has one. */
	name: string;
	milliseconds: number;
}

const OURS = 'n8n-nodes-bettyblocks';

/** Which package a script belongs to. */
export function ownerOf(url: string): string {
	if (url.startsWith('node:')) return 'Node.js';
	const [, inside] = /.*\/node_modules\/(.*)$/.exec(url) ?? [];
	if (inside === undefined)
		return url.startsWith('evalmachine') ? 'evaluated code' : 'other scripts';
	const [scope = '', name = ''] = inside.split('/');
	return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** The path of a script from its package on, or its name: never a path of this machine. */
function placeOf(url: string): string {
	if (url.startsWith('node:')) return url;
	return url.replace(/^.*\/node_modules\//, '').replace(/^(file:\/)?\/.*\//, '');
}

/** The owner of each node, by its id. */
function ownersOf(nodes: readonly ProfileNode[]): Map<number, string> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const owners = new Map<number, string>();
	const walk = (node: ProfileNode, caller: string) => {
		const { functionName, url } = node.callFrame;
		const isPart = url === '' && functionName.startsWith('(');
		const owner = isPart ? functionName : url === '' ? caller : ownerOf(url);
		owners.set(node.id, owner);
		for (const id of node.children ?? []) {
			const child = byId.get(id);
			if (child !== undefined) walk(child, owner);
		}
	};
	const called = new Set(nodes.flatMap(({ children }) => children ?? []));
	for (const node of nodes) if (!called.has(node.id)) walk(node, '(root)');
	return owners;
}

/** The time that each function took itself, the longest first; waiting is left out. */
export function hotSpots({ nodes, samples, timeDeltas }: CpuProfile): HotSpot[] {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const owners = ownersOf(nodes);
	const spots = new Map<string, HotSpot>();
	samples.forEach((id, index) => {
		const frame = frames.get(id);
		if (frame === undefined || frame.functionName === '(idle)') return;
		const { functionName, url, lineNumber } = frame;
		const owner = owners.get(id) ?? '';
		const place = url === '' ? '' : ` ${placeOf(url)}:${lineNumber + 1}`;
		const name = `${functionName === '' ? '(anonymous)' : functionName}${place}`;
		const key = `${owner} ${name}`;
		const spot = spots.get(key) ?? { owner, name, milliseconds: 0 };
		spot.milliseconds += (timeDeltas[index] ?? 0) / 1000;
		spots.set(key, spot);
	});
	return [...spots.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The same by package; what belongs to this package comes with it, however little it is. */
export function byOwner(spots: readonly HotSpot[]): Array<[owner: string, milliseconds: number]> {
	const sums = new Map<string, number>([[OURS, 0]]);
	for (const { owner, milliseconds } of spots) {
		sums.set(owner, (sums.get(owner) ?? 0) + milliseconds);
	}
	return [...sums].sort(([, a], [, b]) => b - a);
}

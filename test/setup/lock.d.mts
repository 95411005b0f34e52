/** Runs the task while no other process runs one under the same lock file. */
export declare function withLock<T>(
	file: string,
	onWait: (waitedMs: number) => void,
	task: () => Promise<T>,
): Promise<T>;

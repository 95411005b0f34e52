/** Installs the project's own tools when they are missing or out of date. */
export declare function ensureProject(): Promise<void>;

/** Installs the pinned n8n in test/n8n when it is missing or out of date. */
export declare function ensureN8n(): Promise<void>;

/** Installs the oldest supported n8n in test/n8n-oldest when it is missing or out of date. */
export declare function ensureOldestN8n(): Promise<void>;

/** Shows what went wrong in plain words, and sets the exit code. */
export declare function reportFailure(error: unknown): void;

/** The project's root folder. */
export declare const root: string;

/** The Node that the project brings along. */
export declare const projectNode: string;

/** Something the user can act on; its message is all that is shown. */
export declare class SetupError extends Error {
	readonly exitCode: number;
	constructor(message: string, exitCode?: number);
}

/** The command that starts npm with the given Node. Throws a SetupError when there is no npm. */
export declare function npmCommand(node: string): { command: string; args: string[] };

/** The environment for a child, with the given folders first on its PATH. */
export declare function childEnvironment(folders: string[]): NodeJS.ProcessEnv;

/** A command whose output goes to a log file. */
export interface LoggedJob {
	/** What is being done, for the messages: "Installing n8n". */
	what: string;
	command: string;
	args: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	logFile: string;
	/** Takes a line every 15 seconds. */
	say: (line: string) => void;
}

/** Runs the command; throws a SetupError with the telling part of the log when it fails. */
export declare function runLogged(job: LoggedJob): Promise<void>;

/** For people: "45 s", "2 min 5 s". */
export declare function duration(ms: number): string;

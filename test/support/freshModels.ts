const { now } = Date;
let waited = 0;

/** The editor's lists share what the app tells of its models for some seconds: these are over. */
export function waitForFreshModels(): void {
	waited += 60_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + waited);
}

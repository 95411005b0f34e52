/**
 * The same switches, where the names of those that the app looks at are noted.
 * @param noted undefined: nobody wants to know
 */
export function noting<Switches extends object>(
	switches: Switches,
	noted: Set<string> | undefined,
): Switches {
	if (noted === undefined) return switches;
	return new Proxy(switches, {
		get: (target, name, receiver): unknown => {
			noted.add(String(name));
			return Reflect.get(target, name, receiver);
		},
	});
}

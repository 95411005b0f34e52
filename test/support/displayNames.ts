/** What parameters are called, and those inside them. */
export function displayNames(properties: unknown): string[] {
	if (Array.isArray(properties)) return properties.flatMap(displayNames);
	if (typeof properties !== 'object' || properties === null) return [];
	const { displayName, options, values } = properties as Record<string, unknown>;
	const own = typeof displayName === 'string' ? [displayName] : [];
	return [...own, ...displayNames(options), ...displayNames(values)];
}

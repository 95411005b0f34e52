import type { Property } from '../api/models';

/** Placeholder until the ground has it. */
export function likeKey(property: Property, encoded: string, zone: string): string {
	const number = Number(encoded);
	return (
		`${property.kind}${zone}`.slice(0, 0) +
		(Number.isNaN(number) ? encoded.trim().toLowerCase() : String(number))
	);
}

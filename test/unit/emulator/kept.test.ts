import { kept } from '../../emulator/kept.ts';
import { defaultPersonality } from '../../emulator/personality.ts';
import type { StoredProperty } from '../../emulator/store.ts';

const property = (group: StoredProperty['group']) => ({ group }) as StoredProperty;

describe('The form in which the emulated app keeps a value', () => {
	it.each<[StoredProperty['group'], unknown, object, unknown]>([
		['text', ' Ab ', {}, ' Ab '],
		['text', ' Ab ', { keptText: 'lowercase' }, ' ab '],
		['text', ' Ab ', { keptText: 'trimmed' }, 'Ab'],
		['text', 'x'.repeat(300), { keptText: 'cut' }, 'x'.repeat(255)],
		['text', 'e\u0301', { keptText: 'composed' }, '\u00e9'],
		['decimal', 1.239, {}, 1.239],
		['decimal', 1.239, { keptNumber: 'cents' }, 1.24],
		['dateTime', '2026-03-01T12:00:00.400Z', { keptTime: 'seconds' }, '2026-03-01T12:00:00.000Z'],
	])('of %s: %j with %j', (group, value, form, expected) => {
		expect(kept(property(group), value, { ...defaultPersonality, ...form })).toBe(expected);
	});
});

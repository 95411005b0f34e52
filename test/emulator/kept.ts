import type { Personality } from './personality.ts';
import type { StoredProperty } from './store.ts';

const MAX_TEXT = 255;

function keptText(text: string, form: Personality['keptText']): string {
	switch (form) {
		case 'lowercase':
			return text.toLowerCase();
		case 'trimmed':
			return text.trim();
		case 'cut':
			return [...text].slice(0, MAX_TEXT).join('');
		case 'composed':
			return text.normalize('NFC');
		default:
			return text;
	}
}

/** The form in which the app keeps a value that it has accepted. */
export function kept({ group }: StoredProperty, value: unknown, personality: Personality): unknown {
	if (group === 'text' && typeof value === 'string') return keptText(value, personality.keptText);
	if (group === 'decimal' && typeof value === 'number' && personality.keptNumber === 'cents') {
		return Math.round(value * 100) / 100;
	}
	if (group === 'dateTime' && personality.keptTime === 'seconds') {
		return String(value).replace(/\.\d+/, '.000');
	}
	if (group === 'object' && typeof value === 'string' && personality.objectValue === 'parsed') {
		return JSON.parse(value) as unknown;
	}
	return value;
}

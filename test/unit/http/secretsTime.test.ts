import { Secrets } from '../../../nodes/BettyBlocks/http/secrets';

describe('Hiding secrets', () => {
	it.each(['\\', '%25', '%', '&amp;', '&#0', '\\u00', 'a', '=', 'eyJ-', '+', '\0', '1, ', '\n '])(
		'of a text full of %j takes no time that grows with its square',
		(piece) => {
			const text = piece.repeat(2_000_000 / piece.length);
			expect(new Secrets('a-secret&"key\\/').hide(text)).toBe(text);
		},
	);
});

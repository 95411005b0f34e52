// jest loads every package anew for each test file. These are large, come with n8n-core, and no test changes
// them, so each worker loads them once. What evaluates expressions isn't among them: it would make dates
// that are no `Date` in a test.
const { default: Runtime } = require('jest-runtime');
const { createRequire } = require('node:module');

const LARGE =
	/^(@langchain\/core|ast-types|esprima-next|fast-glob|jsonwebtoken|recast|ssh2|transliteration|winston|xml2js|zod)(\/|$)/;

module.exports = class extends Runtime {
	requireModuleOrMock(from, name) {
		return LARGE.test(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
	}
};

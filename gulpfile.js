const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** Nothing stale may ship: every build starts from an empty folder. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Puts the icons where the compiled nodes and credentials look for them. */
function icons() {
	return src('icons/*.svg').pipe(dest('dist/icons'));
}

exports.clean = clean;
exports['build:icons'] = icons;

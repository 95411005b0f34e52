// Starts the probe. Runs on Node 20; --help is answered without installing anything.
import { help } from './help.mjs';

if (process.argv.includes('--help')) {
	console.log(help);
} else {
	process.argv.splice(2, 0, 'test/probe/main.ts');
	await import('../setup/run.mjs');
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium, selectors } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';

import { prepared } from './prepared.ts';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where it is when it is not on the PATH. */
const macPrograms = [
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const windowsFolders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];
const windowsPrograms = ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((name) =>
	join(name, 'Application', name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe'),
);

const quiet = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
/** n8n's editor asks the internet about community packages; here it finds nobody to ask. */
const loopbackOnly = [
	'--no-proxy-server',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

function usualPlaces(): string[] {
	if (process.platform === 'darwin') return macPrograms;
	if (process.platform !== 'win32') return [];
	return windowsFolders.flatMap((variable) => {
		const folder = process.env[variable];
		return folder === undefined ? [] : windowsPrograms.map((program) => join(folder, program));
	});
}

function findChromium(): string {
	const chosen = process.env.CHROMIUM_PATH;
	const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const onPath = commands.flatMap((name) => folders.map((folder) => join(folder, name)));
	const found = [...(chosen ? [chosen] : [...onPath, ...usualPlaces()])].find((file) =>
		existsSync(file),
	);
	if (found !== undefined) return found;
	throw new Error(
		chosen
			? `CHROMIUM_PATH is ${chosen}, and there is no such file`
			: 'These tests use n8n in a browser, and no Chromium or Chrome was found. Install one ' +
				'(the package chromium of Debian and others, or Google Chrome), or set CHROMIUM_PATH ' +
				'to the program',
	);
}

/**
 * Starts the system's Chromium with an empty profile, for pages on this machine only.
 * @throws Error that says what to install when there is no Chromium
 */
export async function startBrowser(): Promise<Browser> {
	// n8n's own name for it.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath: findChromium(),
		args: [...quiet, ...loopbackOnly],
	});
}

/** The pictures that the README and the docs show, which `npm run pictures` takes again. */
const kept = join('.github', 'images');
const inDocs = ['credential', 'mapper', 'newer-credential', 'newer-node', 'node', 'trigger'];

/** Messages come and go, and the arrow to the step before lies half outside of the node. */
const transient =
	'.el-notification, [data-test-id="floating-node"] { visibility: hidden !important }';

/** A button that something is being done for does not show its text. */
const busy = 'button[aria-busy="true"], button [class*="fade-leave"]';

/**
 * Takes a picture of a part of the page, for people to look at.
 * @param margin what to show around it, in pixels
 */
export async function takePicture(place: Locator, name: string, margin = 0): Promise<void> {
	const page = place.page();
	const file = `${name}.png`;
	const path = join(prepared().screenshots, file);
	await page.mouse.move(0, 0);
	await page.locator(busy).first().waitFor({ state: 'hidden' });
	const { x = 0, y = 0, width = 0, height = 0 } = (await place.boundingBox()) ?? {};
	const clip = {
		x: x - margin,
		y: y - margin,
		width: width + 2 * margin,
		height: height + 2 * margin,
	};
	await page.screenshot({ path, clip, animations: 'disabled', style: transient });
	if (process.env.E2E_KEEP_SCREENSHOTS !== '1' || !inDocs.includes(name)) return;
	await mkdir(kept, { recursive: true });
	await copyFile(path, join(kept, file));
	await page.emulateMedia({ colorScheme: 'dark' });
	await showsIcon(page, 'bettyblocks.dark.svg');
	const dark = join(kept, `${name}-dark.png`);
	await page.screenshot({ path: dark, clip, animations: 'disabled', style: transient });
	await page.emulateMedia({ colorScheme: 'light' });
	await showsIcon(page, 'bettyblocks.svg');
}

/** n8n follows the colours of the system, the icons of nodes among them. */
async function showsIcon(page: Page, file: string): Promise<void> {
	const icon = page.locator(`img[src$="/${file}"]`).filter({ visible: true }).first();
	await icon.waitFor();
	await icon.evaluate(async (picture: { decode(): Promise<void> }) => await picture.decode());
}

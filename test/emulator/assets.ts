/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { rmSync } from 'node:fs';

import { badRequest, json, type Answer } from './answers.ts';
import type { ApiRequest, Environment, UploadedFile } from './environment.ts';
import { notFound } from './records.ts';

/** An uploaded file and where it is served. */
export interface Asset extends UploadedFile {
	/** The path of its URL, outside `/api`. */
	location: string;
}

/** The files that were uploaded; their contents lie on the disk. */
export class AssetStore {
	private readonly assets = new Map<string, Asset>();

	add(file: UploadedFile): Asset {
		const name = encodeURIComponent(file.filename === '' ? 'file' : file.filename);
		const asset = { ...file, location: `/uploads/${this.assets.size + 1}/${name}` };
		this.assets.set(asset.location, asset);
		return asset;
	}

	find(location: string): Asset | undefined {
		return this.assets.get(location);
	}

	/** What tests may know of the uploads, oldest first. */
	list(): Array<Omit<Asset, 'path'>> {
		return [...this.assets.values()].map((asset) => ({
			field: asset.field,
			filename: asset.filename,
			contentType: asset.contentType,
			size: asset.size,
			sha256: asset.sha256,
			location: asset.location,
		}));
	}

	/** Deletes files of a request that did not become assets: it was refused, say. */
	discardUnkept(files: readonly UploadedFile[]): void {
		const kept = new Set([...this.assets.values()].map(({ path }) => path));
		for (const { path } of files) if (!kept.has(path)) rmSync(path, { force: true });
	}

	/** Forgets every file and deletes it from the disk. */
	clear(): void {
		for (const { path } of this.assets.values()) rmSync(path, { force: true });
		this.assets.clear();
	}
}

/** `POST /assets`: keeps the file and tells its URL in the way the personality says. */
export function uploadAsset({ body }: ApiRequest, environment: Environment): Answer {
	const { asset: shape, assetField } = environment.personality;
	const file = body.files.find(({ field }) => field === assetField);
	if (file === undefined)
		throw badRequest(`The file must be sent as multipart part "${assetField}"`);
	const url = environment.application + environment.assets.add(file).location;
	if (shape === 'location') return { status: 201, headers: { location: url }, body: '' };
	return json(201, shape === 'string' ? url : { url });
}

/** `GET /uploads/<n>/<name>`: the file as it was uploaded. */
export function serveAsset(location: string, environment: Environment): Answer {
	const asset = environment.assets.find(location);
	if (asset === undefined) return notFound(environment);
	return {
		status: 200,
		headers: { 'content-type': asset.contentType, 'content-length': String(asset.size) },
		body: '',
		file: { path: asset.path, size: asset.size },
	};
}

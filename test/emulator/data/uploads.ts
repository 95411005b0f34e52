import type { Model, StoredProperty } from '../store.ts';
import type { DataContext } from './context.ts';
import { FieldError } from './errors.ts';
import { fieldName, modelName } from './names.ts';
import type { DataPersonality } from './personality.ts';

/** snake_case of a name in PascalCase. */
function snakeCase(name: string): string {
	return name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();
}

function accepts(
	{ uploadNames }: DataPersonality,
	given: unknown,
	names: { schema: string; snake: string },
): boolean {
	if (uploadNames === 'any') return given === names.schema || given === names.snake;
	return given === names[uploadNames];
}

function findModel(name: unknown, { environment }: DataContext): Model {
	const model = environment.store.models.find((known) =>
		accepts(environment.personality, name, {
			schema: modelName(known),
			snake: snakeCase(known.name),
		}),
	);
	if (model === undefined) throw new FieldError(`Model ${String(name)} not found`);
	return model;
}

function findProperty(model: Model, name: unknown, { environment }: DataContext): StoredProperty {
	const property = model.properties.find((known) =>
		accepts(environment.personality, name, { schema: fieldName(known.name), snake: known.name }),
	);
	if (property?.group !== 'file' && property?.group !== 'files') {
		throw new FieldError(`File property ${String(name)} not found`);
	}
	return property;
}

/** `generateFileUploadRequest`: leave to upload a file for a property. */
export function requestUpload(args: Record<string, unknown>, context: DataContext): unknown {
	const { environment, access } = context;
	const model = findModel(args.modelName, context);
	const property = findProperty(model, args.propertyName, context);
	if (!access.allows(model, property)) return null;
	const contentType = String(args.contentType);
	if (property.kind.includes('image') && !contentType.startsWith('image/')) {
		const message = `Content type ${contentType} is not allowed`;
		if (environment.personality.uploadError === 'errors') throw new FieldError(message);
		return { message };
	}
	const now = environment.now().getTime();
	const slot = environment.files.openSlot(String(args.fileName), contentType, now);
	return { url: environment.files.bucket, fields: slot.fields, reference: slot.reference };
}

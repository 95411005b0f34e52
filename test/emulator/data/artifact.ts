import { html, json, type Answer } from '../answers.ts';
import type { DataEnvironment } from './context.ts';

function label(name: string): string {
	const words = name.replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function description({ data, store, personality }: DataEnvironment) {
	const hasVariables = personality.artifactVariables === 'kinds';
	return {
		id: data.applicationId,
		models: store.models.map(({ id, name, properties }) => ({
			...{ id, name, label: label(name) },
			properties: properties.map((property) => ({
				...{ id: property.id, name: property.name, label: label(property.name) },
				kind: property.kind.toUpperCase(),
				...(store.target(property) ? { referencedModelId: property.options.model } : {}),
			})),
		})),
		actions: data.actions.map(({ id, name, variables = [] }) => ({
			...{ id, name },
			...(hasVariables && {
				variables: variables.map((variable) => ({
					...{ name: variable.name, kind: variable.kind ?? 'TEXT' },
				})),
			}),
		})),
	};
}

/** `GET /static/artifact.json`: what an app tells of itself without a login. */
export function answerArtifact(environment: DataEnvironment): Answer {
	switch (environment.personality.artifact) {
		case 'served':
			return json(200, description(environment));
		case 'html':
			return html(200, 'My app');
		default:
			return html(404, 'Not Found');
	}
}

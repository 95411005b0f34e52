import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { appModels } from './chosenModel';

/** The models of the app, by name; the filter is part of a name, in any case. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const { models, origin } = await appModels(this);
	const wanted = filter.trim().toLowerCase();
	return {
		results: models
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name))
			// Where the builder shows a model is not documented. This opens the app, and keeps the model
			// when a person switches to By URL.
			.map(({ id, name }) => ({ name, value: id, url: `${origin}/#models/${id}` })),
	};
}

import { MemoryApp } from '../support/memoryApp';
import { DEFINITION, describeApp, LETTER, TASKS } from './suite';

describeApp('The app in memory', {
	app: async () => {
		const app = new MemoryApp(DEFINITION.models);
		const task = await app.schema.resolve({ table: 'Task' });
		for (const { created_at: created, name, hours, urgent } of TASKS) {
			app.time = Date.parse(created);
			await app.writer.create(task, { name, hours, urgent });
		}
		return app;
	},
	parts: ['writer', 'assets', 'modelActions'],
	created: 'created_at',
	file: async (app) => (await app.assets?.upload(LETTER))?.url ?? '',
});

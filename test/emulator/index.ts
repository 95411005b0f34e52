export type {
	ActionDefinition,
	AppDefinition,
	AppRecord,
	FilterDefinition,
	ModelDefinition,
	PropertyDefinition,
	UserDefinition,
	ViewDefinition,
} from './app.ts';
export type { Fault } from './faults.ts';
export { defaultPersonality } from './personality.ts';
export type { Personality } from './personality.ts';
export { startEmulator } from './server.ts';
export type { Emulator, RecordedRequest, StartOptions } from './server.ts';

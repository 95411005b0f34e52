export type {
	AuthenticationProfile,
	DataActionDefinition,
	DataAppDefinition,
	DataDefinition,
	RoleDefinition,
} from './app.ts';
export { checkDataApp } from './app.ts';
export { checkDataPersonality, defaultDataPersonality } from './personality.ts';
export type { DataPersonality } from './personality.ts';
export type { DataEmulator, DataRequest, DataStartOptions, TokenOptions } from './emulator.ts';
export { startDataEmulator } from './server.ts';
export type { StorageRequest } from './storage.ts';

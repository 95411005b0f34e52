import type { IDataObject } from 'n8n-workflow';

/** A record as the app sends it: under property names, or through a view under UUIDs. */
export type AppRecord = IDataObject;

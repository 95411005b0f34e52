import { model } from './model';
import type { Resource } from './operation';
import { record } from './record';

/** Everything that the node can work with. */
export const resources: Resource[] = [model, record];

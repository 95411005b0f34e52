import { action } from './action';
import { asset } from './asset';
import { models } from './model';
import type { Resource } from '../node/operation';
import { query } from './query';
import { record } from './record';

/** Everything that the node can work with. */
export const resources: Resource[] = [record, asset, action, models, query];

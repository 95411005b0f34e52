/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import {
	GraphQLBoolean,
	GraphQLID,
	GraphQLInt,
	GraphQLNonNull,
	GraphQLObjectType,
	GraphQLString,
	GraphQLUnionType,
} from 'graphql';
import type { GraphQLFieldConfig, GraphQLFieldConfigArgumentMap } from 'graphql';

import { runAction } from './actions.ts';
import type { DataContext } from './context.ts';
import type { Scalars } from './scalars.ts';
import { requestUpload } from './uploads.ts';

type Output = GraphQLFieldConfig<unknown, DataContext, Record<string, unknown>>;

/** Names of types that belong to mutations. */
export const mutationTypeNames = [
	...['LoginPayload', 'RevokeRefreshTokenPayload', 'PresignedPostRequest', 'FileUploadError'],
	'FileUploadRequest',
];

const required = new GraphQLNonNull(GraphQLString);

function texts(...names: string[]): GraphQLFieldConfigArgumentMap {
	return Object.fromEntries(names.map((name) => [name, { type: required }]));
}

function sessionFields(): Record<string, Output> {
	const text = { type: GraphQLString };
	const payload = new GraphQLObjectType({
		name: 'LoginPayload',
		fields: {
			...{ jwtToken: text, refreshToken: text, isValid: { type: GraphQLBoolean } },
			...{ accessExpiresAt: text, accessExpiresIn: { type: GraphQLInt } },
			...{ refreshExpiresAt: text, refreshExpiresIn: { type: GraphQLInt } },
		},
	});
	const revoked = new GraphQLObjectType({
		name: 'RevokeRefreshTokenPayload',
		fields: { refreshId: text, removed: { type: GraphQLBoolean } },
	});
	return {
		login: {
			type: payload,
			args: { ...texts('authProfileUuid'), username: text, password: text },
			resolve: (_source, args, { environment }) =>
				environment.sessions.login(String(args.authProfileUuid), args.username, args.password),
		},
		refreshToken: {
			type: payload,
			args: texts('token'),
			resolve: (_source, args, { environment, token }) =>
				environment.sessions.refresh(String(args.token), token),
		},
		revokeRefreshToken: {
			type: revoked,
			args: texts('token'),
			resolve: (_source, args, { environment }) =>
				environment.sessions.revokeRefresh(String(args.token)),
		},
	};
}

function uploadField({ json }: Scalars): Output {
	const presigned = new GraphQLObjectType({
		name: 'PresignedPostRequest',
		fields: {
			...{ url: { type: GraphQLString }, fields: { type: json } },
			reference: { type: GraphQLString },
		},
	});
	const refused = new GraphQLObjectType({
		name: 'FileUploadError',
		fields: { message: { type: GraphQLString } },
	});
	return {
		type: new GraphQLUnionType({
			name: 'FileUploadRequest',
			types: [presigned, refused],
			resolveType: (value: object) => ('message' in value ? refused : presigned).name,
		}),
		args: texts('modelName', 'propertyName', 'contentType', 'fileName'),
		resolve: (_source, args, context) => requestUpload(args, context),
	};
}

function actionField({ actionInput, actionResult }: Scalars): Output {
	return {
		type: actionResult,
		args: { id: { type: new GraphQLNonNull(GraphQLID) }, input: { type: actionInput } },
		resolve: async (_source, { id, input }, context) => await runAction(String(id), input, context),
	};
}

/** The root mutations. */
export function mutationFields(scalars: Scalars, withAction: boolean): Record<string, Output> {
	return {
		...sessionFields(),
		generateFileUploadRequest: uploadField(scalars),
		...(withAction ? { action: actionField(scalars) } : {}),
	};
}

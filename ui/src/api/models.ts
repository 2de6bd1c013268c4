// The four kinds of models. Their routes have the same shape; only the records differ.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { invalidate } from "./mutations";
import type {
  DeviceTemplate,
  DeviceTemplateInput,
  RpcModel,
  RpcModelDetail,
  RpcModelInput,
  ThingModel,
  ThingModelDetail,
  ThingModelInput,
  TriggerModel,
  TriggerModelDetail,
  TriggerModelInput,
} from "./types";

/** A kind is named as its resource: in routes, in the cache and in events. */
export type ModelRows = {
  "thing-models": ThingModel;
  "rpc-models": RpcModel;
  "trigger-models": TriggerModel;
  "device-templates": DeviceTemplate;
};
export type ModelKind = keyof ModelRows;
export type ModelDetails = {
  "thing-models": ThingModelDetail;
  "rpc-models": RpcModelDetail;
  "trigger-models": TriggerModelDetail;
  "device-templates": DeviceTemplate;
};
export type ModelInputs = {
  "thing-models": ThingModelInput;
  "rpc-models": RpcModelInput;
  "trigger-models": TriggerModelInput;
  "device-templates": DeviceTemplateInput;
};

export const listPath = <Kind extends ModelKind>(kind: Kind) => `/api/v1/${kind}` as const;

// A call by a variable path can only name one of the routes; the generic types say which it is.
const all = (kind: ModelKind) => listPath(kind) as "/api/v1/thing-models";
const one = (kind: ModelKind) => `${listPath(kind)}/{id}` as "/api/v1/thing-models/{id}";

export const getModel = <Kind extends ModelKind>(kind: Kind, id: string) =>
  answer<ModelDetails[Kind]>(api.GET(one(kind), { params: { path: { id } } }));

export function useModel<Kind extends ModelKind>(kind: Kind, id: string) {
  return useQuery({
    queryKey: keys.one(kind, id),
    queryFn: () => getModel(kind, id),
    enabled: id !== "",
  });
}

/** A write that makes the kind stale when it succeeds. */
function useModelWrite<Body, Answer>(kind: ModelKind, send: (body: Body) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => invalidate(client, kind) });
}

export const useCreateModel = <Kind extends ModelKind>(kind: Kind) =>
  useModelWrite(kind, (input: ModelInputs[Kind]) =>
    answer<ModelDetails[Kind]>(api.POST(all(kind), { body: input as ThingModelInput })),
  );

export type ModelUpdate<Kind extends ModelKind> = { id: string; input: ModelInputs[Kind] };

export const useUpdateModel = <Kind extends ModelKind>(kind: Kind) =>
  useModelWrite(kind, ({ id, input }: ModelUpdate<Kind>) =>
    answer<ModelDetails[Kind]>(
      api.PATCH(one(kind), { params: { path: { id } }, body: input as ThingModelInput }),
    ),
  );

export const useDeleteModel = (kind: ModelKind) =>
  useModelWrite(kind, (id: string) =>
    answer<null>(api.DELETE(one(kind), { params: { path: { id } } })),
  );

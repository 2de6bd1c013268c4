// The four kinds of models. Their routes have the same shape; only the records differ.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { useWrite } from "./mutations";
import type {
  DeviceTemplate,
  DeviceTemplateDraft,
  DeviceTemplateInput,
  Impact,
  JsonObject,
  ModelCase,
  ModelCaseInput,
  ModelVersion,
  ParserType,
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

/** `anew`: asked for again where it is shown, for what no event tells, such as how often it ran. */
export function useModel<Kind extends ModelKind>(kind: Kind, id: string, anew = false) {
  return useQuery({
    queryKey: keys.one(kind, id),
    queryFn: () => getModel(kind, id),
    enabled: id !== "",
    ...(anew ? { refetchOnMount: "always" as const } : {}),
  });
}

export const useCreateModel = <Kind extends ModelKind>(kind: Kind) =>
  useWrite(kind, (input: ModelInputs[Kind]) =>
    answer<ModelDetails[Kind]>(api.POST(all(kind), { body: input as ThingModelInput })),
  );

type ModelUpdate<Kind extends ModelKind> = { id: string; input: ModelInputs[Kind] };

export function useUpdateModel<Kind extends ModelKind>(kind: Kind) {
  const client = useQueryClient();
  return useWrite(kind, async ({ id, input }: ModelUpdate<Kind>) => {
    const saved = await answer<ModelDetails[Kind]>(
      api.PATCH(one(kind), { params: { path: { id } }, body: input as ThingModelInput }),
    );
    client.setQueryData(keys.one(kind, id), saved);
    return saved;
  });
}

/** A device as a template that is not stored yet; read once, because it is edited. */
export function useTemplateDraft(eui: string) {
  return useQuery({
    queryKey: ["template-draft", eui],
    queryFn: () =>
      answer<DeviceTemplateDraft>(
        api.GET("/api/v1/devices/{eui}/template-draft", { params: { path: { eui } } }),
      ),
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Makes a model everybody's, or a promoted one the tenant's again. */
export const useSetScope = (kind: ModelKind) =>
  useWrite(kind, ({ id, scope }: { id: string; scope: string }) =>
    answer<null>(
      api.PUT("/api/v1/models/{kind}/{id}/scope", {
        params: { path: { kind, id } },
        body: { scope },
      }),
    ),
  );

/** Routes that all kinds have in common. */
const at = (kind: ModelKind, id: string) => ({ params: { path: { kind, id } } });

/** The last saves of a model, newest first. */
export function useVersions(kind: ModelKind, id: string) {
  return useQuery({
    queryKey: [kind, "versions", id] as const,
    queryFn: () =>
      answer<{ items: ModelVersion[] }>(
        api.GET("/api/v1/models/{kind}/{id}/versions", at(kind, id)),
      ),
    select: (list) => list.items,
  });
}

/** What a model was after one save, in the shape in which it is changed; it never changes. */
export function useVersion(kind: ModelKind, id: string, number: number | null) {
  return useQuery({
    queryKey: ["model-version", id, number] as const,
    queryFn: () =>
      answer<{ content: JsonObject }>(
        api.GET("/api/v1/models/{kind}/{id}/versions/{number}", {
          params: { path: { kind, id, number: number ?? 0 } },
        }),
      ),
    select: (version) => version.content,
    enabled: number !== null,
    staleTime: Infinity,
  });
}

const casesKey = (kind: ModelKind, id: string) => ["model-cases", kind, id] as const;

/** Saved test cases of a model. */
export const getCases = (kind: ModelKind, id: string) =>
  answer<{ items: ModelCase[] }>(api.GET("/api/v1/models/{kind}/{id}/cases", at(kind, id))).then(
    (list) => list.items,
  );

export function useCases(kind: ModelKind, id: string) {
  return useQuery({ queryKey: casesKey(kind, id), queryFn: () => getCases(kind, id) });
}

/** Adds a case, replaces one by its id, or deletes it. */
export function useCaseWrites(kind: ModelKind, id: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: casesKey(kind, id) });
  const one = (caseId: string) => ({ params: { path: { kind, id, case: caseId } } });
  return {
    create: useMutation({
      mutationFn: (body: ModelCaseInput) =>
        answer<ModelCase>(api.POST("/api/v1/models/{kind}/{id}/cases", { ...at(kind, id), body })),
      onSuccess,
    }),
    replace: useMutation({
      mutationFn: ({ id: caseId, ...body }: ModelCase) =>
        answer<ModelCase>(
          api.PUT("/api/v1/models/{kind}/{id}/cases/{case}", { ...one(caseId), body }),
        ),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (caseId: string) =>
        answer<null>(api.DELETE("/api/v1/models/{kind}/{id}/cases/{case}", one(caseId))),
      onSuccess,
    }),
  };
}

/** What a changed script would make of recorded uplinks; giving up the call ends the work. */
export const previewImpact = (
  id: string,
  body: { payload_parser: string; payload_parser_type: ParserType },
  signal: AbortSignal,
) =>
  answer<Impact>(
    api.POST("/api/v1/thing-models/{id}/impact", { params: { path: { id } }, body, signal }),
  );

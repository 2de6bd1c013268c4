// Workbooks: files that go to the instance and come from it as bytes.

import { answer, api, type PageQuery } from "./client";
import type { ImportField, ImportKind, ImportPlan, ImportRow, Page, Task } from "./types";

/** Rows of one page. */
const ROWS = 200;

export type RowsShown = "" | "create" | "update" | "unchanged" | "error" | "warning" | "failed";

/** Encodings that a text file may be said to have. */
export const encodings = ["utf-8", "gb18030", "windows-1252"] as const;

/** What of a file is read, and how. */
export type HowRead = { sheet?: string; encoding?: string };

export const checkImport = (kind: ImportKind, file: File, how: HowRead, signal: AbortSignal) =>
  answer<ImportPlan>(
    api.POST("/api/v1/imports/{kind}", {
      signal,
      params: { path: { kind }, query: { file: file.name, ...how } },
      headers: { "content-type": "application/octet-stream" },
      // The document cannot say that a body is bytes.
      body: file as unknown as string,
      bodySerializer: (body) => body as unknown as BodyInit,
    }),
  );

export const importSummary = (id: string) =>
  answer<ImportPlan>(api.GET("/api/v1/imports/{id}/summary", { params: { path: { id } } }));

export const importRows = (
  id: string,
  show: RowsShown,
  cursor: string | null,
  limit: number = ROWS,
) =>
  answer<Page<ImportRow>>(
    api.GET("/api/v1/imports/{id}/rows", {
      params: {
        path: { id },
        query: { limit, ...(show ? { show } : {}), ...(cursor ? { cursor } : {}) },
      },
    }),
  );

export const importFields = (kind: ImportKind) =>
  answer<ImportField[]>(api.GET("/api/v1/imports/{kind}/fields", { params: { path: { kind } } }));

export type ColumnsInput = { columns?: (string | null)[]; fixed?: Record<string, string> };

export const setImportColumns = (id: string, body: ColumnsInput) =>
  answer<ImportPlan>(api.PATCH("/api/v1/imports/{id}/columns", { params: { path: { id } }, body }));

export const setImportCell = (id: string, row: number, field: string, value: string) =>
  answer<ImportPlan>(
    api.PATCH("/api/v1/imports/{id}/rows/{row}", {
      params: { path: { id, row } },
      body: { field, value },
    }),
  );

export const applyImport = (id: string, allOrNothing: boolean, leaveOut: number[]) =>
  answer<Task>(
    api.POST("/api/v1/imports/{id}/apply", {
      params: { path: { id } },
      body: { all_or_nothing: allOrNothing, leave_out: leaveOut },
    }),
  );

export const importResult = (id: string, failed: boolean) =>
  answer<Blob>(
    api.GET("/api/v1/imports/{id}/result", {
      params: { path: { id }, query: { failed } },
      parseAs: "blob",
    }),
  );

export const importTemplate = (kind: ImportKind) =>
  answer<Blob>(
    api.GET("/api/v1/imports/{kind}/template", { params: { path: { kind } }, parseAs: "blob" }),
  );

export type ExportQuery = PageQuery & { format: "xlsx" | "csv" | "json" };
/** The keys that are wanted, or those that are not; all that match when neither is given. */
export type ExportSelection = { only?: string[]; except?: string[] };

/** The selection is in the body: keys of many records do not fit into an address. */
export const exportRecords = (kind: ImportKind, query: ExportQuery, selection: ExportSelection) => {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value ?? false));
  return answer<Blob>(
    api.POST("/api/v1/exports/{kind}", {
      params: { path: { kind }, query: given },
      body: selection,
      parseAs: "blob",
    }),
  );
};

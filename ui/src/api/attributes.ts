// Attributes of devices. A change by a script or by somebody else comes as a change of the device.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import { invalidate } from "./mutations";
import type { Attribute, AttributeMeta, AttributeSide, Json } from "./types";

export function useAttributes(eui: string, side: AttributeSide) {
  return useQuery({
    queryKey: keys.attributes(eui, side),
    queryFn: () =>
      answer<{ items: Attribute[] }>(
        api.GET("/api/v1/devices/{eui}/attributes/{side}", { params: { path: { eui, side } } }),
      ),
  });
}

type Place = { eui: string; side: AttributeSide; key: string };

function useAttributeWrite<Body, Answer>(send: (body: Body) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => invalidate(client, "devices") });
}

type AttributeChange = Place & {
  /** Absent: it stays. */
  value?: Json;
  /** Absent: it stays. */
  meta?: AttributeMeta;
};

/** Sets or describes one attribute; a key that does not exist yet is made. */
export const usePutAttribute = () =>
  useAttributeWrite(({ eui, side, key, ...body }: AttributeChange) =>
    answer<Attribute>(
      api.PUT("/api/v1/devices/{eui}/attributes/{side}/{key}", {
        params: { path: { eui, side, key } },
        body,
      }),
    ),
  );

export const useDeleteAttribute = () =>
  useAttributeWrite(({ eui, side, key }: Place) =>
    answer<null>(
      api.DELETE("/api/v1/devices/{eui}/attributes/{side}/{key}", {
        params: { path: { eui, side, key } },
      }),
    ),
  );

type Reordered = { eui: string; side: AttributeSide; order: string[] };

/** Puts attributes in an order; the list shows it at once. */
export function useReorderAttributes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ eui, side, order }: Reordered) =>
      answer<{ items: Attribute[] }>(
        api.PATCH("/api/v1/devices/{eui}/attributes/{side}", {
          params: { path: { eui, side } },
          body: { order },
        }),
      ),
    onMutate({ eui, side, order }) {
      const place = ({ key }: Attribute) => {
        const at = order.indexOf(key);
        return at < 0 ? order.length : at;
      };
      client.setQueryData<{ items: Attribute[] }>(
        keys.attributes(eui, side),
        (list) => list && { items: list.items.toSorted((one, other) => place(one) - place(other)) },
      );
    },
    onSuccess: (list, { eui, side }) => client.setQueryData(keys.attributes(eui, side), list),
    onError: (_, { eui, side }) =>
      client.invalidateQueries({ queryKey: keys.attributes(eui, side) }),
  });
}

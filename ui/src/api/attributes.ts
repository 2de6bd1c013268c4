// Attributes of devices. A change by a script or by somebody else comes as a change of the device.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "./client";
import { keys } from "./keys";
import { useWrite } from "./mutations";
import type { Attribute, AttributeMeta, AttributeSide, Json } from "./types";

type Attributes = { items: Attribute[] };

export function useAttributes(eui: string, side: AttributeSide) {
  return useQuery({
    queryKey: keys.attributes(eui, side),
    queryFn: () =>
      answer<Attributes>(
        api.GET("/api/v1/devices/{eui}/attributes/{side}", { params: { path: { eui, side } } }),
      ),
  });
}

type Place = { eui: string; side: AttributeSide; key: string };

type AttributeChange = Place & {
  /** Absent: it stays. */
  value?: Json;
  /** Absent: it stays. */
  meta?: AttributeMeta;
};

/** Sets or describes one attribute; a key that does not exist yet is made. */
export const usePutAttribute = () =>
  useWrite("devices", ({ eui, side, key, ...body }: AttributeChange) =>
    answer<Attribute>(
      api.PUT("/api/v1/devices/{eui}/attributes/{side}/{key}", {
        params: { path: { eui, side, key } },
        body,
      }),
    ),
  );

export const useDeleteAttribute = () =>
  useWrite("devices", ({ eui, side, key }: Place) =>
    answer<null>(
      api.DELETE("/api/v1/devices/{eui}/attributes/{side}/{key}", {
        params: { path: { eui, side, key } },
      }),
    ),
  );

/** An order that somebody wished for, of the attributes that were there then. */
type Wish = { eui: string; side: AttributeSide; order: readonly string[] };

/**
 * Puts attributes in orders, one request after the other, so that the last order stays. Until it is
 * stored it is `wanted`: what is shown meanwhile, and what the next move begins with. `onError` hears
 * of each that was refused; the list is asked for again.
 */
export function useReorderAttributes(
  eui: string,
  side: AttributeSide,
  onError: (error: unknown) => void,
) {
  const client = useQueryClient();
  const queryKey = keys.attributes(eui, side);
  const [wish, setWish] = useState<Wish | null>(null);
  const { mutateAsync } = useMutation({
    // One that is on its way stays that of its own list when the tab is changed meanwhile.
    mutationKey: queryKey,
    // Those of one list wait for each other, also when another tab was open in between.
    scope: { id: queryKey.join("/") },
    // An answer that is on its way has the order of before.
    onMutate: () => client.cancelQueries({ queryKey }),
    mutationFn: (order: readonly string[]) =>
      answer<Attributes>(
        api.PATCH("/api/v1/devices/{eui}/attributes/{side}", {
          params: { path: { eui, side } },
          body: { order: [...order] },
        }),
      ),
    onSuccess: (list) => client.setQueryData<Attributes>(queryKey, list),
    onError: () => client.invalidateQueries({ queryKey }),
  });

  function reorder(order: readonly string[]): void {
    const wished: Wish = { eui, side, order };
    setWish(wished);
    mutateAsync(order)
      .catch(onError)
      .finally(() => setWish((now) => (now === wished ? null : now)));
  }

  const isHere = wish !== null && wish.eui === eui && wish.side === side;
  return { wanted: isHere ? wish.order : null, reorder };
}

/** Attributes in an order; those that it does not name stay behind it. */
export function inOrder(
  attributes: readonly Attribute[],
  order: readonly string[] | null,
): readonly Attribute[] {
  if (order === null) return attributes;
  const place = ({ key }: Attribute) => {
    const at = order.indexOf(key);
    return at < 0 ? order.length : at;
  };
  return attributes.toSorted((one, other) => place(one) - place(other));
}

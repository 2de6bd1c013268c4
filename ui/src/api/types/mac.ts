// What network and device agreed on the air.

import type { Input, JsonObject, Refined, Schemas } from "./schema";

/** A MAC command by its name in the specification, with its fields. */
export type MacCommand = { name: string } & JsonObject;
export type MacLink = {
  data_rate: number;
  data_rate_name?: string | null;
  eirp: number;
  nb_trans: number;
};
export type RefusedPart =
  | "channel"
  | "channel_mask"
  | "data_rate"
  | "data_rates"
  | "frequency"
  | "power"
  | "rx1_data_rate_offset"
  | "rx2_data_rate";
export type MacOutcome = "sent" | "accepted" | "refused" | "unanswered";
type MacAdr = Schemas["Mac"]["adr"];
export type Mac = Refined<
  Schemas["Mac"],
  {
    session: "none" | "joined" | "active";
    pending: Refined<Schemas["PendingRequest"], { commands: MacCommand[] }>[];
    stopped: Refined<
      Schemas["StoppedRequest"],
      { commands: MacCommand[]; reason: "refused" | "unanswered"; refused: RefusedPart[] }
    >[];
    status: Refined<
      NonNullable<Schemas["Mac"]["status"]>,
      { power: "external" | "battery" | "unknown" }
    > | null;
    adr: Refined<
      MacAdr,
      { decisions: Refined<MacAdr["decisions"][number], { outcome: MacOutcome }>[] }
    >;
  }
>;
export type MacInput = Input<"MacInput">;

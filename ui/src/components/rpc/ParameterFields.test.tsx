import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { ParameterFields } from "./ParameterFields";

it("tells what was refused at its parameter, and below them what belongs to none", () => {
  const { container } = render(
    <ParameterFields
      parameters={[
        { name: "mode", type: "number" },
        { name: "text", type: "string" },
      ]}
      device={undefined}
      typed={{}}
      errors={{ "params.mode": "no number", "params._eui": "reserved", name: "required" }}
      onChange={() => undefined}
    />,
  );
  expect(screen.getByText("no number")).toBeDefined();
  expect(container.querySelectorAll('[aria-invalid="true"]')).toHaveLength(1);
  expect(screen.getByText("reserved").getAttribute("role")).toBe("alert");
  expect(screen.queryByText("required")).toBeNull();
});

import type { ReactNode } from "react";

import { FirstField } from "../fields/FirstField";
import { Panel } from "../page/Panel";
import { SaveBar } from "../page/SaveBar";

type Props = {
  testId: string;
  /** What it does, as title and as verb of the button: "Add gateway". */
  verb: string;
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Beside a list, the form of a record that does not exist yet; it begins in its first field. */
export function NewRecordPanel({ testId, verb, saving, onSave, onClose, children }: Props) {
  return (
    <Panel
      testId={testId}
      title={verb}
      linked={false}
      onClose={onClose}
      footer={
        <SaveBar
          always
          changes={0}
          saving={saving}
          verb={verb}
          onSave={onSave}
          onDiscard={onClose}
        />
      }
    >
      <FirstField empty>{children}</FirstField>
    </Panel>
  );
}

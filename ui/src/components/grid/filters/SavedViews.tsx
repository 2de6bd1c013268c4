import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePreferences, type SavedView } from "../../../state/preferences";
import type { ListState } from "../../../state/url-state";
import { Field } from "../../fields/Field";
import { PlainInput } from "../../fields/PlainInput";
import { toastDone } from "../../messages/toast";
import css from "./FilterBar.module.css";

type Props = {
  /** The grid whose views these are. */
  id: string;
  state: ListState;
};

const NONE: readonly SavedView[] = [];

/** Filters, sort and columns under a name, on this computer. */
export function SavedViews({ id, state }: Props) {
  const { t } = useTranslation();
  const views = usePreferences((all) => all.views[id]) ?? NONE;
  const [naming, setNaming] = useState(false);

  const store = (next: readonly SavedView[]) => {
    const { views: all, set } = usePreferences.getState();
    set({ views: { ...all, [id]: [...next] } });
  };

  function apply(view: SavedView): void {
    const { columns, set } = usePreferences.getState();
    const { [id]: _now, ...others } = columns;
    set({ columns: view.columns ? { ...others, [id]: view.columns } : others });
    state.apply(view.filters, view.sort);
  }

  function save(name: string): void {
    const columns = usePreferences.getState().columns[id] ?? null;
    const view: SavedView = { name, filters: state.filters, sort: state.sort, columns };
    store([...views.filter((one) => one.name !== name), view]);
    setNaming(false);
    toastDone(t("views.saved", { name }));
  }

  function remove(view: SavedView): void {
    store(views.filter((one) => one.name !== view.name));
    toastDone(t("views.removed", { name: view.name }), {
      label: t("common.undo"),
      run: () => store(views),
    });
  }

  return (
    <>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            ...views.map((view, at) => ({ key: `open-${at}`, label: view.name })),
            ...(views.length > 0 ? [{ type: "divider" as const, key: "line" }] : []),
            { key: "save", label: t("views.save") },
            ...(views.length > 0
              ? [
                  {
                    key: "remove",
                    label: t("views.remove"),
                    children: views.map((view, at) => ({ key: `remove-${at}`, label: view.name })),
                  },
                ]
              : []),
          ],
          onClick({ key }) {
            if (key === "save") return setNaming(true);
            const view = views[Number(key.split("-")[1])];
            if (!view) return;
            if (key.startsWith("open-")) apply(view);
            else remove(view);
          },
        }}
      >
        <Button type="text" className={css["menu"] ?? ""}>
          {t("views.title")} <DownOutlined className={css["caret"] ?? ""} />
        </Button>
      </Dropdown>
      {naming && (
        <NameDialog
          taken={views.map((view) => view.name)}
          onCancel={() => setNaming(false)}
          onSave={save}
        />
      )}
    </>
  );
}

type DialogProps = {
  taken: readonly string[];
  onCancel: () => void;
  onSave: (name: string) => void;
};

function NameDialog({ taken, onCancel, onSave }: DialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const clean = name.trim();
  const save = () => clean !== "" && onSave(clean);
  return (
    <Modal
      open
      width={400}
      title={t("views.saveTitle")}
      okText={t("views.saveVerb")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: clean === "" }}
      onCancel={onCancel}
      onOk={save}
      mask={{ closable: false }}
    >
      <Field
        label={t("views.name")}
        help={taken.includes(clean) ? t("views.replaces") : t("views.help")}
      >
        <PlainInput value={name} maxLength={60} autoFocus onChange={setName} onEnter={save} />
      </Field>
    </Modal>
  );
}

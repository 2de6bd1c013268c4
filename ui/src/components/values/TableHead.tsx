import { useTranslation } from "react-i18next";

type Props = {
  titles: readonly string[];
  /** A last column without a title that is seen: what can be done with a row. */
  actions?: boolean;
};

/** What the columns of a small table are called. */
export function TableHead({ titles, actions = false }: Props) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {titles.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
        {actions && (
          <th scope="col">
            <span className="offscreen">{t("panel.actions")}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

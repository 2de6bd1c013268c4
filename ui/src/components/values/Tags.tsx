import css from "./Tags.module.css";

type Props = { tags: readonly string[]; most?: number };

/** The first tags and how many more there are. */
export function Tags({ tags, most = 2 }: Props) {
  const shown = tags.slice(0, most);
  const more = tags.length - shown.length;
  return (
    <span className={css["tags"]} title={tags.length > 1 ? tags.join("\n") : undefined}>
      {shown.map((tag) => (
        <span key={tag} className={css["tag"]}>
          {tag}
        </span>
      ))}
      {more > 0 && <span className="hint">+{more}</span>}
    </span>
  );
}

type ScopeProps = { scope: string };

/** PUBLIC or the tenant that owns a model. */
export function ScopeChip({ scope }: ScopeProps) {
  return <span className={css["tag"]}>{scope}</span>;
}

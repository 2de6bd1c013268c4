import LoudIcon from "@ant-design/icons/es/components/AntdIconLight";
import type { ComponentProps } from "react";

type Props = ComponentProps<typeof LoudIcon>;

/**
 * An icon as the library draws it, without the English name that it would give to screen readers:
 * what an icon stands beside or in says in the reader's language what it means. In place of the
 * library's own (`vite.config.ts`), so that it holds for the icons inside its components, too.
 */
export default function QuietIcon(props: Props) {
  const isSaid = props["aria-label"] !== undefined || props.onClick !== undefined;
  if (isSaid) return <LoudIcon {...props} />;
  return <LoudIcon role={undefined} aria-label={undefined} aria-hidden {...props} />;
}

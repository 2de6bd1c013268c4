/** An image, never markup: scripts in it do not run. */
const asImage = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

type IconProps = { svg: string | null | undefined };

/** The icon of a display field, as cards show it. */
export function FieldIcon({ svg }: IconProps) {
  return svg ? <img src={asImage(svg)} alt="" width={18} height={18} /> : null;
}

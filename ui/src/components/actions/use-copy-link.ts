import { useTranslation } from "react-i18next";

import { useLinkTo } from "../../state/links";
import { platform } from "../../platform";
import type { MenuEntry } from "../grid/types";
import { toastDone, toastFailed } from "../messages/toast";

/** The entry of a menu that copies the address of a page; none where no address would be of use. */
export function useCopyLink(): (path: string) => MenuEntry[] {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (path) => {
    const link = linkTo(path);
    if (link === null) return [];
    const onSelect = () =>
      void platform.copyText(link).then(
        () => toastDone(t("common.linkCopied")),
        (error: unknown) => toastFailed(t("common.copyFailed"), error),
      );
    return [{ key: "link", label: t("common.copyLink"), onSelect }];
  };
}

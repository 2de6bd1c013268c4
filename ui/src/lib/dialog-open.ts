/** Dialogs that are seen, the lowest first; one that was closed may still be there, unseen. */
const openDialogs = (): Element[] =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].filter(
    (dialog) => dialog.getClientRects().length > 0,
  );

/** A dialog on top owns the keyboard. */
export const isDialogOpen = (): boolean => openDialogs().length > 0;

export const topDialog = (): Element | undefined => openDialogs().at(-1);

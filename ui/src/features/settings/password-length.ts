// How many characters a password may have, as the instance wants it.

export const PASSWORD_LEAST = 8;
export const PASSWORD_MOST = 128;

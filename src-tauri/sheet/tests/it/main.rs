//! Files of other programs, hostile files, and our own files read by others.

// The lints take a module for test code, where helpers may unwrap, only when it is marked so.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod libreoffice;
#[cfg(test)]
mod openpyxl;

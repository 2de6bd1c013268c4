//! The router in front of a real engine, called as shells call it.

#[cfg(test)]
mod access;
#[cfg(test)]
mod attributes;
#[cfg(test)]
mod hang_up;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod locations;
#[cfg(test)]
mod model_history;
#[cfg(test)]
mod model_ids;
#[cfg(test)]
mod models;
#[cfg(test)]
mod odd_files;
mod records;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod selected;
#[cfg(test)]
mod strict;
#[cfg(test)]
mod support;
#[cfg(test)]
mod templates;

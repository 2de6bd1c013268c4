//! Where settings come from: flags and variables, then `config.toml`, then defaults.
//!
//! Start at [`Flags::resolve`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::cli::Flags;
use crate::paths;

const HTTP: &str = "127.0.0.1:10100";
/// Both ports are in use for Semtech UDP in the field.
const GWMP: &str = "0.0.0.0:1700,0.0.0.0:1770";
/// Only this computer: a network that should reach the broker is the user's decision.
const MQTT: &str = "127.0.0.1:1883";
const LOG: &str = "info";
const OFF: &str = "off";

/// Settings, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) data_dir: PathBuf,
    /// `None`: not said anywhere, so each shell has its own default.
    http: Option<Listen>,
    pub(crate) gwmp: Vec<SocketAddr>,
    pub(crate) basics_station: BasicsStation,
    pub(crate) mqtt: Option<SocketAddr>,
    pub(crate) log: String,
    pub(crate) ui_dir: Option<PathBuf>,
}

/// Gateways that run Basics Station.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BasicsStation {
    /// Nowhere unless somebody says so: most sites have none.
    pub(crate) listen: Vec<SocketAddr>,
    /// Certificate chain and key; `None`: one is made in the data folder.
    pub(crate) certificate: Option<(PathBuf, PathBuf)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listen {
    Off,
    At(SocketAddr),
}

/// `DATA_DIR/config.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    http: Option<String>,
    gwmp: Option<OneOrMany>,
    basics_station: Option<OneOrMany>,
    basics_station_cert: Option<PathBuf>,
    basics_station_key: Option<PathBuf>,
    mqtt: Option<String>,
    log: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Flags {
    /// Completes the flags from the data folder's file and the defaults.
    ///
    /// # Errors
    /// When an address cannot be read, the file is not valid, or no data folder can be found.
    pub(crate) fn resolve(self) -> Result<Options> {
        let data_dir = match self.data_dir {
            Some(given) => given,
            None => paths::default_data_dir()
                .context("no folder for the data: name one with --data-dir")?,
        };
        let file = File::read(&data_dir.join("config.toml"))?;
        let gwmp = self.gwmp.or(file.gwmp.map(OneOrMany::joined)).unwrap_or_else(|| GWMP.into());
        let station = self.basics_station.or(file.basics_station.map(OneOrMany::joined));
        let certificate = self.basics_station_cert.or(file.basics_station_cert);
        let key = self.basics_station_key.or(file.basics_station_key);
        let mqtt = self.mqtt.or(file.mqtt).unwrap_or_else(|| MQTT.into());
        Ok(Options {
            data_dir,
            http: self.http.or(file.http).map(|text| listen("http", &text)).transpose()?,
            gwmp: addresses("gwmp", &gwmp)?,
            basics_station: BasicsStation {
                listen: addresses("basics_station", station.as_deref().unwrap_or(OFF))?,
                certificate: pair(certificate, key)?,
            },
            mqtt: listen("mqtt", &mqtt)?.address(),
            log: self.log.or(file.log).unwrap_or_else(|| LOG.into()),
            ui_dir: self.ui_dir,
        })
    }
}

impl Options {
    /// Where HTTP is served when nobody said anything: this computer only.
    ///
    /// # Errors
    /// Never in practice: the default is an address.
    pub(crate) fn http_headless(&self) -> Result<Option<SocketAddr>> {
        match self.http {
            Some(listen) => Ok(listen.address()),
            None => Ok(listen("http", HTTP)?.address()),
        }
    }

    /// The window needs no port, so it opens one only when told to.
    #[cfg(feature = "desktop")]
    pub(crate) fn http_beside_window(&self) -> Option<SocketAddr> {
        self.http.and_then(Listen::address)
    }
}

impl Listen {
    const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::Off => None,
            Self::At(address) => Some(address),
        }
    }
}

impl File {
    fn read(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).with_context(|| path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| path.display().to_string()),
        }
    }
}

impl OneOrMany {
    fn joined(self) -> String {
        match self {
            Self::One(text) => text,
            Self::Many(texts) => texts.join(","),
        }
    }
}

/// A certificate is of no use without its key, nor a key without its certificate.
fn pair(certificate: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<(PathBuf, PathBuf)>> {
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        (None, None) => Ok(None),
        (Some(_), None) => bail!("basics_station_cert needs basics_station_key beside it"),
        (None, Some(_)) => bail!("basics_station_key needs basics_station_cert beside it"),
    }
}

fn listen(name: &str, text: &str) -> Result<Listen> {
    match text.trim() {
        OFF => Ok(Listen::Off),
        address => address.parse().map(Listen::At).with_context(|| {
            format!("{name}: `{address}` is not an address such as 127.0.0.1:10100, nor `off`")
        }),
    }
}

fn addresses(name: &str, list: &str) -> Result<Vec<SocketAddr>> {
    let listens: Vec<Listen> =
        list.split(',').map(|text| listen(name, text)).collect::<Result<_>>()?;
    Ok(listens.into_iter().filter_map(Listen::address).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves flags beside a file with this text.
    fn resolve(flags: Flags, file: &str) -> Result<Options> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), file).unwrap();
        Flags { data_dir: Some(folder.path().into()), ..flags }.resolve()
    }

    fn texts(addresses: &[SocketAddr]) -> Vec<String> {
        addresses.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_said_means_the_documented_defaults() {
        let options = resolve(Flags::default(), "").unwrap();
        assert_eq!(options.http_headless().unwrap().unwrap().to_string(), HTTP);
        assert_eq!(texts(&options.gwmp), ["0.0.0.0:1700", "0.0.0.0:1770"]);
        assert_eq!(options.mqtt.unwrap().to_string(), MQTT);
        assert_eq!(options.basics_station, BasicsStation::default());
        assert_eq!(options.log, "info");
    }

    #[test]
    fn basics_station_is_served_where_somebody_says_so() {
        let file = "basics_station = '0.0.0.0:3001'\nbasics_station_cert = 'a.pem'";
        let missing = resolve(Flags::default(), file).unwrap_err().to_string();
        assert!(missing.contains("basics_station_key"), "{missing}");
        let flags = Flags { basics_station_key: Some("b.pem".into()), ..Flags::default() };
        let station = resolve(flags, file).unwrap().basics_station;
        assert_eq!(texts(&station.listen), ["0.0.0.0:3001"]);
        assert_eq!(station.certificate, Some(("a.pem".into(), "b.pem".into())));
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let flags = Flags { http: Some("127.0.0.1:1".into()), ..Flags::default() };
        let file = "http = '127.0.0.1:2'\ngwmp = ['127.0.0.1:3', '127.0.0.1:4']\nlog = 'warn'";
        let options = resolve(flags, file).unwrap();
        assert_eq!(options.http_headless().unwrap().unwrap().port(), 1);
        assert_eq!(texts(&options.gwmp), ["127.0.0.1:3", "127.0.0.1:4"]);
        assert_eq!(options.log, "warn");
    }

    #[test]
    fn off_closes_a_listener() {
        let flags = Flags {
            http: Some("off".into()),
            gwmp: Some("off".into()),
            mqtt: Some("off".into()),
            ..Flags::default()
        };
        let options = resolve(flags, "").unwrap();
        assert_eq!(options.http_headless().unwrap(), None);
        assert_eq!((options.gwmp.len(), options.mqtt), (0, None));
    }

    #[test]
    fn a_mistake_is_named() {
        let flags = Flags { mqtt: Some("here".into()), ..Flags::default() };
        assert!(resolve(flags, "").unwrap_err().to_string().contains("mqtt: `here`"));
        let unknown = format!("{:#}", resolve(Flags::default(), "htpp = 'x'").unwrap_err());
        assert!(unknown.contains("config.toml") && unknown.contains("htpp"), "{unknown}");
    }
}

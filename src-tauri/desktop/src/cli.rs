//! The command line.
//!
//! Integrators and packagers rely on these words; change them only with an entry in the changelog.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const AFTER_HELP: &str = "\
Each setting can also be an environment variable (shown in brackets) or a line in \
DATA_DIR/config.toml:

    http = \"127.0.0.1:10100\"
    gwmp = [\"0.0.0.0:1700\", \"0.0.0.0:1770\"]
    basics_station = \"0.0.0.0:3001\"
    mqtt = \"127.0.0.1:1883\"
    log  = \"info\"

A flag wins over a variable, a variable over the file, the file over the default. Addresses may \
have port 0: the system then chooses one, which the ready line names.";

/// LoRaWAN network server, application server and device management in one program.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "thinklink", version, args_conflicts_with_subcommands = true)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) flags: Flags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run without a window, with the user interface and the API over HTTP.
    ///
    /// When everything listens, one line is written to standard output:
    /// {"ready":true,"http":"127.0.0.1:10100","gwmp":["0.0.0.0:1700"],"mqtt":"127.0.0.1:1883"}.
    /// With Basics Station it also has "basics_station":["0.0.0.0:3001"].
    /// Logs go to standard error. SIGTERM or Ctrl-C ends the program cleanly. The first start
    /// writes an API token to DATA_DIR/admin-token.
    #[command(after_help = AFTER_HELP)]
    Serve(Flags),
    /// Play gateways and devices against a running instance.
    Simulate(Simulation),
    /// Print the OpenAPI description of the HTTP interface.
    Openapi,
}

/// Settings as given on the command line or in variables; what is absent may be in the file.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Flags {
    /// Folder that holds everything this instance knows [default: the user's data folder].
    #[arg(long, value_name = "DIR", env = "THINKLINK_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Address of the user interface and the API, or `off`
    /// [default: 127.0.0.1:10100; in the window: off].
    #[arg(long, value_name = "ADDR", env = "THINKLINK_HTTP")]
    pub(crate) http: Option<String>,
    /// Addresses that gateways send to (Semtech UDP), separated by commas, or `off`
    /// [default: 0.0.0.0:1700,0.0.0.0:1770].
    #[arg(long, value_name = "ADDR,…", env = "THINKLINK_GWMP")]
    pub(crate) gwmp: Option<String>,
    /// Addresses that gateways with LoRa Basics Station connect to (ws and wss), separated by
    /// commas, or `off` [default: off].
    #[arg(long, value_name = "ADDR,…", env = "THINKLINK_BASICS_STATION")]
    pub(crate) basics_station: Option<String>,
    /// Certificate chain in PEM that Basics Station gateways see
    /// [default: made at the first start, in DATA_DIR/basics-station].
    #[arg(long, value_name = "FILE", env = "THINKLINK_BASICS_STATION_CERT")]
    pub(crate) basics_station_cert: Option<PathBuf>,
    /// Private key of that certificate, in PEM.
    #[arg(long, value_name = "FILE", env = "THINKLINK_BASICS_STATION_KEY")]
    pub(crate) basics_station_key: Option<PathBuf>,
    /// Address of the MQTT broker, or `off` [default: 127.0.0.1:1883].
    #[arg(long, value_name = "ADDR", env = "THINKLINK_MQTT")]
    pub(crate) mqtt: Option<String>,
    /// What is logged: error, warn, info, debug, trace, or a filter such as `info,thinklink_engine=debug`
    /// [default: info].
    #[arg(long, value_name = "FILTER", env = "THINKLINK_LOG")]
    pub(crate) log: Option<String>,
    /// Serve the user interface from this folder instead of the one inside the program.
    #[arg(long, value_name = "DIR", env = "THINKLINK_UI_DIR", hide_short_help = true)]
    pub(crate) ui_dir: Option<PathBuf>,
}

const LOAD_HELP: &str = "\
Load devices are personalised (ABP, EU868); device i, from 0, has
    dev_eui   70b3d57ed1000000 + i        (hexadecimal)
    dev_addr  01000000 + i                (hexadecimal)
    nwks_key  the bytes of \"loadtest-nwk\" and i in four bytes, most significant first
    apps_key  the bytes of \"loadtest-app\" and i in four bytes, most significant first
and sends the frame of a KS52 on port 11. When all is sent, one line of JSON is written to \
standard output.";

/// What to play.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true), after_help = LOAD_HELP)]
pub(crate) struct Simulation {
    /// Where the instance listens for gateways.
    #[arg(long, value_name = "ADDR")]
    pub(crate) gwmp: SocketAddr,
    /// A small site: 2 gateways and 20 devices of 3 kinds, until stopped.
    #[arg(long, group = "what")]
    pub(crate) site: bool,
    /// The devices whose profiles are in this JSON file, until stopped.
    #[arg(long, value_name = "FILE", group = "what")]
    pub(crate) profile_file: Option<PathBuf>,
    /// File in which devices of LoRaWAN 1.0.4, which count their DevNonces, keep where they are: a
    /// second run goes on there, and none of its joins is refused as a repeated one
    /// [default: NAME.state.json beside a profile file NAME.json; with --site simulate-site.json in
    /// the user's data folder].
    #[arg(long, value_name = "FILE", conflicts_with = "load")]
    pub(crate) state: Option<PathBuf>,
    /// Seconds between two reports of a device of the site or the file.
    #[arg(long, value_name = "S", default_value_t = 4, conflicts_with = "load", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) interval: u64,
    /// This many uplinks per second, all devices together, to measure an instance.
    #[arg(long, value_name = "RATE", group = "what", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) load: Option<u32>,
    /// How many devices make the load.
    #[arg(long, value_name = "N", default_value_t = 1_000, requires = "load", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) devices: u32,
    /// How many gateways hear the load, each uplink by one.
    #[arg(long, value_name = "N", default_value_t = 8, requires = "load", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) gateways: u32,
    /// How long the load lasts.
    #[arg(long, value_name = "S", default_value_t = 60, requires = "load", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seconds: u64,
    /// Frame counter of each device's first uplink: above the last one when the same instance is
    /// measured again.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "load")]
    pub(crate) first_f_cnt: u32,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_names_every_variable() {
        let help = Cli::command().render_long_help().to_string();
        for name in ["DATA_DIR", "HTTP", "GWMP", "BASICS_STATION", "MQTT", "LOG"] {
            assert!(help.contains(&format!("THINKLINK_{name}")), "{name} is missing in:\n{help}");
        }
    }
}

//! From a name to a stream that MQTT can be spoken on.

use std::sync::Arc;

use model::{Said, Saying, say};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::client::{Failure, FailureKind, Limits, Options, Tls};

/// What MQTT is spoken on, in clear or encrypted.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Looks the name up, connects and shakes hands.
pub(super) async fn open(options: &Options, limits: &Limits) -> Result<Box<dyn Stream>, Failure> {
    let opening = async {
        let socket = connect(options).await?;
        match &options.tls {
            None => Ok(Box::new(socket) as Box<dyn Stream>),
            Some(tls) => encrypt(socket, &options.host, tls).await,
        }
    };
    let late = || Failure::new(FailureKind::Timeout, say!(HostSilent, host = &*options.host));
    timeout(limits.connect_time, opening).await.unwrap_or_else(|_| Err(late()))
}

async fn connect(options: &Options) -> Result<TcpStream, Failure> {
    let host = bare(&options.host);
    let unknown = |_| Failure::new(FailureKind::UnknownHost, say!(NoHost, host = host));
    let addresses = lookup_host((host, options.port)).await.map_err(unknown)?;
    let mut failure = Failure::new(FailureKind::UnknownHost, say!(HostNoAddress, host = host));
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => {
                if let Err(error) = socket.set_nodelay(true) {
                    tracing::debug!(%error, "MQTT socket option not set");
                }
                return Ok(socket);
            }
            Err(error) => failure = Failure::connecting(&error),
        }
    }
    Err(failure)
}

async fn encrypt(socket: TcpStream, host: &str, tls: &Tls) -> Result<Box<dyn Stream>, Failure> {
    let broken = |detail: Said| Failure::new(FailureKind::Configuration, detail);
    let name = ServerName::try_from(bare(host).to_owned())
        .map_err(|_| broken(say!(HostNoName, host = host)))?;
    let tls = tls.clone();
    let config = tokio::task::spawn_blocking(move || tls.config());
    let config = config.await.map_err(|_| broken(Saying::ProgramMistake.into()))??;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await;
    stream
        .map(|stream| Box::new(stream) as Box<dyn Stream>)
        .map_err(|error| Failure::handshake(&error))
}

/// An IPv6 address without the brackets that people write around it.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

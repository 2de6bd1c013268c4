//! A mail server that keeps what it gets, and can be difficult.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

pub(crate) const USER: &str = "alarms@example.org";
pub(crate) const PASSWORD: &str = "correct horse";

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Takes everything from who logs in rightly, or does not log in.
    Friendly,
    /// Takes nothing before STARTTLS.
    WantsTls,
    /// Takes no mail now, but the second time it does.
    BusyOnce,
    /// Knows no recipient.
    KnowsNobody,
    /// Takes the connection and says nothing.
    Silent,
    /// Speaks something else.
    NotMail,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) login: Option<String>,
    pub(crate) secure: bool,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Headers and text, lines ended by `\n`.
    pub(crate) data: String,
}

/// A running server.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    /// The certificate to trust, PEM, for the name `localhost`.
    pub(crate) ca: String,
    mails: mpsc::Receiver<Taken>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    /// Listens on a port of its own. `implicit`: by TLS from the first byte.
    pub(crate) async fn start(manner: Manner, implicit: bool) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, mails) = mpsc::channel(256);
        let task = tokio::spawn(async move {
            let mut calls = 0;
            while let Ok((socket, _)) = listener.accept().await {
                calls += 1;
                let manner = match manner {
                    Manner::BusyOnce if calls > 1 => Manner::Friendly,
                    manner => manner,
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                // A client that goes away is its own business.
                tokio::spawn(
                    async move { serve(socket, manner, implicit, acceptor, sender).await },
                );
            }
        });
        Self { port, ca: cert.pem(), mails, task }
    }

    /// The next mail.
    pub(crate) async fn next(&mut self) -> Taken {
        let patience = std::time::Duration::from_secs(60);
        tokio::time::timeout(patience, self.mails.recv()).await.unwrap().unwrap()
    }
}

async fn serve(
    socket: TcpStream,
    manner: Manner,
    implicit: bool,
    acceptor: TlsAcceptor,
    mails: mpsc::Sender<Taken>,
) -> io::Result<()> {
    if implicit {
        return talk(acceptor.accept(socket).await?, manner, true, &mails).await.map(drop);
    }
    // What the client has not said yet cannot be lost in the buffer: it waits for the answer.
    if let Some(socket) = talk(socket, manner, false, &mails).await? {
        talk(acceptor.accept(socket).await?, manner, true, &mails).await?;
    }
    Ok(())
}

/// Speaks until the client leaves; gives the connection back when it goes on by TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    socket: S,
    manner: Manner,
    secure: bool,
    mails: &mpsc::Sender<Taken>,
) -> io::Result<Option<S>> {
    let mut socket = BufReader::new(socket);
    match manner {
        Manner::Silent => return std::future::pending().await,
        Manner::NotMail => {
            socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await?;
            return Ok(None);
        }
        // After STARTTLS there is no second greeting.
        _ if secure && manner == Manner::WantsTls => {}
        _ => socket.write_all(b"220 test ready\r\n").await?,
    }
    let (mut login, mut from, mut to) = (None, String::new(), String::new());
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let bare = !secure && manner == Manner::WantsTls;
        let answer: &str = match word.as_str() {
            "EHLO" if bare => "250-test\r\n250 STARTTLS",
            "EHLO" => "250-test\r\n250 AUTH PLAIN LOGIN",
            "STARTTLS" => {
                socket.write_all(b"220 go ahead\r\n").await?;
                return Ok(Some(socket.into_inner()));
            }
            "AUTH" | "MAIL" if bare => "530 5.7.0 Must issue a STARTTLS command first",
            "AUTH" => {
                let given = line.rsplit(' ').next().unwrap_or_default();
                let given = String::from_utf8(BASE64.decode(given).unwrap()).unwrap();
                if given == format!("\0{USER}\0{PASSWORD}") {
                    login = Some(USER.to_owned());
                    "235 2.7.0 welcome"
                } else {
                    "535 5.7.8 authentication failed"
                }
            }
            "MAIL" if manner == Manner::BusyOnce => "451 4.3.0 try again later",
            "MAIL" => {
                from = address(line);
                "250 ok"
            }
            "RCPT" if manner == Manner::KnowsNobody => "550 5.1.1 no such mailbox",
            "RCPT" => {
                to = address(line);
                "250 ok"
            }
            "DATA" => {
                socket.write_all(b"354 go ahead\r\n").await?;
                let data = data(&mut socket).await?;
                let (login, from, to) = (login.clone(), from.clone(), to.clone());
                let taken = Taken { login, secure, from, to, data };
                mails.send(taken).await.map_err(io::Error::other)?;
                "250 taken"
            }
            "QUIT" => {
                socket.write_all(b"221 bye\r\n").await?;
                return Ok(None);
            }
            _ => "250 ok",
        };
        socket.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

fn address(line: &str) -> String {
    let inner = line.split(['<', '>']).nth(1);
    inner.unwrap_or_default().to_owned()
}

async fn data(socket: &mut (impl AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await? == 0 || line.trim_end() == "." {
            return Ok(text);
        }
        text.push_str(line.trim_end_matches(['\r', '\n']));
        text.push('\n');
    }
}

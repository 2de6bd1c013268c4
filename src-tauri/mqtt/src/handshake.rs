//! From an accepted socket to a client that is logged in.
//!
//! Nothing a stranger sends gets further than this: the packet is small, the time is short, and
//! what is asked for (identifier, will, extras of MQTT 5) is checked before the client counts.

use std::net::SocketAddr;
use std::sync::Arc;

use bytestring::ByteString;
use futures_util::{SinkExt, StreamExt};
use rmqtt_codec::error::DecodeError;
use rmqtt_codec::v5::ConnectAckReason;
use rmqtt_codec::version::{ProtocolVersion, VersionCodec};
use rmqtt_codec::{MqttCodec, MqttPacket, v3, v5};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::codec::Framed;

use crate::Admission;
use crate::broker::Shared;
use crate::connection::Membership;
use crate::dialect::{Connect, Dialect, Will};
use crate::inflight::{Unreleased, Window};
use crate::rights;

/// Length of a client identifier, bytes. Our own choice.
const MAX_CLIENT_ID: usize = 256;

/// A client that is logged in and has been told so.
pub(crate) struct Login<Io> {
    pub(crate) framed: Framed<Io, MqttCodec>,
    pub(crate) dialect: Dialect,
    pub(crate) membership: Membership,
    /// Seconds; 0 switches the supervision off.
    pub(crate) keep_alive: u16,
    pub(crate) will: Option<Will>,
    pub(crate) window: Window,
    pub(crate) unreleased: Unreleased,
    /// The longest packet the client wants, bytes.
    pub(crate) max_packet: usize,
}

/// Why a socket did not become a client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandshakeError {
    /// The first bytes or the first packet are not those of an MQTT client.
    #[error("not an MQTT client")]
    NotMqtt,
    /// The socket was closed, or cannot be written to.
    #[error("closed by the client")]
    Closed,
    /// The CONNECT packet is broken.
    #[error("broken first packet: {0}")]
    Decode(#[from] DecodeError),
    /// The answer was "no".
    #[error("login refused: {0:?}")]
    Refused(ConnectAckReason),
}

/// Reads the first packet, checks it and answers.
pub(crate) async fn handshake<Io>(
    io: Io,
    peer: SocketAddr,
    shared: &Arc<Shared>,
) -> Result<Login<Io>, HandshakeError>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let mut framed = Framed::new(io, MqttCodec::Version(VersionCodec));
    let dialect = read_dialect(&mut framed, shared).await?;
    let connect = match framed.next().await {
        Some(Ok((packet, _))) => Connect::read(packet).ok_or(HandshakeError::NotMqtt)?,
        Some(Err(DecodeError::InvalidClientId)) => {
            return refuse(&mut framed, dialect, ConnectAckReason::ClientIdentifierNotValid).await;
        }
        Some(Err(error)) => return Err(error.into()),
        None => return Err(HandshakeError::Closed),
    };
    let admission = match check(&connect, peer, shared).await {
        Ok(admission) => admission,
        Err(reason) => {
            tracing::info!(%peer, username = connect.username.as_deref(), ?reason, "MQTT login refused");
            shared.registry.tally.logins_refused.add(1);
            return refuse(&mut framed, dialect, reason).await;
        }
    };
    enter(framed, dialect, connect, admission, shared).await
}

/// Finds out which generation the client speaks and switches the codec to it.
async fn read_dialect<Io>(
    framed: &mut Framed<Io, MqttCodec>,
    shared: &Shared,
) -> Result<Dialect, HandshakeError>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let max = shared.registry.limits.connect_packet_bytes;
    match framed.next().await {
        Some(Ok((MqttPacket::Version(ProtocolVersion::MQTT3), _))) => {
            *framed.codec_mut() = MqttCodec::V3(v3::Codec::new(max));
            Ok(Dialect::V3)
        }
        Some(Ok((MqttPacket::Version(ProtocolVersion::MQTT5), _))) => {
            *framed.codec_mut() = MqttCodec::V5(v5::Codec::new(max, 0));
            Ok(Dialect::V5)
        }
        Some(_) => Err(HandshakeError::NotMqtt),
        None => Err(HandshakeError::Closed),
    }
}

/// How the client is let in, or the reason why not.
async fn check(
    connect: &Connect,
    peer: SocketAddr,
    shared: &Arc<Shared>,
) -> Result<Admission, ConnectAckReason> {
    let limits = &shared.registry.limits;
    if connect.extended_login {
        return Err(ConnectAckReason::BadAuthenticationMethod);
    }
    if connect.client_id.len() > MAX_CLIENT_ID || connect.client_id.contains('\0') {
        return Err(ConnectAckReason::ClientIdentifierNotValid);
    }
    let admission = authenticate(connect, peer, shared).await?;
    if let Some(will) = &connect.will {
        if rights::check_topic(&admission.tenant, &will.topic, limits).is_err() {
            shared.registry.tally.topics_refused.add(1);
            return Err(ConnectAckReason::NotAuthorized);
        }
        // A client of MQTT 3 cannot be told; its will is published without being retained.
        if will.retain && will.properties.is_some() {
            return Err(ConnectAckReason::RetainNotSupported);
        }
    }
    Ok(admission)
}

async fn authenticate(
    connect: &Connect,
    peer: SocketAddr,
    shared: &Arc<Shared>,
) -> Result<Admission, ConnectAckReason> {
    let (Some(username), Some(password)) = (&connect.username, &connect.password) else {
        return Err(ConnectAckReason::NotAuthorized);
    };
    let (username, password) = (username.clone(), password.clone());
    let unavailable = |_| ConnectAckReason::ServerUnavailable;
    let turn = Arc::clone(&shared.logins)
        .acquire_owned()
        .await
        .map_err(|_| ConnectAckReason::ServerUnavailable)?;
    let accounts = Arc::clone(&shared.accounts);
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        accounts.login(&username, &password, peer.ip())
    });
    let admission = checked.await.map_err(unavailable)?;
    if admission.is_none() {
        tokio::time::sleep(shared.registry.limits.wrong_login_time).await;
    }
    admission.ok_or(ConnectAckReason::BadUserNameOrPassword)
}

/// Enters the client and tells it what it may expect.
async fn enter<Io>(
    mut framed: Framed<Io, MqttCodec>,
    dialect: Dialect,
    connect: Connect,
    admission: Admission,
    shared: &Arc<Shared>,
) -> Result<Login<Io>, HandshakeError>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let limits = &shared.registry.limits;
    let unnamed = connect.client_id.is_empty();
    let membership = Membership::enter(Arc::clone(shared), admission, connect.client_id.clone());
    let assigned = unnamed.then(|| membership.client.client_id.clone());
    match framed.codec_mut() {
        MqttCodec::V3(codec) => codec.set_max_size(limits.packet_bytes),
        MqttCodec::V5(codec) => codec.set_max_inbound_size(limits.packet_bytes),
        MqttCodec::Version(_) => return Err(HandshakeError::NotMqtt),
    }
    let answer = accepted(dialect, assigned, connect.wants_session, shared);
    framed.send(answer).await.map_err(|_| HandshakeError::Closed)?;
    let window =
        connect.receive_maximum.map_or(limits.inflight, |wanted| wanted.get().min(limits.inflight));
    Ok(Login {
        framed,
        dialect,
        membership,
        keep_alive: connect.keep_alive,
        will: connect.will,
        window: Window::new(window),
        unreleased: Unreleased::new(limits.receive_maximum),
        max_packet: connect
            .maximum_packet_size
            .and_then(|wanted| usize::try_from(wanted.get()).ok())
            .unwrap_or(usize::MAX),
    })
}

/// CONNACK of a login that succeeded. A session never outlives its connection, so there is none
/// to continue, and MQTT 5 lets us say so.
fn accepted(
    dialect: Dialect,
    assigned: Option<ByteString>,
    wants_session: bool,
    shared: &Shared,
) -> MqttPacket {
    let limits = &shared.registry.limits;
    match dialect {
        Dialect::V3 => MqttPacket::V3(v3::Packet::ConnectAck(v3::ConnectAck {
            session_present: false,
            return_code: v3::ConnectAckReason::ConnectionAccepted,
        })),
        Dialect::V5 => MqttPacket::V5(
            v5::ConnectAck {
                assigned_client_id: assigned,
                session_expiry_interval_secs: wants_session.then_some(0),
                receive_max: limits.receive_maximum.try_into().unwrap_or(std::num::NonZeroU16::MIN),
                max_packet_size: Some(limits.packet_bytes),
                retain_available: false,
                shared_subscription_available: false,
                ..v5::ConnectAck::default()
            }
            .into(),
        ),
    }
}

/// Says no, and why.
async fn refuse<Io, T>(
    framed: &mut Framed<Io, MqttCodec>,
    dialect: Dialect,
    reason: ConnectAckReason,
) -> Result<T, HandshakeError>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    framed.send(dialect.login_refused(reason)).await.map_err(|_| HandshakeError::Closed)?;
    Err(HandshakeError::Refused(reason))
}
